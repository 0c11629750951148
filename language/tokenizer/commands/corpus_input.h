// The corpus that --input names, with --format, --text_field and the flags for WikiText.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_CORPUS_INPUT_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_CORPUS_INPUT_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// Files and folders with commas between, unless there is one whose name holds the commas.
std::vector<std::string> InputPaths(const std::string& input);

// All of them, one after another. InvalidArgument without --input and for flags that do not fit together; what is wrong
// with a file is AboutInput.
absl::StatusOr<std::unique_ptr<DocumentSource>> OpenCorpusInput(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_CORPUS_INPUT_H_
