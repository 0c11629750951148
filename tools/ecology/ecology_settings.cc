#include "tools/ecology/ecology_settings.h"

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "moe_core/experiments/override.h"
#include "moe_core/experiments/shortest_double.h"
#include "tools/ecology/expert_numbers.h"

namespace moebench::tools {
namespace {

// What these decide is not in a trace: how it was trained, and how sure the model was.
constexpr absl::string_view kWithoutEffect[] = {"report_e", "critical_e", "complexity_form", "hard_confidence",
                                                "easy_confidence"};

absl::Status AddTiers(absl::string_view tiers, EcologyConfig* config) {
  if (tiers.empty()) return absl::OkStatus();
  for (const absl::string_view text : absl::StrSplit(tiers, ':')) {
    int size = 0;
    if (!absl::SimpleAtoi(text, &size) || size < 1 || size > kMostExperts) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--tiers=", tiers, ": \"", text, "\" is no number of experts; expected numbers from 1, as in 8:4:4"));
    }
    config->add_tiers(size);
  }
  return absl::OkStatus();
}

absl::Status Override(const std::string& assignment, EcologyConfig* config) {
  const absl::string_view name =
      absl::StripAsciiWhitespace(absl::string_view(assignment).substr(0, assignment.find('=')));
  for (const absl::string_view without_effect : kWithoutEffect) {
    if (name != without_effect) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("--set ", assignment, ": a routing trace has nothing that ", name, " decides; leave it out"));
  }
  const absl::Status status = ApplyOverride(assignment, config);
  return status.ok() ? status : absl::Status(status.code(), absl::StrCat("--set ", status.message()));
}

absl::Status CheckOrder(absl::string_view low_name, double low, absl::string_view high_name, double high) {
  if (low <= high) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(low_name, " is ", ShortestDouble(low), ", above ", high_name, ", ", ShortestDouble(high)));
}

}  // namespace

absl::StatusOr<EcologyConfig> EcologySettings(absl::string_view tiers, bool strict,
                                              const std::vector<std::string>& overrides) {
  EcologyConfig config;
  MOE_RETURN_IF_ERROR(AddTiers(tiers, &config));
  if (strict) config.set_strict_phase(true);
  for (const std::string& assignment : overrides) MOE_RETURN_IF_ERROR(Override(assignment, &config));
  MOE_RETURN_IF_ERROR(CheckOrder("dead_usage", config.dead_usage(), "core_usage", config.core_usage()));
  MOE_RETURN_IF_ERROR(CheckOrder("broad_accuracy", config.broad_accuracy(), "pure_accuracy", config.pure_accuracy()));
  MOE_RETURN_IF_ERROR(CheckOrder("tier_collapse_usage", config.tier_collapse_usage(), "tier_recovery_usage",
                                 config.tier_recovery_usage()));
  return config;
}

}  // namespace moebench::tools
