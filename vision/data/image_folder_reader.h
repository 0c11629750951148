// Anyone's own images, one folder a class (`--dataset=folder:PATH`), JPEG or PNG by content, of any size.
//
//   PATH/train/<class>/...  and  PATH/val/<class>/...  (or PATH/test/<class>/... where there is no val)
//   PATH/<class>/...            a tenth of each class is held out: the paths of smallest hash, at least one
//
// Classes are numbered in the order of their names; images may lie in subfolders of a class. The shorter side is
// resized to the size asked for and the centre cut out. Hidden files are passed over; any other file that is no JPEG or
// PNG is refused by name (DataLoss), so that no image is left out silently.
#ifndef MOEBENCH_VISION_DATA_IMAGE_FOLDER_READER_H_
#define MOEBENCH_VISION_DATA_IMAGE_FOLDER_READER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "vision/data/file_tree.h"
#include "vision/data/image_set.h"

namespace moebench::vision {

// Images [image_size, image_size, 3]. Where `class_order` is given, classes are numbered in it, and a class outside it
// is an error.
absl::StatusOr<ImageSet> ReadImageFolder(const std::shared_ptr<const FileTree>& tree, int image_size,
                                         const std::vector<std::string>& class_order = {});

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_IMAGE_FOLDER_READER_H_
