// The running program's path as it was typed, .../bazel-bin/vision/train for one: unlike /proc/self/exe, which leads
// through Bazel's links to its output folder, it stays within the checkout and beside the program's runfiles.
#ifndef MOEBENCH_BASE_PROGRAM_PATH_H_
#define MOEBENCH_BASE_PROGRAM_PATH_H_

#include <string>

namespace moebench {

// Absolute, links not followed; right only while the process is in the folder it was started from. "" for a program
// that was found on $PATH.
std::string ProgramAsStarted();

}  // namespace moebench

#endif  // MOEBENCH_BASE_PROGRAM_PATH_H_
