#ifndef MOEBENCH_STATS_REPORTS_CONTROLS_SECTION_H_
#define MOEBENCH_STATS_REPORTS_CONTROLS_SECTION_H_

// The control panel: what shows that the study could have come out otherwise. A negative control passes only where its
// interval lies wholly outside the margin against every variant; a positive one (the same configuration, other seeds)
// must be equivalent. Without controls the section says that they are missing.

#include "stats/reports/report_model.h"

namespace moebench::stats {

Section ControlsSection(const Study& study);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_CONTROLS_SECTION_H_
