#include "language/data/corpora/corpus_files.h"

#include <algorithm>
#include <filesystem>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

namespace fs = std::filesystem;

// Adds the files of one folder to `files`, and its folders to `folders`.
absl::Status ListFolder(const std::string& folder, std::vector<std::string>* files, std::vector<std::string>* folders) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string path = entry->path().string();
    if (entry->path().filename().string()[0] == '.') continue;
    std::error_code missing;
    const fs::file_status status = entry->status(missing);
    if (fs::is_directory(status) && !entry->is_symlink(missing)) {
      folders->push_back(path);
    } else if (fs::is_regular_file(status)) {
      files->push_back(path);
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat(path, " is ", fs::is_directory(status) ? "a link to a folder" : "neither a file nor a folder",
                       ", which is not read; name it as the corpus itself, or move it away"));
    }
  }
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot read folder ", folder, ": ", error.message()));
}

}  // namespace

bool IsFolder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

absl::StatusOr<std::vector<std::string>> CorpusFiles(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) {
    return absl::NotFoundError(absl::StrCat("no corpus at ", path, ": there is no such file or folder"));
  }
  if (status.type() == fs::file_type::none) {
    return absl::UnavailableError(absl::StrCat("cannot open ", path, ": ", error.message()));
  }
  if (fs::is_regular_file(status)) return std::vector<std::string>{path};
  if (!fs::is_directory(status)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is neither a file nor a folder"));
  }
  std::vector<std::string> files;
  std::vector<std::string> folders = {path};
  while (!folders.empty()) {
    const std::string folder = folders.back();
    folders.pop_back();
    MOE_RETURN_IF_ERROR(ListFolder(folder, &files, &folders));
  }
  if (files.empty()) return absl::NotFoundError(absl::StrCat("no corpus in ", path, ": the folder holds no files"));
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace moebench::language
