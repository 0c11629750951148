// A program started by its path in a process group of its own, so that it can be killed together with everything it
// has started.
//
//   MOE_ASSIGN_OR_RETURN(ChildProcess child, ChildProcess::Start({"/bin/train", "--seed=1"}, "/tmp/output.txt"));
//   MOE_ASSIGN_OR_RETURN(auto end, child.WaitUntil([&] { return WritesCheckpoint(); }, absl::Minutes(5)));
//   if (!end.has_value()) child.SendSignal(SIGKILL);  // the condition came true before the program ended
//
// Standard input is empty; standard output and standard error are appended to a file. The group is killed when the
// ChildProcess is destroyed, and the program also when this process dies.
#ifndef MOEBENCH_TOOLS_KILL_TEST_CHILD_PROCESS_H_
#define MOEBENCH_TOOLS_KILL_TEST_CHILD_PROCESS_H_

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace moebench::tools {

// One of both is set: the exit code of a program that ended by itself, or the signal that ended it.
struct ProcessEnd {
  std::optional<int> exit_code;
  std::optional<int> signal;
};

// "exit code 143" or "signal 9 (Killed)".
std::string DescribeEnd(const ProcessEnd& end);

class ChildProcess {
 public:
  // arguments[0] is the program's path. NotFound if it cannot be executed.
  static absl::StatusOr<ChildProcess> Start(const std::vector<std::string>& arguments, const std::string& output_path);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  // To the whole group. Does nothing once the end was reported.
  void SendSignal(int signal) const;

  // The end, if it came before `condition` did. The condition is asked several thousand times a second. Once an end is
  // reported, nothing of the group runs any more. DeadlineExceeded after `limit`, with the group killed; Cancelled when
  // this process is asked to stop (base/stop_signal.h).
  absl::StatusOr<std::optional<ProcessEnd>> WaitUntil(const std::function<bool()>& condition, absl::Duration limit);
  absl::StatusOr<ProcessEnd> Wait(absl::Duration limit);

 private:
  ChildProcess(pid_t pid, std::string description) : pid_(pid), description_(std::move(description)) {}
  std::optional<ProcessEnd> Poll();
  void KillAndReap();

  pid_t pid_;                // -1 once reaped; also the number of the group
  std::string description_;  // of program and output, for errors
};

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_KILL_TEST_CHILD_PROCESS_H_
