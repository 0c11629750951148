#include "language/tokenizer/commands/train_command.h"

#include "base/status_macros.h"
#include "language/tokenizer/commands/train_byte_level.h"
#include "language/tokenizer/commands/train_sentencepiece.h"

namespace moebench::language {

absl::StatusOr<std::string> RunTrain(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(CheckChoice("kind", flags.kind, {"sentencepiece", "byte_level"}));
  MOE_RETURN_IF_ERROR(RequireFlag("model", flags.model,
                                  flags.kind == "sentencepiece" ? "the .model file to write" : "the folder to write"));
  if (flags.kind == "sentencepiece") {
    MOE_RETURN_IF_ERROR(RefuseFlags(flags, {"min_frequency", "max_token_bytes", "end_of_text"},
                                    "is for --kind=byte_level; leave it out, or set the kind"));
    return RunTrainSentencePiece(flags);
  }
  MOE_RETURN_IF_ERROR(RefuseFlags(
      flags, {"model_type", "normalizer", "byte_fallback", "seed", "user_defined_symbols", "sentencepiece_options"},
      "is for --kind=sentencepiece; byte-level training knows no such thing"));
  return RunTrainByteLevel(flags);
}

}  // namespace moebench::language
