// CIFAR-10 and CIFAR-100 in their binary form (Krizhevsky 2009): records of one image each.
//
//   CIFAR-10    data_batch_1.bin ... data_batch_5.bin, test_batch.bin   label, 1024 red, 1024 green, 1024 blue
//   CIFAR-100   train.bin, test.bin                                     coarse label, fine label, then the same
//
// CIFAR-100's fine label is the class. A file that is no whole number of records, and a label out of range, are
// DataLoss errors naming the file. A file cut between two records looks whole: so where any file of the set has its
// official number of records, all must have it; where none has, the set is accepted as an extract and noted.
#ifndef MOEBENCH_VISION_DATA_CIFAR_READER_H_
#define MOEBENCH_VISION_DATA_CIFAR_READER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "vision/data/file_tree.h"
#include "vision/data/image_set.h"

namespace moebench::vision {

// Images [32, 32, 3].
absl::StatusOr<ImageSet> ReadCifar10(const std::shared_ptr<const FileTree>& tree);
absl::StatusOr<ImageSet> ReadCifar100(const std::shared_ptr<const FileTree>& tree);

// The ten classes in the official order: airplane is 0, truck is 9.
const std::vector<std::string>& Cifar10ClassNames();

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_CIFAR_READER_H_
