#ifndef MOEBENCH_STATS_REPORTS_SEEDS_SECTION_H_
#define MOEBENCH_STATS_REPORTS_SEEDS_SECTION_H_

// The values behind the differences: one mark a seed for every variant, their mean and standard deviation, and how much
// of the spread lies between variants and how much within them. A variant with one value is a point without a spread.

#include "stats/reports/report_model.h"

namespace moebench::stats {

Section SeedsSection(const Study& study);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_SEEDS_SECTION_H_
