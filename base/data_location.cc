#include "base/data_location.h"

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/command_line.h"
#include "base/status_macros.h"

namespace moebench {
namespace {

// The variable's value; empty where it is unset or empty.
std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

absl::StatusOr<std::string> CacheFolder() {
  if (const std::string cache = Environment("MOEBENCH_CACHE"); !cache.empty()) return FromCallersFolder(cache);
  // The XDG specification has relative values ignored.
  if (const std::string xdg = Environment("XDG_CACHE_HOME"); !xdg.empty() && xdg[0] == '/') return xdg + "/moebench";
  if (const std::string home = Environment("HOME"); !home.empty()) return home + "/.cache/moebench";
  return absl::UnavailableError(
      "there is no cache folder: none of MOEBENCH_CACHE, XDG_CACHE_HOME and HOME is set; set MOEBENCH_CACHE to a "
      "folder "
      "that can be written to");
}

}  // namespace

std::string FromCallersFolder(absl::string_view path) {
  std::error_code error;
  std::string result = std::filesystem::absolute(CallerPath(path), error).lexically_normal().string();
  while (result.size() > 1 && result.back() == '/') result.pop_back();
  return result;
}

absl::StatusOr<DataLocation> LocateData(absl::string_view data_dir) {
  DataLocation location;
  MOE_ASSIGN_OR_RETURN(location.cache_folder, CacheFolder());
  if (data_dir.empty()) {
    if (const std::string data = Environment("MOEBENCH_DATA"); !data.empty()) {
      location.data_folders.push_back(FromCallersFolder(data));
    }
    location.data_folders.push_back(location.cache_folder);
    return location;
  }
  location.only_given_folder = true;
  location.data_folders.push_back(FromCallersFolder(data_dir));
  std::error_code error;
  if (!std::filesystem::is_directory(location.data_folders[0], error)) {
    return absl::InvalidArgumentError(absl::StrCat("--data_dir=", data_dir, ": ", location.data_folders[0],
                                                   " is not a folder; name the folder that holds the data sets"));
  }
  return location;
}

}  // namespace moebench
