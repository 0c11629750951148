#ifndef MOEBENCH_STATS_REPORTS_PAIR_SECTIONS_H_
#define MOEBENCH_STATS_REPORTS_PAIR_SECTIONS_H_

// The pairs of a study: a forest plot of their differences, a matrix for each margin, and an appendix with every number
// and paragraph. Controls are not in the forest plot: they have a panel of their own.

#include "stats/reports/report_model.h"

namespace moebench::stats {

// Without blocks where there is no pair.
Section DifferencesSection(const Study& study);
Section MatrixSection(const Study& study);
Section NumbersSection(const Study& study);
Section WordsSection(const Study& study);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_PAIR_SECTIONS_H_
