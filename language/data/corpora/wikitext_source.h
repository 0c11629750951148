// A split of WikiText as documents.
//
//   kArticles  A document begins at a title line, " = Title = ", that has a blank line, or the file's edge, before and
//              after it. The published validation and test splits hold 60 each. Text is as in the file, to the last \n;
//              blank lines before the first title are left out, other text there is a document of its own.
//   kPages     The pages of lm-evaluation-harness's data set (IsWikiTextPageStart): 60 and 62, as two lines of the test
//              split's text look like titles. Lines are joined by \n, with none at a page's end but the last page's.
//   kSplit     The whole split is one document.
//
// With `detokenize`, DetokenizeWikiText is applied to each article or page; an article is then held whole, and one of
// more than 64 MiB is refused. Of kSplit the articles are detokenized one by one and joined.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_SOURCE_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"
#include "language/data/corpora/wikitext_files.h"

namespace moebench::language {

enum class WikiTextDocuments { kArticles, kPages, kSplit };

struct WikiTextOptions {
  WikiTextKind kind = WikiTextKind::kTokens;
  std::string split;  // as OpenWikiTextSplit takes it
  WikiTextDocuments documents = WikiTextDocuments::kArticles;
  bool detokenize = false;
  int64_t max_line_bytes = int64_t{1} << 30;
};

// Next fails with DataLoss where the split holds no text at all.
absl::StatusOr<std::unique_ptr<DocumentSource>> NewWikiTextSource(const std::string& path,
                                                                  const WikiTextOptions& options);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_WIKITEXT_SOURCE_H_
