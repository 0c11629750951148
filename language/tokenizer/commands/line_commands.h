// The subcommands that turn a text file into another line by line: `encode`, text to ids, and `decode`, ids to text.
//
//   A line ends at "\n" and nowhere else: "\r" is text. An empty line gives an empty line, an empty file an empty file,
//   and a last line without "\n" is a line; every line of the output ends in "\n".
//   encode   one line of ids for a line of text, one blank between, no id for the begin or end of text
//   decode   the text of a line of ids, and "\n". Text that holds a "\n" itself is written as it is, so that its line
//            becomes several; a notice on standard error counts such lines.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_COMMANDS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_COMMANDS_H_

#include "absl/status/status.h"
#include "language/tokenizer/commands/tokenize_flags.h"

namespace moebench::language {

// Output to a file is whole or absent. Standard output holds what came before an error; closed by its reader, it ends
// the command without complaint (ReaderWentAway).
absl::Status RunEncode(const TokenizeFlags& flags);
absl::Status RunDecode(const TokenizeFlags& flags);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_COMMANDS_H_
