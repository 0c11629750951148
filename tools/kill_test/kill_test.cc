// //tools:kill_test: kills trainings at random and at chosen moments, resumes them, and compares what they come to with
// a training that was not killed. Exit code 0 where all are equal to the bit, 1 where one is not, 64 for bad usage.

#include <stdlib.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/command_line.h"
#include "base/runfiles.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"
#include "moe_core/training/progress.h"
#include "tools/kill_test/compare_runs.h"
#include "tools/kill_test/kill_plan.h"
#include "tools/kill_test/kill_report.h"
#include "tools/kill_test/killed_run.h"

ABSL_FLAG(int32_t, runs, 10, "trainings to kill and resume");
ABSL_FLAG(uint64_t, seed, 42, "of the trainings and of the moments");
ABSL_FLAG(std::string, dataset, "cifar10-mini", "as for //vision:train");
ABSL_FLAG(std::string, scale, "smoke", "as for //vision:train");
ABSL_FLAG(std::string, set, "", "as for //vision:train: FIELD=VALUE, may be given many times");
ABSL_FLAG(int32_t, threads, 0, "CPU threads of a training; 0 is one a core");
ABSL_FLAG(std::string, work_dir, "",
          "takes everything that the trainings write. Default: a new folder, removed when all went well");
ABSL_FLAG(bool, keep, false, "keep the folders of all runs");

