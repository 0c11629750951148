// From flags to what a study is made of: options (from flags, a preregistration or the runs' own configurations), and
// the runs.
//
// The margin's source is the preregistration where --preregistration is given, the flag where --margin is, and else the
// configuration of the runs: fields called equivalence_margin (and equivalence_method), equal in all of them.
#ifndef MOEBENCH_STATS_COMMANDS_STUDY_REQUEST_H_
#define MOEBENCH_STATS_COMMANDS_STUDY_REQUEST_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "stats/commands/command.h"
#include "stats/commands/preregistration_file.h"
#include "stats/equivalence/study.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

struct StudyRequest {
  StudyOptions options;
  std::vector<RunSample> runs;
  std::optional<PreregistrationFile> preregistration;
  bool controls_decide = true;  // a control that is named and fails makes the study inconclusive
};

// Every variant of --runs.
absl::StatusOr<StudyRequest> ReadMatrixRequest(const CommandFlags& flags);

// --a against --b: paths, or names of variants where there is --runs. Each side is one variant; two sides of one name
// are told apart by seed, else as "(a)" and "(b)".
absl::StatusOr<StudyRequest> ReadPairRequest(const CommandFlags& flags);

// AnalyzeStudy, with deviations from the preregistration among its warnings and controls_decide in its exit code.
absl::StatusOr<Study> AnalyzeRequest(const StudyRequest& request);

// All of these: InvalidArgument for flags that are missing, out of range or at odds with the preregistration; the
// readers' and AnalyzeStudy's errors about data, which are never InvalidArgument.

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_STUDY_REQUEST_H_
