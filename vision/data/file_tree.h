// The files of a data set as its reader sees them: relative paths and their bytes, whether they lie in a folder
// (folder_tree.h) or in an archive (archive_tree.h).
//
//   MOE_ASSIGN_OR_RETURN(std::shared_ptr<const FileTree> tree, OpenFolder("/data/cifar-10-batches-bin", uses, 0));
//   MOE_ASSIGN_OR_RETURN(const std::string bytes, tree->Read("test_batch.bin"));
#ifndef MOEBENCH_VISION_DATA_FILE_TREE_H_
#define MOEBENCH_VISION_DATA_FILE_TREE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::vision {

struct FileInfo {
  std::string path;  // below the root, parts separated by '/'
  int64_t bytes = 0;
  int64_t modified_ns = 0;  // since 1970; 0 inside an archive
};

// True of the paths that a reader will use; others are neither listed nor read.
using PathFilter = std::function<bool(absl::string_view path)>;

class FileTree {
 public:
  virtual ~FileTree() = default;

  // The folder or archive, for messages.
  const std::string& root() const { return root_; }
  // Sorted by path.
  const std::vector<FileInfo>& files() const { return files_; }
  bool Contains(absl::string_view path) const { return IndexOf(path) >= 0; }
  // How a message names a file of this tree.
  std::string FullName(absl::string_view path) const;

  // NotFound for a path that is not listed. Safe to call from several threads.
  virtual absl::StatusOr<std::string> Read(absl::string_view path) const = 0;

  // SHA-256 (hex) of the contents. Files already read are not read again.
  virtual absl::StatusOr<std::string> Checksum() const = 0;

 protected:
  // `files` in any order.
  FileTree(std::string root, std::vector<FileInfo> files);
  // -1 where there is none.
  int64_t IndexOf(absl::string_view path) const;

 private:
  std::string root_;
  std::vector<FileInfo> files_;
};

// SHA-256 (hex) of the sorted paths, sizes and times of modification: changes whenever a file is added, removed or
// rewritten.
std::string StatFingerprint(const std::vector<FileInfo>& sorted_files);

// True where a part of the path starts with a dot: ".git/config", "cat/._1.jpg".
bool IsHidden(absl::string_view path);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_FILE_TREE_H_
