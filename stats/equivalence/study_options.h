#ifndef MOEBENCH_STATS_EQUIVALENCE_STUDY_OPTIONS_H_
#define MOEBENCH_STATS_EQUIVALENCE_STUDY_OPTIONS_H_

// What can be said about a study's options before any run is looked at, and about its controls once the variants' names
// are known.

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "stats/equivalence/study_result.h"

namespace moebench::stats {

// InvalidArgument for no metric, no margin, a margin twice or not above 0, alpha outside (0, 0.5), fewer than 100
// resamples, an unknown method, a block length below 1, one variant as both controls, required controls not named.
absl::Status CheckStudyOptions(const StudyOptions& options);

// InvalidArgument for a control that is none of the variants, suggesting one that is.
absl::Status CheckControls(const StudyOptions& options, const std::vector<std::string>& variants);

// The positive control is judged by comparing its own seeds with one another.
bool ControlsByOwnSeeds(const StudyOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_STUDY_OPTIONS_H_
