// The phase of a run's expert ecology (ECOLOGY, section 4.4), from its count of DEAD experts at each evaluation:
//
//   healthy     no DEAD expert at the last evaluation; under the strict rule, at no evaluation after the random warm-up
//   reversible  not healthy, and the last count lies below the highest of the run
//   collapsed   the last count is the highest of the run, and not 0
//
// The paper draws the phases' borders in E; those below 0.5 cannot be recovered from its text, so the counts decide.
// Under the strict rule a run that saw DEAD experts after warm-up and ends without any is reversible. A single
// evaluation with DEAD experts is its own peak, hence collapsed.
//
//   ClassifyPhase({4, 12, 8, 7, 7, 7, 5, 5, 4}, PhaseRule{});  // reversible: 4 < 12
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_PHASE_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_PHASE_H_

#include <cstddef>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace moebench {

enum class Phase { kHealthy, kReversible, kCollapsed };

struct PhaseRule {
  bool strict = false;
  size_t first_after_warmup = 0;  // index of the first evaluation the strict rule looks at
};

// "healthy", "reversible" or "collapsed".
absl::string_view PhaseName(Phase phase);

// dead_count: [evaluations]. InvalidArgument for no evaluations.
absl::StatusOr<Phase> ClassifyPhase(absl::Span<const int> dead_count, const PhaseRule& rule);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_PHASE_H_
