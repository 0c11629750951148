#include "vision/data/file_tree.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"

namespace moebench::vision {

FileTree::FileTree(std::string root, std::vector<FileInfo> files) : root_(std::move(root)), files_(std::move(files)) {
  std::sort(files_.begin(), files_.end(), [](const FileInfo& a, const FileInfo& b) { return a.path < b.path; });
}

std::string FileTree::FullName(absl::string_view path) const { return absl::StrCat(root_, "/", path); }

int64_t FileTree::IndexOf(absl::string_view path) const {
  const auto found =
      std::lower_bound(files_.begin(), files_.end(), path,
                       [](const FileInfo& file, absl::string_view wanted) { return file.path < wanted; });
  return found != files_.end() && found->path == path ? found - files_.begin() : -1;
}

std::string StatFingerprint(const std::vector<FileInfo>& sorted_files) {
  Sha256 hash;
  for (const FileInfo& file : sorted_files) {
    // A path cannot hold a NUL, so no two lists give the same bytes.
    hash.Update(absl::StrCat(file.path, absl::string_view("\0", 1), file.bytes, ":", file.modified_ns, "\n"));
  }
  return hash.HexDigest();
}

bool IsHidden(absl::string_view path) { return absl::StartsWith(path, ".") || absl::StrContains(path, "/."); }

}  // namespace moebench::vision
