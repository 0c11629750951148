#include "vision/analysis/metric_text.h"

#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/str_format.h"

namespace moebench::vision {
namespace {

bool IsShare(absl::string_view name) {
  if (absl::StrContains(name, "accuracy") || absl::StrContains(name, "_share")) return true;
  return absl::StartsWith(name, "tier_usage_") || absl::StartsWith(name, "tier_transition_") ||
         absl::StartsWith(name, "self_loop_");
}

}  // namespace

std::string PercentText(double share, int decimals) { return absl::StrFormat("%.*f %%", decimals, 100 * share); }

std::string MetricText(absl::string_view name, double value) {
  if (IsShare(name)) return PercentText(value, /*decimals=*/2);
  constexpr double kLongestCount = 1e15;
  if (value == std::floor(value) && std::abs(value) < kLongestCount) return absl::StrFormat("%.0f", value);
  return absl::StrFormat("%.4g", value);
}

}  // namespace moebench::vision
