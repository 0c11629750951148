// A line of ids, as `encode` writes and `decode` reads it: decimal numbers with one blank between, "15496 995". Read,
// any number of blanks may stand between, before and behind them; nothing else may.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_ID_LINE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_ID_LINE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace moebench::language {

// Appends the ids and a "\n"; of no ids that alone.
void AppendIdLine(absl::Span<const int32_t> ids, std::string* text);

// Replaces `ids`; the line is without its "\n". InvalidArgument for a word that is no number, and for an id that is
// not below `vocabulary_size`:
//   "12x" is not an id; a line holds ids of 0 to 50256 with blanks between
absl::Status ParseIdLine(absl::string_view line, int vocabulary_size, std::vector<int32_t>* ids);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_ID_LINE_H_
