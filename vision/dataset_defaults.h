// What goes with each data set of the vision suite: the experiment it gets when none is named, and the fields of an
// experiment that must change when it is run on another data set than its own.
#ifndef MOEBENCH_VISION_DATASET_DEFAULTS_H_
#define MOEBENCH_VISION_DATASET_DEFAULTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "vision/experiment.pb.h"

namespace moebench::vision {

struct DatasetDefaults {
  absl::string_view name;  // of `folder:PATH`, "folder"
  absl::string_view experiment;
  int image_size;        // pixels
  int stem_stride;       // keeps the encoder's first feature map at 32 x 32
  bool horizontal_flip;  // off where a mirrored image is another thing
  // Of the published set, for a dry run without data; 0 of "folder".
  int num_classes;
  int64_t train_samples;
  int64_t test_samples;
};

// Takes what --dataset takes. InvalidArgument: an unknown name (the nearest is named), `folder:` without a path.
absl::StatusOr<DatasetDefaults> FindDatasetDefaults(absl::string_view dataset);

// The data set and the fields bound to it, to be laid over an experiment that runs on `dataset`.
absl::StatusOr<Experiment> DatasetAdjustment(const std::string& dataset);

// "cifar10-mini", ..., "folder:PATH": the values of --dataset.
std::vector<std::string> DatasetNames();

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATASET_DEFAULTS_H_
