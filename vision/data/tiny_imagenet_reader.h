// Tiny ImageNet (Stanford CS231n): 200 classes of 64 x 64 JPEGs, some of them gray.
//
//   wnids.txt                         the class ids; line i is class i
//   words.txt                         optional: id, tab, names; the first name is the class name
//   train/<id>/images/*.JPEG          500 a class
//   val/val_annotations.txt           file, tab, id, tab, box
//   val/images/*.JPEG                 10,000, the held-out split: test/ has no labels
//
// Errors are DataLoss naming the file: an id that wnids.txt does not list, a validation image without a label or a
// label without its image, a class without images, a file that is not a 64 x 64 JPEG or PNG. Fewer images than the
// official set has are accepted as an extract and noted.
#ifndef MOEBENCH_VISION_DATA_TINY_IMAGENET_READER_H_
#define MOEBENCH_VISION_DATA_TINY_IMAGENET_READER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "vision/data/file_tree.h"
#include "vision/data/image_set.h"

namespace moebench::vision {

// Images [64, 64, 3]. Training images in the order of their paths, class by class; validation images as annotated.
absl::StatusOr<ImageSet> ReadTinyImageNet(const std::shared_ptr<const FileTree>& tree);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_TINY_IMAGENET_READER_H_
