#include "moe_core/ecology/phase.h"

#include <algorithm>

#include "absl/status/status.h"

namespace moebench {

absl::string_view PhaseName(Phase phase) {
  switch (phase) {
    case Phase::kHealthy:
      return "healthy";
    case Phase::kReversible:
      return "reversible";
    case Phase::kCollapsed:
      return "collapsed";
  }
  return "";
}

absl::StatusOr<Phase> ClassifyPhase(absl::Span<const int> dead_count, const PhaseRule& rule) {
  if (dead_count.empty()) return absl::InvalidArgumentError("a phase needs at least one evaluation, got none");
  // The last evaluation counts even where the whole run lies within warm-up.
  const size_t last = dead_count.size() - 1;
  const absl::Span<const int> judged = dead_count.subspan(rule.strict ? std::min(rule.first_after_warmup, last) : last);
  if (std::all_of(judged.begin(), judged.end(), [](int dead) { return dead == 0; })) return Phase::kHealthy;
  const int peak = *std::max_element(dead_count.begin(), dead_count.end());
  return dead_count.back() < peak ? Phase::kReversible : Phase::kCollapsed;
}

}  // namespace moebench
