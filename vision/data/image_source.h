// Which data sets of images there are, and where the files of one lie: in a folder, in its official archive, or inside
// this program's own files. Finding lists files and reads none.
//
//   MOE_ASSIGN_OR_RETURN(const DataLocation location, LocateData(data_dir));
//   MOE_ASSIGN_OR_RETURN(const ImageSource source, FindImageSource({"tinyimagenet"}, location));
//   source.root;   // "/data/tiny-imagenet-200"
#ifndef MOEBENCH_VISION_DATA_IMAGE_SOURCE_H_
#define MOEBENCH_VISION_DATA_IMAGE_SOURCE_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/data_location.h"
#include "vision/data/file_tree.h"

namespace moebench::vision {

struct ImageRequest {
  std::string dataset;  // as --dataset: a name of ImageDatasetNames(), or folder:PATH
  int image_size = 32;  // of folder:PATH, whose images are resized; other data sets keep their own size
};

struct ImageSource {
  std::string dataset;  // "folder" for folder:PATH
  std::string root;     // the folder or archive
  bool is_archive = false;
  std::string prefix;  // inside the archive
  PathFilter uses;
  std::string fingerprint;  // changes whenever the files do
  std::string
      identity;  // tells sources of one data set apart: the root, or the set's name where every copy is the same
};

// cifar10-mini, mnist, fashion_mnist, cifar10, cifar100, tinyimagenet.
const std::vector<std::string>& ImageDatasetNames();

// True of folder:PATH.
bool IsImageFolder(absl::string_view dataset);

// InvalidArgument, naming the nearest data set, where --dataset=`dataset` means nothing.
absl::Status CheckImageDataset(absl::string_view dataset);

// NotFound names the missing file, everywhere it was looked for, where to get it and its checksums. A folder is
// preferred to an archive beside it. `threads` 0 is one a processor.
absl::StatusOr<ImageSource> FindImageSource(const ImageRequest& request, const DataLocation& location, int threads = 0);

absl::StatusOr<std::shared_ptr<const FileTree>> OpenImageSource(const ImageSource& source, int threads = 0);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_IMAGE_SOURCE_H_
