#ifndef MOEBENCH_STATS_REPORTS_CONCLUSION_SECTION_H_
#define MOEBENCH_STATS_REPORTS_CONCLUSION_SECTION_H_

// What a report begins with: the conclusion in words, what it speaks about, the result at each margin, and how to read
// the symbols.

#include <string>

#include "stats/reports/report_model.h"

namespace moebench::stats {

Section ConclusionSection(const Study& study);

// Whether controls passed, margin by margin: "✓ Validated at ±0.05", "✗ Not validated at ±0.05", and where they passed
// at some "! Validated at ±0.05; not validated at ±0.02". The cell's tone says which.
TableCell ValidationCell(const Study& study);

// At every margin that was tested, and there is one.
bool IsValidated(const Study& study);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_CONCLUSION_SECTION_H_
