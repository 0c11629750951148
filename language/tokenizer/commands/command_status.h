// Whose fault an error is, as an exit code: 64 wrong usage (InvalidArgument), 65 data that cannot be found, read or
// made sense of, 70 internal and what cannot be written, 141 a reader of standard output that went away.
//
// Readers of data call many a fault InvalidArgument; AboutInput makes it the data's. Writers call a missing folder
// NotFound; AboutOutput makes it what cannot be written.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_COMMAND_STATUS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_COMMAND_STATUS_H_

#include "absl/status/status.h"

namespace moebench::language {

// Leaves Cancelled (a stop that was asked for), Internal and OK as they are.
absl::Status AboutInput(const absl::Status& status);
absl::Status AboutOutput(const absl::Status& status);

// Standard output has no reader any more, as in `tokenize encode … | head -1`: nothing to complain about.
absl::Status ReaderWentAway();
bool IsReaderWentAway(const absl::Status& status);

int TokenizeExitCode(const absl::Status& status);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_COMMAND_STATUS_H_
