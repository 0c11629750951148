// MNIST and Fashion-MNIST: the four IDX files of a data set, gzip-compressed or not.
//
//   train-images-idx3-ubyte[.gz]   big-endian magic 0x00000803, count, rows, columns; then count x rows x columns bytes
//   train-labels-idx1-ubyte[.gz]   big-endian magic 0x00000801, count; then count bytes
//   t10k-images-idx3-ubyte[.gz]    likewise, the test split
//   t10k-labels-idx1-ubyte[.gz]
//
// Contents are judged, not compression: a payload that is shorter or longer than its header says, another magic, images
// that are not 28 x 28, a label above 9, or images and labels of different counts are DataLoss errors naming the file.
// Fewer images than the official 60,000 and 10,000 are accepted as an extract and noted.
#ifndef MOEBENCH_VISION_DATA_IDX_READER_H_
#define MOEBENCH_VISION_DATA_IDX_READER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "vision/data/file_tree.h"
#include "vision/data/image_set.h"

namespace moebench::vision {

// Images [28, 28, 1].
absl::StatusOr<ImageSet> ReadIdxImages(const std::shared_ptr<const FileTree>& tree,
                                       const std::vector<std::string>& class_names);

const std::vector<std::string>& MnistClassNames();
const std::vector<std::string>& FashionMnistClassNames();

// The payload of one IDX file of unsigned bytes, checked against its header. `name` is for messages.
struct IdxArray {
  std::vector<int64_t> shape;  // count first
  std::string bytes;           // row-major
};
absl::StatusOr<IdxArray> ParseIdx(const std::string& name, absl::string_view bytes, int rank);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_IDX_READER_H_
