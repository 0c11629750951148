#include "stats/records/provenance.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "base/atomic_file.h"
#include "base/program_path.h"

namespace moebench::stats {
namespace {

constexpr char kUnknown[] = "unknown";

std::string ReadToEnd(int fd) {
  std::string text;
  std::array<char, 4096> block;
  for (;;) {
    const ssize_t got = read(fd, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(block.data(), static_cast<size_t>(got));
  }
}

// Runs a program found on $PATH, without a shell between, and returns what it printed; "" if it failed.
std::string OutputOf(std::vector<std::string> arguments) {
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return "";
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const bool started = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  const std::string output = started ? ReadToEnd(ends[0]) : "";
  close(ends[0]);
  if (!started) return "";

  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? output : "";
}

bool IsProjectRoot(const std::filesystem::path& folder) {
  const absl::StatusOr<std::string> workspace = ReadFile((folder / "WORKSPACE").string());
  return workspace.ok() && absl::StrContains(*workspace, "workspace(name = \"moebench\")");
}

std::string ProjectRootAbove(std::filesystem::path folder) {
  for (; folder.has_relative_path(); folder = folder.parent_path()) {
    if (IsProjectRoot(folder)) return folder.string();
  }
  return "";
}

std::string Hostname() {
  char name[HOST_NAME_MAX + 1] = {};
  return gethostname(name, HOST_NAME_MAX) == 0 ? name : kUnknown;
}

std::string CpuModel() {
  std::ifstream info("/proc/cpuinfo");
  for (std::string line; std::getline(info, line);) {
    if (!absl::StartsWith(line, "model name")) continue;
    return std::string(absl::StripAsciiWhitespace(line.substr(line.find(':') + 1)));
  }
  return kUnknown;
}

std::string Compiler() {
#if defined(__clang__)
  return absl::StrCat("clang ", __clang_version__);
#else
  return absl::StrCat("gcc ", __VERSION__);
#endif
}

}  // namespace

Provenance CollectProvenance() {
  Provenance provenance;
  const std::string checkout = ProjectCheckout();
  provenance.set_commit(checkout.empty() ? kUnknown : CheckedOutCommit(checkout));
  provenance.set_hostname(Hostname());
  provenance.set_cpu(CpuModel());
  provenance.set_num_cpus(static_cast<int>(std::thread::hardware_concurrency()));
  provenance.set_compiler(Compiler());
  provenance.set_instruction_set(InstructionSet());
  provenance.set_start_time(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", absl::Now(), absl::UTCTimeZone()));
  return provenance;
}

std::string CheckedOutCommit(const std::string& folder) {
  // Excluding every tag leaves the commit alone: one process for the name and the comparison with the working tree.
  const std::string output =
      OutputOf({"git", "-C", folder, "describe", "--always", "--abbrev=40", "--dirty", "--exclude=*"});
  const absl::string_view commit = absl::StripAsciiWhitespace(output);
  return commit.empty() ? kUnknown : std::string(commit);
}

std::string ProjectCheckout() {
  std::error_code error;
  const std::filesystem::path current = std::filesystem::current_path(error);
  std::vector<std::filesystem::path> places;
  if (const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY")) places.emplace_back(workspace);
  const std::string program = ProgramAsStarted();
  if (!program.empty()) places.emplace_back(program);
  places.push_back(current);
  for (const std::filesystem::path& place : places) {
    std::string root = ProjectRootAbove(place.lexically_normal());
    if (!root.empty()) return root;
  }
  return "";
}

std::string InstructionSet() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("amx-bf16")) return "amx";
  if (__builtin_cpu_supports("avx512bf16")) return "avx512_bf16";
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")) return "avx512";
  if (__builtin_cpu_supports("avx2")) return "avx2";
#endif
  return "baseline";
}

}  // namespace moebench::stats
