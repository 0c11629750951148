// Where a split of WikiText-2 or WikiText-103 lies: a file wiki.{train,valid,test}.{tokens,raw}, a folder that holds
// it, or the published zip (wikitext-2-v1.zip and its like), which is read as it is.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_FILES_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_FILES_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/corpora/byte_stream.h"

namespace moebench::language {

enum class WikiTextKind { kTokens, kRaw };

// "wiki.valid.tokens"
std::string WikiTextFileName(WikiTextKind kind, absl::string_view split);

struct WikiTextSplit {
  std::unique_ptr<ByteStream> stream;
  int64_t bytes = 0;  // that stream->FileBytesRead will reach
};

// `split` is train, valid or test, or empty: train, or the file that `path` names. NotFound names the missing file and
// what is there instead; DataLoss a zip that is cut.
absl::StatusOr<WikiTextSplit> OpenWikiTextSplit(const std::string& path, WikiTextKind kind, absl::string_view split);

// Counts the lines of the published split, and its words in the tokens kind, against the counts below; DataLoss with
// both where they differ. `data_set` is "wikitext-2" or "wikitext-103". Other files of the form are as good to read, so
// nothing calls this unasked.
//                 train          valid      test
//   lines         36,718         3,760      4,358     (WikiText-103: 1,801,350 for train)
//   words, <eos>  2,088,628      217,646    245,569   (WikiText-103: 103,227,021 for train; Merity et al., table 1)
absl::Status VerifyWikiText(const std::string& path, WikiTextKind kind, absl::string_view data_set,
                            absl::string_view split);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_FILES_H_
