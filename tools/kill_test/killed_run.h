// One training that is killed by plan, resumed until it finishes, and watched for doing so in order.
//
//   MOE_ASSIGN_OR_RETURN(UnbrokenRun reference, RunUnbroken(program, work + "/reference", absl::Hours(1)));
//   MOE_ASSIGN_OR_RETURN(KilledRun run, RunWithKills(program, plan[0], reference.timeline, work + "/run", limit));
//   DifferencesBetweenRuns(reference.folder, run.folder, run.stop_checkpoints);
//
// Every process may take `limit`. Errors: DeadlineExceeded for one that hangs, Cancelled when this process is asked to
// stop, FailedPrecondition for one that ends otherwise than it should; all name the file with its output, which is
// output.txt in the output folder.
#ifndef MOEBENCH_TOOLS_KILL_TEST_KILLED_RUN_H_
#define MOEBENCH_TOOLS_KILL_TEST_KILLED_RUN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tools/kill_test/kill_plan.h"
#include "tools/kill_test/run_watch.h"

namespace moebench::tools {

// A training program that takes --output_dir=FOLDER to begin and --resume=RUN_FOLDER to go on.
struct TrainingProgram {
  std::string path;
  std::vector<std::string> run_flags;      // of a new run, such as --seed=1
  std::vector<std::string> machine_flags;  // of a new and of a resumed run, such as --threads=2
};

struct UnbrokenRun {
  std::string folder;
  Timeline timeline;
  int checkpoints = 0;  // how many were seen, those that were removed later included
};
absl::StatusOr<UnbrokenRun> RunUnbroken(const TrainingProgram& program, const std::string& output_dir,
                                        absl::Duration limit);

struct KilledRun {
  std::string folder;
  std::vector<RunStage> kills;                // what each found; fewer than planned where the run ended before
  std::vector<std::string> stop_checkpoints;  // names of those that were written because of SIGTERM
};
// After SIGTERM a training has to end with exit code 143, an INTERRUPTED record, a checkpoint, and a word about it.
absl::StatusOr<KilledRun> RunWithKills(const TrainingProgram& program, const PlannedRun& plan, const Timeline& timeline,
                                       const std::string& output_dir, absl::Duration limit);

// --resume of a finished run has to say "is finished", exit with 0 and change nothing. `output_path` takes its output.
absl::Status CheckResumeOfFinished(const TrainingProgram& program, const std::string& run_folder,
                                   const std::string& output_path, absl::Duration limit);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_KILL_TEST_KILLED_RUN_H_
