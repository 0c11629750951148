// The tokens that --input names, with --split, --input_layout, --tokenizer and --verify: a folder of shards, one shard,
// or a .bin file of nanoGPT's or llm.c's.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKEN_INPUT_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKEN_INPUT_H_

#include <memory>

#include "absl/status/statusor.h"
#include "language/data/shards/token_stream.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// With --tokenizer, shards made with another are refused; a .bin needs it, for it does not say how large its vocabulary
// is. InvalidArgument for flags; what is wrong with the files is AboutInput.
absl::StatusOr<std::shared_ptr<const TokenStream>> OpenTokenInput(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TOKEN_INPUT_H_
