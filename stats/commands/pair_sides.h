// The two sides of a pair: each is all runs of one variant, and they have different names.
#ifndef MOEBENCH_STATS_COMMANDS_PAIR_SIDES_H_
#define MOEBENCH_STATS_COMMANDS_PAIR_SIDES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

// Names of the variants, in order of first appearance.
std::vector<std::string> VariantsOf(const std::vector<RunSample>& runs);

// The runs of the variant `name`, the value of --`flag`. InvalidArgument, suggesting another, where there is none.
absl::StatusOr<std::vector<RunSample>> ChooseVariant(const std::vector<RunSample>& runs, absl::string_view flag,
                                                     const std::string& name);

// InvalidArgument where what was `given` as --`flag` holds several variants.
absl::Status CheckOneVariant(const std::vector<RunSample>& side, absl::string_view flag, const std::string& given);

// Both sides in one list, a first. Sides of one name get the full names of their experiments, or their seeds where each
// is one run, or "(a)" and "(b)" appended. FailedPrecondition where a run is on both sides, one of which has several:
// they would not be independent. (One run against itself is left to the analysis, which calls it degenerate.)
absl::StatusOr<std::vector<RunSample>> JoinSides(std::vector<RunSample> a, std::vector<RunSample> b);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_PAIR_SIDES_H_
