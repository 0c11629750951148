#ifndef MOEBENCH_STATS_EQUIVALENCE_POWER_NOTE_H_
#define MOEBENCH_STATS_EQUIVALENCE_POWER_NOTE_H_

// What stands beside an inconclusive pair: the power that the design had at true differences of 0 and of half the
// margin, and the units a variant that a power of 0.8 takes. Never power at the observed difference. Formulas: power.h.

#include "absl/status/statusor.h"
#include "stats/equivalence/methods_at_margin.h"
#include "stats/equivalence/study_result.h"

namespace moebench::stats {

inline constexpr double kWantedPower = 0.8;

// Errors: those of TostPower.
absl::StatusOr<PowerNote> MakePowerNote(const PowerBasis& basis, double margin, double alpha);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_POWER_NOTE_H_
