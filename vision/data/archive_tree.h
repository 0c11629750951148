// The files of an archive (zip, tar, tar.gz, tar.xz), read whole into memory once: archives can only be read from front
// to back. For the official archives of the data sets, so that nobody has to unpack them.
//
// Nothing is ever written to disk, yet an archive that tries to escape is refused rather than read: a path with `..`,
// an absolute path, a symbolic or hard link, a device, one path twice, contents over the limits (a zip bomb), and an
// archive that ends early. Each error names the archive and the entry; all are DataLoss, except NotFound for an archive
// that does not exist.
#ifndef MOEBENCH_VISION_DATA_ARCHIVE_TREE_H_
#define MOEBENCH_VISION_DATA_ARCHIVE_TREE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "vision/data/file_tree.h"

namespace moebench::vision {

struct ArchiveLimits {
  int64_t max_entry_bytes = int64_t{1} << 30;
  int64_t max_total_bytes = int64_t{4} << 30;
};

// `prefix` is the folder inside the archive whose files are meant, such as "cifar-10-batches-bin/"; it is cut off the
// paths, and entries outside it are skipped. `uses` sees what is left. Hidden files are skipped.
absl::StatusOr<std::shared_ptr<const FileTree>> OpenArchive(const std::string& path, const std::string& prefix,
                                                            const PathFilter& uses, const ArchiveLimits& limits = {});

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_ARCHIVE_TREE_H_
