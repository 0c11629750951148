#ifndef MOEBENCH_STATS_REPORTS_SENSITIVITY_SECTION_H_
#define MOEBENCH_STATS_REPORTS_SENSITIVITY_SECTION_H_

// How much the decisions hang on what was chosen: the smallest margin at which each pair would have been declared
// equivalent, and what other methods and block lengths say. None of it decides. Beside it, for what is inconclusive,
// the power that the study had and the size that it would need.

#include "stats/reports/report_model.h"

namespace moebench::stats {

// Without blocks where there is no pair.
Section SensitivitySection(const Study& study);

// Without blocks where no pair has a power note.
Section PowerSection(const Study& study);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_SENSITIVITY_SECTION_H_
