// A tokenizer by its name or its file: what --tokenizer takes in every program.
//
//   gpt2      GPT-2's byte-level BPE of 50,257 ids: gpt2-bpe/vocab.bpe and gpt2-bpe/encoder.json below the first data
//             folder that has them
//   a file    a SentencePiece .model
//   a folder  a byte-level BPE, in GPT-2's two files
//
//   MOE_ASSIGN_OR_RETURN(const DataLocation location, LocateData(data_dir));
//   MOE_ASSIGN_OR_RETURN(const auto tokenizer, OpenTokenizer("gpt2", location.data_folders));
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_OPEN_TOKENIZER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_OPEN_TOKENIZER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

// The only name. A file or folder of that name is meant by "./gpt2".
inline constexpr absl::string_view kGpt2 = "gpt2";

// NotFound where there is nothing of that name, saying what was looked for where and where to get it;
// FailedPrecondition where what is there is no tokenizer. Data folders matter to "gpt2" alone.
absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenTokenizer(const std::string& name_or_path,
                                                               const std::vector<std::string>& data_folders);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_OPEN_TOKENIZER_H_
