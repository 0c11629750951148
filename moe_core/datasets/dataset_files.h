// The published files of each data set: where each is expected below a data folder, how large it is, its checksums, the
// places it can be downloaded from, and the licence of the set. Facts only: nothing here downloads or decodes.
//
// Checksums judge downloads. A reader judges contents, so a recompressed file of the right contents is as good.
//
// Example:
//   const Dataset* mnist = FindDataset("mnist");
//   mnist->files[0].path;    // "mnist/train-images-idx3-ubyte.gz"
//   mnist->files[0].bytes;   // 9912422
#ifndef MOEBENCH_MOE_CORE_DATASETS_DATASET_FILES_H_
#define MOEBENCH_MOE_CORE_DATASETS_DATASET_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace moebench {

struct DatasetFile {
  std::string path;  // below the data folder, e.g. "mnist/train-images-idx3-ubyte.gz"
  int64_t bytes = 0;
  std::string md5;                // lower-case hex; empty where none has been published
  std::string sha256;             // the same; one of the two is known
  std::vector<std::string> urls;  // mirrors, best first
};

struct Dataset {
  std::string name;  // as --dataset names it
  std::string licence;
  std::vector<DatasetFile> files;
};

// All data sets that have published files, in the order in which they are listed to users.
const std::vector<Dataset>& PublishedDatasets();

// The set called `name`, or nullptr.
const Dataset* FindDataset(absl::string_view name);

// What to tell a user who lacks `file` of `dataset`: its name, each path of `looked_for`, where to get it, and its
// checksums.
std::string MissingFileMessage(const Dataset& dataset, const DatasetFile& file,
                               const std::vector<std::string>& looked_for);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_DATASETS_DATASET_FILES_H_
