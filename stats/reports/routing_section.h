#ifndef MOEBENCH_STATS_REPORTS_ROUTING_SECTION_H_
#define MOEBENCH_STATS_REPORTS_ROUTING_SECTION_H_

// Where samples went: for the first run of each variant whose record holds it, usage of every expert at every
// evaluation, who was DEAD when (the revival timeline), and the tiers at the end. DEAD is the record's own class, or
// usage below 0.5 % where it has none (the taxonomy's threshold).

#include "absl/types/span.h"
#include "stats/input/run_sample.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// Without blocks where no record holds experts.
Section RoutingSection(const Study& study, absl::Span<const RunSample> runs);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_ROUTING_SECTION_H_
