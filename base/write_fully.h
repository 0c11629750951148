// Writing all of some bytes to an open file, however many calls the operating system makes of it.
#ifndef MOEBENCH_BASE_WRITE_FULLY_H_
#define MOEBENCH_BASE_WRITE_FULLY_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace moebench {

// Drops from `rest` what was written: after an error it begins where to go on. `path` is what the error calls the file:
// "cannot write <path>: No space left on device".
absl::Status WriteFully(int fd, absl::string_view path, absl::string_view* rest);

}  // namespace moebench

#endif  // MOEBENCH_BASE_WRITE_FULLY_H_
