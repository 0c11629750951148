// A metric's value as tables for people print it: shares as percent ("67.87 %"), counts as whole numbers ("4"), all
// else with four significant digits ("0.5455"). What a metric is follows from its name: accuracies, hard and easy
// shares, tier usages, tier transitions and self-loops are shares in [0, 1].
#ifndef MOEBENCH_VISION_ANALYSIS_METRIC_TEXT_H_
#define MOEBENCH_VISION_ANALYSIS_METRIC_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace moebench::vision {

std::string MetricText(absl::string_view name, double value);

// A share in [0, 1] as percent.
std::string PercentText(double share, int decimals);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_METRIC_TEXT_H_
