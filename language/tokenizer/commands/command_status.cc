#include "language/tokenizer/commands/command_status.h"

#include <csignal>

namespace moebench::language {

absl::Status AboutInput(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kCancelled:
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kNotFound:
      return status;
    default:
      return absl::FailedPreconditionError(status.message());
  }
}

absl::Status AboutOutput(const absl::Status& status) {
  if (status.ok() || absl::IsCancelled(status) || IsReaderWentAway(status)) return status;
  return absl::InternalError(status.message());
}

absl::Status ReaderWentAway() { return absl::AbortedError("standard output has no reader any more"); }

bool IsReaderWentAway(const absl::Status& status) { return absl::IsAborted(status); }

int TokenizeExitCode(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return 0;
    case absl::StatusCode::kInvalidArgument:
      return 64;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 65;
    case absl::StatusCode::kAborted:
      return 128 + SIGPIPE;
    default:
      return 70;
  }
}

}  // namespace moebench::language
