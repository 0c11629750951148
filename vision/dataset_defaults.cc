#include "vision/dataset_defaults.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"

namespace moebench::vision {
namespace {

constexpr absl::string_view kFolderPrefix = "folder:";

constexpr DatasetDefaults kDatasets[] = {
    // name          experiment                image_size  stem_stride  flip   classes  train   test
    {"cifar10-mini", "cifar10_mini", 32, 1, true, 10, 2000, 500},
    {"mnist", "mnist", 32, 1, false, 10, 60000, 10000},
    {"fashion_mnist", "fashion_mnist", 32, 1, true, 10, 60000, 10000},
    {"cifar10", "ecology/cifar10_e", 32, 1, true, 10, 50000, 10000},
    {"cifar100", "ecology/cifar100_ortho_0", 32, 1, true, 100, 50000, 10000},
    {"tinyimagenet", "ecology/tinyimagenet_e", 64, 2, true, 200, 100000, 10000},
    {"folder", "folder", 64, 2, true, 0, 0, 0},
};

}  // namespace

std::vector<std::string> DatasetNames() {
  std::vector<std::string> names;
  for (const DatasetDefaults& row : kDatasets) {
    names.push_back(row.name == "folder" ? absl::StrCat(kFolderPrefix, "PATH") : std::string(row.name));
  }
  return names;
}

absl::StatusOr<DatasetDefaults> FindDatasetDefaults(absl::string_view dataset) {
  const bool is_folder = absl::StartsWith(dataset, kFolderPrefix);
  if (dataset == "folder" || dataset == kFolderPrefix) {
    return absl::InvalidArgumentError(
        "the data set \"folder\" needs a path: --dataset=folder:PATH, where PATH holds one folder of images a class");
  }
  for (const DatasetDefaults& row : kDatasets) {
    if (row.name == (is_folder ? "folder" : dataset)) return row;
  }
  return absl::InvalidArgumentError(absl::StrCat("unknown data set \"", dataset, "\"",
                                                 DidYouMean(dataset, DatasetNames()), "; there are ",
                                                 absl::StrJoin(DatasetNames(), ", ")));
}

absl::StatusOr<Experiment> DatasetAdjustment(const std::string& dataset) {
  MOE_ASSIGN_OR_RETURN(const DatasetDefaults defaults, FindDatasetDefaults(dataset));
  Experiment adjustment;
  adjustment.mutable_data()->set_dataset(dataset);
  adjustment.mutable_data()->set_image_size(defaults.image_size);
  adjustment.mutable_data()->set_horizontal_flip(defaults.horizontal_flip);
  adjustment.mutable_encoder()->set_stem_stride(defaults.stem_stride);
  return adjustment;
}

}  // namespace moebench::vision
