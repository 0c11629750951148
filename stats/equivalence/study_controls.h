#ifndef MOEBENCH_STATS_EQUIVALENCE_STUDY_CONTROLS_H_
#define MOEBENCH_STATS_EQUIVALENCE_STUDY_CONTROLS_H_

// Whether a study's controls passed at one margin. The negative control is known to differ: its whole 1 - 2 alpha
// interval must lie outside the closed margin against every variant, for failing to be equivalent is what noise does
// too. The positive control is the same configuration with other seeds: it must be equivalent.

#include <string>

#include "absl/types/span.h"
#include "stats/equivalence/comparison.h"
#include "stats/equivalence/study_result.h"

namespace moebench::stats {

// `found` are the control's comparisons at the margin, against every variant; `untested` says what could not be
// compared and why, and "" if all was. A control that could not be compared with all it should be has not passed.
ControlResult JudgeNegativeControl(const std::string& variant, double margin, absl::Span<const Comparison> found,
                                   const std::string& untested);

ControlResult JudgePositiveControl(const std::string& variant, double margin, absl::Span<const Comparison> found,
                                   const std::string& untested);

// A negative and a positive one are there, and passed.
bool ControlsValidate(absl::Span<const ControlResult> controls);

// "no negative control; the positive control wide failed", or "" where they validate.
std::string WhyNotValidated(absl::Span<const ControlResult> controls);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_STUDY_CONTROLS_H_
