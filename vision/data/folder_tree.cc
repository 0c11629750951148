#include "vision/data/folder_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "vision/data/parallel_for.h"

namespace moebench::vision {
namespace {

// Deeper than any data set; reached only by a link that leads back up.
constexpr int kMaxDepth = 16;
constexpr size_t kMaxFileBytes = size_t{1} << 30;

absl::Status ListingError(const std::string& path, int error) {
  const std::string message = absl::StrCat("cannot list ", path, ": ", std::strerror(error));
  return error == ENOENT || error == ENOTDIR ? absl::NotFoundError(message) : absl::UnavailableError(message);
}

struct DirectoryCloser {
  void operator()(DIR* directory) const { closedir(directory); }
};

struct Listing {
  std::vector<FileInfo> files;
  std::vector<std::string> folders;
};

// Adds one directory entry, whose path below the root is `path`.
absl::Status AddEntry(const std::string& root, int directory_fd, const dirent& entry, const std::string& path,
                      const PathFilter& uses, Listing* listing) {
  if (entry.d_type == DT_DIR) {
    listing->folders.push_back(path);
    return absl::OkStatus();
  }
  if (entry.d_type == DT_REG && !uses(path)) return absl::OkStatus();
  struct stat info;
  if (fstatat(directory_fd, entry.d_name, &info, 0) != 0) {
    return uses(path) ? ListingError(absl::StrCat(root, "/", path), errno) : absl::OkStatus();
  }
  if (S_ISDIR(info.st_mode)) {
    listing->folders.push_back(path);
  } else if (uses(path)) {
    if (!S_ISREG(info.st_mode)) {
      return absl::DataLossError(absl::StrCat(root, "/", path, " is neither a file nor a folder; remove it"));
    }
    listing->files.push_back({path, info.st_size, int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec});
  }
  return absl::OkStatus();
}

absl::StatusOr<Listing> ListOne(const std::string& root, const std::string& folder, const PathFilter& uses) {
  const std::string full = folder.empty() ? root : absl::StrCat(root, "/", folder);
  const std::unique_ptr<DIR, DirectoryCloser> directory(opendir(full.c_str()));
  if (directory == nullptr) return ListingError(full, errno);
  Listing listing;
  while (true) {
    errno = 0;
    const dirent* entry = readdir(directory.get());
    if (entry == nullptr) break;
    if (entry->d_name[0] == '.') continue;
    const std::string path = folder.empty() ? entry->d_name : absl::StrCat(folder, "/", entry->d_name);
    MOE_RETURN_IF_ERROR(AddEntry(root, dirfd(directory.get()), *entry, path, uses, &listing));
  }
  if (errno != 0) return ListingError(full, errno);
  return listing;
}

// Remembers the checksum of each file it has read.
class FolderTree : public FileTree {
 public:
  FolderTree(const std::string& root, std::vector<FileInfo> files)
      : FileTree(root, std::move(files)), checksums_(this->files().size()) {}

  absl::StatusOr<std::string> Read(absl::string_view path) const override {
    const int64_t index = IndexOf(path);
    if (index < 0) return absl::NotFoundError(absl::StrCat(FullName(path), " does not exist"));
    MOE_ASSIGN_OR_RETURN(std::string bytes, ReadFile(FullName(path), kMaxFileBytes));
    std::string checksum = Sha256Hex(bytes);
    std::lock_guard<std::mutex> lock(mutex_);
    checksums_[index] = std::move(checksum);
    return bytes;
  }

  absl::StatusOr<std::string> Checksum() const override {
    Sha256 hash;
    for (size_t i = 0; i < files().size(); ++i) {
      const std::string& path = files()[i].path;
      if (ChecksumOf(i).empty()) MOE_RETURN_IF_ERROR(Read(path).status());
      hash.Update(absl::StrCat(path, absl::string_view("\0", 1), ChecksumOf(i), "\n"));
    }
    return hash.HexDigest();
  }

 private:
  std::string ChecksumOf(size_t index) const {
    std::lock_guard<std::mutex> lock(mutex_);
    return checksums_[index];
  }

  mutable std::mutex mutex_;
  mutable std::vector<std::string> checksums_;  // as files(); empty until read
};

}  // namespace

absl::StatusOr<std::vector<FileInfo>> ListFolder(const std::string& root, const PathFilter& uses, int threads) {
  std::vector<FileInfo> files;
  std::vector<std::string> level = {""};
  for (int depth = 0; !level.empty(); ++depth) {
    if (depth == kMaxDepth) {
      return absl::DataLossError(absl::StrCat(root, "/", level[0], " is more than ", kMaxDepth,
                                              " folders deep; does a link lead back to a parent folder?"));
    }
    std::vector<Listing> listings(level.size());
    MOE_RETURN_IF_ERROR(ParallelFor(level.size(), threads, [&](int64_t i) -> absl::Status {
      MOE_ASSIGN_OR_RETURN(listings[i], ListOne(root, level[i], uses));
      return absl::OkStatus();
    }));
    level.clear();
    for (Listing& listing : listings) {
      std::move(listing.files.begin(), listing.files.end(), std::back_inserter(files));
      std::move(listing.folders.begin(), listing.folders.end(), std::back_inserter(level));
    }
  }
  std::sort(files.begin(), files.end(), [](const FileInfo& a, const FileInfo& b) { return a.path < b.path; });
  return files;
}

absl::StatusOr<std::shared_ptr<const FileTree>> OpenFolder(const std::string& root, const PathFilter& uses,
                                                           int threads) {
  MOE_ASSIGN_OR_RETURN(std::vector<FileInfo> files, ListFolder(root, uses, threads));
  return std::make_shared<const FolderTree>(root, std::move(files));
}

}  // namespace moebench::vision
