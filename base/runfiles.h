// Data files that come with a program: a Bazel target's `data`, found the same by `bazel run`, `bazel test` and a
// binary started by its path from any folder.
//
//   MOE_ASSIGN_OR_RETURN(const std::string path, Runfile("vision/testdata/cifar10-mini.tar"));
//
// Looked for, first hit wins:
//   1. $MOEBENCH_RUNFILES/<path>: an installation without Bazel's folders; nothing else is tried when it is set
//   2. $TEST_SRCDIR/moebench/<path> and $RUNFILES_DIR/moebench/<path>: set by Bazel
//   3. <program>.runfiles/moebench/<path>, for the program as it was started and for what its symbolic links lead to
// The error is NotFound and lists every place that was tried.
#ifndef MOEBENCH_BASE_RUNFILES_H_
#define MOEBENCH_BASE_RUNFILES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

// Absolute path of a file or folder named from the repository's root.
absl::StatusOr<std::string> Runfile(absl::string_view repo_relative_path);

}  // namespace moebench

#endif  // MOEBENCH_BASE_RUNFILES_H_
