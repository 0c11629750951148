#include "language/tokenizer/commands/token_input.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "language/data/shards/open_tokens.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/named_tokenizer.h"

namespace moebench::language {
namespace {

absl::StatusOr<Split> SplitOf(const std::string& name) {
  if (name.empty()) return Split::kTrain;
  MOE_RETURN_IF_ERROR(CheckChoice("split", name, {SplitName(Split::kTrain), SplitName(Split::kValid)}));
  return name == SplitName(Split::kValid) ? Split::kValid : Split::kTrain;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const TokenStream>> OpenTokenInput(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(RequireFlag("input", flags.input, "a folder of shards, a shard, or a .bin file"));
  TokensOptions options;
  options.path = CallerPath(flags.input);
  options.verify = flags.verify;
  MOE_ASSIGN_OR_RETURN(options.split, SplitOf(flags.split));
  if (!flags.input_layout.empty()) {
    MOE_ASSIGN_OR_RETURN(options.bin_format, ParseBinFormat(flags.input_layout));
    MOE_RETURN_IF_ERROR(RequireFlag("tokenizer", flags.tokenizer,
                                    "the one that made the file, which does not say how many ids it may hold"));
  }
  if (!flags.tokenizer.empty()) {
    MOE_ASSIGN_OR_RETURN(const std::shared_ptr<const Tokenizer> tokenizer, OpenNamedTokenizer(flags));
    options.tokenizer_checksum = tokenizer->Checksum();
    options.vocabulary_size = tokenizer->VocabularySize();
  }
  const auto tokens = OpenTokens(options);
  if (!tokens.ok()) return AboutInput(tokens.status());
  return *tokens;
}

}  // namespace moebench::language
