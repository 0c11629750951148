// The thresholds and tiers of a trace's analysis, as flags give them.
#ifndef MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_SETTINGS_H_
#define MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_SETTINGS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench::tools {

// `tiers` is "" or as in "8:4:4"; `overrides` are fields of EcologyConfig as in "dead_usage=0.01", laid over the rest
// in order. InvalidArgument for tiers that are no numbers, an unknown field, a value out of range, a field that a trace
// has nothing for (E, confidences), and thresholds in the wrong order.
absl::StatusOr<EcologyConfig> EcologySettings(absl::string_view tiers, bool strict,
                                              const std::vector<std::string>& overrides);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_SETTINGS_H_
