#include "tools/kill_test/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"

namespace moebench::tools {
namespace {

constexpr int kCannotExecute = 127;  // as shells say it
// Short enough to meet a file that exists for a millisecond, long enough to leave the processor to the child.
constexpr absl::Duration kPollInterval = absl::Microseconds(200);

// Between fork and exec: only functions that are safe in a signal handler.
[[noreturn]] void BecomeProgram(char* const* arguments, int input, int output, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kCannotExecute);  // it died before it could be watched
  dup2(input, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  execv(arguments[0], arguments);
  _exit(kCannotExecute);
}

ProcessEnd EndOf(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {std::nullopt, WTERMSIG(wait_status)};
  return {WEXITSTATUS(wait_status), std::nullopt};
}

}  // namespace

std::string DescribeEnd(const ProcessEnd& end) {
  if (end.exit_code.has_value()) return absl::StrCat("exit code ", *end.exit_code);
  return absl::StrCat("signal ", *end.signal, " (", strsignal(*end.signal), ")");
}

absl::StatusOr<ChildProcess> ChildProcess::Start(const std::vector<std::string>& arguments,
                                                 const std::string& output_path) {
  const std::string& program = arguments[0];
  if (access(program.c_str(), X_OK) != 0)
    return absl::NotFoundError(absl::StrCat("cannot execute ", program, ": ", strerror(errno)));
  const int output = open(output_path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (output < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", output_path));
  const absl::Cleanup close_output = [output] { close(output); };
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (input < 0) return absl::ErrnoToStatus(errno, "cannot open /dev/null");
  const absl::Cleanup close_input = [input] { close(input); };

  std::vector<char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot start ", program));
  if (pid == 0) BecomeProgram(pointers.data(), input, output, parent);
  // Both do it: whichever comes first, the group exists before a signal is sent to it.
  setpgid(pid, pid);
  return ChildProcess(pid, absl::StrCat(program, " (process ", pid, ", output in ", output_path, ")"));
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), description_(std::move(other.description_)) {}

ChildProcess::~ChildProcess() { KillAndReap(); }

void ChildProcess::SendSignal(int signal) const {
  if (pid_ > 0) kill(-pid_, signal);
}

// The first process is looked at before it is reaped: until then its number, and so the group's, cannot be another's.
std::optional<ProcessEnd> ChildProcess::Poll() {
  siginfo_t info = {};
  if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) {
    return std::nullopt;
  }
  kill(-pid_, SIGKILL);
  int wait_status = 0;
  while (waitpid(pid_, &wait_status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return EndOf(wait_status);
}

void ChildProcess::KillAndReap() {
  if (pid_ < 0) return;
  SendSignal(SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

absl::StatusOr<std::optional<ProcessEnd>> ChildProcess::WaitUntil(const std::function<bool()>& condition,
                                                                  absl::Duration limit) {
  const absl::Time deadline = absl::Now() + limit;
  while (absl::Now() < deadline) {
    if (StopRequested()) return absl::CancelledError(absl::StrCat("stopped by ", StopSignalName()));
    if (condition()) return std::nullopt;
    if (std::optional<ProcessEnd> end = Poll(); end.has_value()) return end;
    absl::SleepFor(kPollInterval);
  }
  KillAndReap();
  return absl::DeadlineExceededError(
      absl::StrCat(description_, " did not end within ", absl::FormatDuration(limit), " and was killed"));
}

absl::StatusOr<ProcessEnd> ChildProcess::Wait(absl::Duration limit) {
  MOE_ASSIGN_OR_RETURN(const std::optional<ProcessEnd> end, WaitUntil([] { return false; }, limit));
  return *end;
}

}  // namespace moebench::tools