namespace moebench::tools {
namespace {

// Of the two unbroken runs, whose time nobody knows yet. The first may have to prepare the data set.
constexpr absl::Duration kFirstLimit = absl::Hours(1);

absl::StatusOr<TrainingProgram> Program(const CommandLine& line) {
  TrainingProgram program;
  MOE_ASSIGN_OR_RETURN(program.path, Runfile("vision/train"));
  program.run_flags = {"--dataset=" + absl::GetFlag(FLAGS_dataset), "--scale=" + absl::GetFlag(FLAGS_scale),
                       absl::StrCat("--seed=", absl::GetFlag(FLAGS_seed))};
  for (const std::string& value : line.repeated.at("set")) program.run_flags.push_back("--set=" + value);
  program.machine_flags = {"--device=cpu", absl::StrCat("--threads=", absl::GetFlag(FLAGS_threads))};
  return program;
}

absl::StatusOr<std::string> WorkFolder() {
  std::error_code error;
  const std::string given = CallerPath(absl::GetFlag(FLAGS_work_dir));
  if (given.empty()) {
    std::string path = std::filesystem::temp_directory_path(error).string() + "/kill_test.XXXXXX";
    if (mkdtemp(path.data()) != nullptr) return path;
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot create a folder ", path));
  }
  std::filesystem::create_directories(given, error);
  if (!std::filesystem::is_empty(given, error)) {
    return absl::InvalidArgumentError(absl::StrCat("--work_dir=", given, " is not an empty folder; name a new one"));
  }
  return std::filesystem::absolute(given, error).string();
}

struct Reference {
  UnbrokenRun run;
  absl::Duration limit;  // for each process of a killed run
};

// Two runs: what cannot be repeated unbroken cannot be judged after a kill. The second, with everything prepared, is
// the measure of time.
absl::StatusOr<Reference> MakeReference(const TrainingProgram& program, const std::string& work) {
  MOE_ASSIGN_OR_RETURN(const UnbrokenRun first, RunUnbroken(program, work + "/unbroken-1", kFirstLimit));
  MOE_ASSIGN_OR_RETURN(const UnbrokenRun second, RunUnbroken(program, work + "/unbroken-2", kFirstLimit));
  const std::vector<std::string> differences = DifferencesBetweenRuns(first.folder, second.folder);
  if (!differences.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("two runs that were not killed differ: ", differences[0]));
  }
  MOE_RETURN_IF_ERROR(CheckResumeOfFinished(program, second.folder, work + "/resume_of_finished.txt", kFirstLimit));
  const Timeline& timeline = second.timeline;
  std::printf("not killed: %.2f s, %d checkpoints from %.2f s to %.2f s\n", absl::ToDoubleSeconds(timeline.end),
              second.checkpoints, absl::ToDoubleSeconds(timeline.first_checkpoint),
              absl::ToDoubleSeconds(timeline.last_checkpoint));
  std::fflush(stdout);
  return Reference{second, 10 * timeline.end + absl::Seconds(60)};
}

// The run's result, of which a training that misbehaves is part. Errors: a hang, a stop request.
absl::StatusOr<RunResult> KillResumeCompare(const TrainingProgram& program, const PlannedRun& plan,
                                            const Reference& reference, const std::string& output_dir) {
  RunResult result{plan.kind, {}, {}};
  const auto run = RunWithKills(program, plan, reference.run.timeline, output_dir, reference.limit);
  if (run.ok()) {
    result.kills = run->kills;
    result.differences = DifferencesBetweenRuns(reference.run.folder, run->folder, run->stop_checkpoints);
  }
  const absl::Status status =
      run.ok() ? CheckResumeOfFinished(program, run->folder, output_dir + "/resume_of_finished.txt", reference.limit)
               : run.status();
  if (absl::IsDeadlineExceeded(status) || absl::IsCancelled(status)) return status;
  if (!status.ok()) result.differences.emplace_back(status.message());
  std::error_code error;
  if (result.differences.empty() && !absl::GetFlag(FLAGS_keep)) std::filesystem::remove_all(output_dir, error);
  return result;
}

// Prints the first difference of a run that is not equal, where its files are, and how it was killed.
void PrintDifferences(const RunResult& result, const std::string& output_dir) {
  if (result.differences.empty()) return;
  std::printf(
      "%s (killed: %s): %s%s\n", output_dir.c_str(), KillKindName(result.kind).c_str(), result.differences[0].c_str(),
      result.differences.size() > 1 ? absl::StrCat("; and ", result.differences.size() - 1, " more").c_str() : "");
  std::fflush(stdout);
}

// The number of runs that are not equal to the reference.
absl::StatusOr<int> KillTest(const TrainingProgram& program, const std::string& work) {
  const std::vector<PlannedRun> plan = DrawKillPlan(absl::GetFlag(FLAGS_runs), absl::GetFlag(FLAGS_seed));
  MOE_ASSIGN_OR_RETURN(const Reference reference, MakeReference(program, work));
  std::vector<RunResult> results;
  int unequal = 0;
  Progress progress({"runs", static_cast<int64_t>(plan.size())});
  for (const PlannedRun& run : plan) {
    const std::string output_dir = absl::StrFormat("%s/killed-%03d", work, results.size() + 1);
    MOE_ASSIGN_OR_RETURN(RunResult result, KillResumeCompare(program, run, reference, output_dir));
    if (!result.differences.empty()) progress.Clear();
    PrintDifferences(result, output_dir);
    unequal += !result.differences.empty();
    results.push_back(std::move(result));
    progress.Update(static_cast<int64_t>(results.size()), absl::StrCat(unequal, " unequal"));
  }
  progress.Finish();
  std::printf("\n%s\n%d of %d resumed runs are equal to the run that was not killed\n", KillTable(results).c_str(),
              static_cast<int>(results.size()) - unequal, static_cast<int>(results.size()));
  return unequal;
}

int Main(int argc, char** argv) {
  const auto line = ParseProgramFlags(argc, argv, {"set"});
  if (!line.ok()) return ReportAndExitCode("kill_test", line.status());
  if (absl::GetFlag(FLAGS_runs) < 1) {
    return ReportAndExitCode("kill_test", absl::InvalidArgumentError("--runs has to be at least 1"));
  }
  const auto program = Program(*line);
  if (!program.ok()) return ReportAndExitCode("kill_test", program.status());
  const auto work = WorkFolder();
  if (!work.ok()) return ReportAndExitCode("kill_test", work.status());
  InstallStopSignals();
  const absl::StatusOr<int> unequal = KillTest(*program, *work);
  const bool all_equal = unequal.ok() && *unequal == 0;
  std::error_code error;
  if (all_equal && !absl::GetFlag(FLAGS_keep)) {
    std::filesystem::remove_all(*work, error);
  } else {
    std::printf("files kept in %s\n", work->c_str());
  }
  if (!unequal.ok()) ReportAndExitCode("kill_test", unequal.status());
  return all_equal ? 0 : 1;
}

}  // namespace
}  // namespace moebench::tools

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("kills trainings, resumes them and compares the results, e.g. --runs=100");
  return moebench::tools::Main(argc, argv);
}
