#include "base/runfiles.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/program_path.h"

namespace moebench {
namespace {

constexpr char kWorkspace[] = "moebench";

std::string ProgramWithoutLinks() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

// A program has its own <program>.runfiles; one started by another program is inside that one's.
void AddRunfilesOf(const std::string& program, std::vector<std::string>* roots) {
  if (program.empty()) return;
  roots->push_back(absl::StrCat(program, ".runfiles/", kWorkspace));
  const size_t inside = program.rfind(".runfiles/");
  if (inside != std::string::npos) roots->push_back(absl::StrCat(program.substr(0, inside), ".runfiles/", kWorkspace));
}

std::vector<std::string> RunfilesRoots() {
  if (const char* root = std::getenv("MOEBENCH_RUNFILES")) return {root};
  std::vector<std::string> roots;
  for (const char* variable : {"TEST_SRCDIR", "RUNFILES_DIR"}) {
    if (const char* folder = std::getenv(variable)) roots.push_back(absl::StrCat(folder, "/", kWorkspace));
  }
  const std::string as_started = ProgramAsStarted();
  const std::string without_links = ProgramWithoutLinks();
  AddRunfilesOf(as_started, &roots);
  if (without_links != as_started) AddRunfilesOf(without_links, &roots);
  return roots;
}

}  // namespace

absl::StatusOr<std::string> Runfile(absl::string_view repo_relative_path) {
  const std::vector<std::string> roots = RunfilesRoots();
  for (const std::string& root : roots) {
    std::error_code error;
    const std::filesystem::path path = std::filesystem::absolute(absl::StrCat(root, "/", repo_relative_path), error);
    if (std::filesystem::exists(path, error)) return path.string();
  }
  return absl::NotFoundError(absl::StrCat("the program's own file ", repo_relative_path, " was not found; looked in ",
                                          absl::StrJoin(roots, ", "),
                                          ". Start the program by `bazel run`, or keep its .runfiles folder beside it, "
                                          "or set MOEBENCH_RUNFILES to a folder "
                                          "that holds this path"));
}

}  // namespace moebench
