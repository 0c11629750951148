#ifndef MOEBENCH_STATS_ESTIMATORS_DRAW_QUANTILE_H_
#define MOEBENCH_STATS_ESTIMATORS_DRAW_QUANTILE_H_

// Quantiles of B simulated draws and their inverse, with rank (B + 1) level as Davison and Hinkley (1997, section 2.2)
// have it (type 6 of Hyndman and Fan 1996): linear between order statistics, the extreme ones beyond. The draws need
// not be in order and may hold infinities, but no NaN.
//
//   LevelReaching(draws, v) <= a        exactly when   DrawQuantile(draws, a) >= v        for a in [1, B] / (B + 1)
//   UpperLevelReaching(draws, v) <= a   exactly when   DrawQuantile(draws, 1 - a) <= v    for a in [1, B] / (B + 1)
//   LevelPassing(draws, v) < a          exactly when   DrawQuantile(draws, a) > v         for a in (1, B] / (B + 1)
//   UpperLevelPassing(draws, v) < a     exactly when   DrawQuantile(draws, 1 - a) < v     for a in (1, B] / (B + 1)
//
// Reaching and passing differ where several draws equal the value, as means of 0/1 data do.
//
// For programmers who have checked their arguments: at least one draw.

#include "absl/types/span.h"

namespace moebench::stats {

double DrawQuantile(absl::Span<const double> draws, double level);

// At least 1 / (B + 1), and 1 where no draw is so large, or so small.
double LevelReaching(absl::Span<const double> draws, double value);
double UpperLevelReaching(absl::Span<const double> draws, double value);
double LevelPassing(absl::Span<const double> draws, double value);
double UpperLevelPassing(absl::Span<const double> draws, double value);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_DRAW_QUANTILE_H_
