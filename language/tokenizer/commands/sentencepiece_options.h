// What the flags of `train` ask of SentencePiece's trainer, as the options that TrainSentencePiece takes.
//
//   --sentencepiece_options="character_coverage=0.9995,control_symbols=<a>,<b>"
//   {{"character_coverage", "0.9995"}, {"control_symbols", "<a>"}, {"control_symbols", "<b>"}}
//
// What has no "=" behind a comma belongs to the value before. Files among the values are meant from the caller's
// folder.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SENTENCEPIECE_OPTIONS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SENTENCEPIECE_OPTIONS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

using SentencePieceOptions = std::vector<std::pair<std::string, std::string>>;

// InvalidArgument for a value out of range or unknown, and for an option that has a flag of its own, naming that.
// Whether others are options at all, the library knows.
absl::StatusOr<SentencePieceOptions> SentencePieceOptionsOf(const TokenizeFlags& flags);

// Longer lines are left out by the trainer: max_sentence_length, 4,192 where it is not among the options.
int64_t MaxSentenceBytes(const SentencePieceOptions& options);

// Fields between commas; within quotation marks a comma is part of a field, as in a,"b,c","say ""x""".
std::vector<std::string> SplitQuoted(absl::string_view list);

// What kind of error one of TrainSentencePiece is: InvalidArgument for an option
// that it does not know or cannot read, FailedPrecondition for a text that does not hold what was asked for.
absl::Status TrainerStatus(absl::string_view library_error);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_SENTENCEPIECE_OPTIONS_H_
