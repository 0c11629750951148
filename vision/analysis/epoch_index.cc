#include "vision/analysis/epoch_index.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace moebench::vision {

int EpochIndex(double epochs_completed) { return static_cast<int>(std::ceil(epochs_completed)) - 1; }

std::string EpochName(double epochs_completed) { return absl::StrCat("E", EpochIndex(epochs_completed)); }

}  // namespace moebench::vision
