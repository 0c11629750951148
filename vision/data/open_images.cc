#include "vision/data/open_images.h"

#include <errno.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/runfiles.h"
#include "base/status_macros.h"
#include "vision/data/prepared_images.h"

namespace moebench::vision {
namespace {

constexpr char kProgram[] = "vision/prepare";

// This process's environment with the places of `location` in it.
std::vector<std::string> Environment(const DataLocation& location) {
  std::vector<std::string> variables = {"MOEBENCH_CACHE=" + location.cache_folder};
  if (location.data_folders.size() > 1) variables.push_back("MOEBENCH_DATA=" + location.data_folders[0]);
  for (char** entry = environ; *entry != nullptr; ++entry) {
    if (!absl::StartsWith(*entry, "MOEBENCH_CACHE=") && !absl::StartsWith(*entry, "MOEBENCH_DATA=")) {
      variables.push_back(*entry);
    }
  }
  return variables;
}

std::vector<char*> Pointers(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (std::string& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The exit status as of waitpid, standard output joined to standard error.
absl::StatusOr<int> RunProgram(std::vector<std::string> arguments, std::vector<std::string> environment) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  pid_t child = 0;
  const int error = posix_spawn(&child, arguments[0].c_str(), &actions, nullptr, Pointers(arguments).data(),
                                Pointers(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return absl::InternalError(absl::StrCat("cannot start ", arguments[0], ": ", std::strerror(error)));
  int code = 0;
  while (waitpid(child, &code, 0) < 0) {
    if (errno != EINTR) return absl::InternalError(absl::StrCat("cannot wait for ", arguments[0]));
  }
  return code;
}

// The reverse of ExitCode (base/command_line.h).
absl::StatusCode CodeOfExit(int exit_code) {
  switch (exit_code) {
    case 64:
      return absl::StatusCode::kInvalidArgument;
    case 65:
      return absl::StatusCode::kDataLoss;
    case 66:
      return absl::StatusCode::kNotFound;
    case 74:
      return absl::StatusCode::kUnavailable;
    default:
      return absl::StatusCode::kInternal;
  }
}

absl::Status RunPrepare(const ImageRequest& request, const DataLocation& location, int threads) {
  MOE_ASSIGN_OR_RETURN(const std::string program, Runfile(kProgram));
  std::vector<std::string> arguments = {program, "--dataset=" + request.dataset,
                                        absl::StrCat("--image_size=", request.image_size),
                                        absl::StrCat("--threads=", threads)};
  if (location.only_given_folder) arguments.push_back("--data_dir=" + location.data_folders[0]);
  MOE_ASSIGN_OR_RETURN(const int code, RunProgram(arguments, Environment(location)));
  if (WIFSIGNALED(code)) {
    return absl::InternalError(absl::StrCat("preparing ", request.dataset, " was ended by signal ", WTERMSIG(code),
                                            " (", strsignal(WTERMSIG(code)), ")"));
  }
  if (WEXITSTATUS(code) == 0) return absl::OkStatus();
  return absl::Status(CodeOfExit(WEXITSTATUS(code)),
                      absl::StrCat("preparing ", request.dataset, " failed; the reason stands above"));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const ImageCache>> OpenImages(const ImageRequest& request, const DataLocation& location,
                                                             int threads) {
  MOE_ASSIGN_OR_RETURN(PreparedImages prepared, FindPreparedImages(request, location, threads));
  if (prepared.cache != nullptr) return prepared.cache;
  MOE_RETURN_IF_ERROR(RunPrepare(request, location, threads));
  MOE_ASSIGN_OR_RETURN(prepared, FindPreparedImages(request, location, threads));
  if (prepared.cache != nullptr) return prepared.cache;
  return absl::DataLossError(absl::StrCat(request.dataset, " was prepared, yet ", prepared.reason));
}

}  // namespace moebench::vision
