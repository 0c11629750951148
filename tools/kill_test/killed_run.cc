#include "tools/kill_test/killed_run.h"

#include <csignal>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "stats/records/record_file.h"
#include "tools/kill_test/child_process.h"
#include "tools/kill_test/compare_runs.h"

namespace moebench::tools {
namespace {

constexpr int kExitAfterSigterm = 128 + SIGTERM;

std::string OutputPath(const std::string& output_dir) { return output_dir + "/output.txt"; }

absl::Status Misbehaved(absl::string_view what, const std::string& output_path) {
  return absl::FailedPreconditionError(absl::StrCat(what, "; its output is in ", output_path));
}

absl::StatusOr<ChildProcess> Start(const TrainingProgram& program, std::vector<std::string> arguments,
                                   const std::string& output_path) {
  arguments.insert(arguments.begin(), program.path);
  arguments.insert(arguments.end(), program.machine_flags.begin(), program.machine_flags.end());
  return ChildProcess::Start(arguments, output_path);
}

// Goes on with the run below `output_dir`; begins it where it was killed before its folder appeared.
absl::StatusOr<ChildProcess> StartOrResume(const TrainingProgram& program, const std::string& output_dir) {
  const std::vector<std::string> found = FindRunFolders(output_dir);
  if (!found.empty()) return Start(program, {"--resume=" + found[0]}, OutputPath(output_dir));
  std::vector<std::string> arguments = program.run_flags;
  arguments.push_back("--output_dir=" + output_dir);
  return Start(program, std::move(arguments), OutputPath(output_dir));
}

absl::StatusOr<std::string> OnlyRunFolder(const std::string& output_dir) {
  const std::vector<std::string> found = FindRunFolders(output_dir);
  if (found.size() == 1) return found[0];
  return Misbehaved(absl::StrCat(found.size(), " run folders where one was expected"), OutputPath(output_dir));
}

absl::Status CheckExitedWithZero(const ProcessEnd& end, const std::string& output_path) {
  if (end.exit_code == 0) return absl::OkStatus();
  return Misbehaved(absl::StrCat("the training ended with ", DescribeEnd(end), " where exit code 0 was expected"),
                    output_path);
}

// True once `kill` is due, for a process that has run for `elapsed`.
bool IsDue(const PlannedKill& kill, absl::Duration moment, absl::Duration elapsed, RunWatch& watch) {
  if (kill.aim == KillAim::kMoment) return elapsed >= moment;
  const RunStage stage = watch.Stage();
  if (kill.aim == KillAim::kDuringCheckpoint) return elapsed >= moment && stage == RunStage::kWritingCheckpoint;
  return elapsed >= moment || stage == RunStage::kWritingCheckpoint || stage == RunStage::kAfterCheckpoint;
}

struct KilledProcess {
  ProcessEnd end;
  RunStage found = RunStage::kEnded;  // kEnded: the signal came too late
};

absl::StatusOr<KilledProcess> RunAndSignal(const TrainingProgram& program, const PlannedKill& kill, int signal,
                                           const Timeline& timeline, const std::string& output_dir,
                                           absl::Duration limit) {
  RunWatch watch(output_dir);
  const absl::Duration moment = MomentOf(kill, timeline);
  MOE_ASSIGN_OR_RETURN(ChildProcess child, StartOrResume(program, output_dir));
  const absl::Time start = absl::Now();
  const auto is_due = [&] { return IsDue(kill, moment, absl::Now() - start, watch); };
  MOE_ASSIGN_OR_RETURN(const std::optional<ProcessEnd> early_end, child.WaitUntil(is_due, limit));
  if (early_end.has_value()) return KilledProcess{*early_end};
  child.SendSignal(signal);
  MOE_ASSIGN_OR_RETURN(const ProcessEnd end, child.Wait(limit));
  return KilledProcess{end, end.exit_code == 0 ? RunStage::kEnded : watch.Stage()};
}

// OK if a training that was sent SIGTERM ended as it should. Adds the checkpoint it wrote.
absl::Status CheckStop(const KilledProcess& process, const std::string& output_dir, KilledRun* run) {
  const std::string output_path = OutputPath(output_dir);
  const bool stopped = process.end.exit_code == kExitAfterSigterm;
  const std::vector<std::string> found = FindRunFolders(output_dir);
  // Before there is anything to save, SIGTERM may end the process as it ends any.
  if (found.empty() && (stopped || process.end.signal == SIGTERM)) return absl::OkStatus();
  if (!stopped) {
    return Misbehaved(absl::StrCat("after SIGTERM the training ended with ", DescribeEnd(process.end),
                                   " where exit code ", kExitAfterSigterm, " was expected"),
                      output_path);
  }
  MOE_ASSIGN_OR_RETURN(const stats::RunRecord record, stats::ReadRunRecord(found[0]));
  if (record.status() == stats::RunRecord::FINISHED) return absl::OkStatus();  // SIGTERM came after the last step
  const std::string status = stats::RunRecord::Status_Name(record.status());
  if (record.status() != stats::RunRecord::INTERRUPTED) {
    return Misbehaved(absl::StrCat("after SIGTERM the record is ", status, " where INTERRUPTED was expected"),
                      output_path);
  }
  const std::vector<std::string> checkpoints = CheckpointNames(found[0]);
  if (checkpoints.empty()) return Misbehaved("after SIGTERM there is no checkpoint", output_path);
  run->stop_checkpoints.push_back(checkpoints.back());
  MOE_ASSIGN_OR_RETURN(const std::string output, ReadFile(output_path));
  if (absl::StrContains(output, "SIGTERM") && absl::StrContains(output, "checkpoint written")) return absl::OkStatus();
  return Misbehaved("after SIGTERM the training does not say that it stopped and wrote a checkpoint", output_path);
}

absl::Status CheckKill(const KilledProcess& process, int signal, const std::string& output_dir, KilledRun* run) {
  if (process.found == RunStage::kEnded) return CheckExitedWithZero(process.end, OutputPath(output_dir));
  if (signal == SIGTERM) return CheckStop(process, output_dir, run);
  if (process.end.signal == SIGKILL) return absl::OkStatus();
  return Misbehaved(absl::StrCat("the training ended with ", DescribeEnd(process.end), " just before it was killed"),
                    OutputPath(output_dir));
}

}  // namespace

absl::StatusOr<UnbrokenRun> RunUnbroken(const TrainingProgram& program, const std::string& output_dir,
                                        absl::Duration limit) {
  std::error_code error;
  std::filesystem::create_directories(output_dir, error);
  UnbrokenRun run;
  std::string newest;
  RunWatch watch(output_dir);
  MOE_ASSIGN_OR_RETURN(ChildProcess child, StartOrResume(program, output_dir));
  const absl::Time start = absl::Now();
  const auto note_checkpoints = [&] {
    const std::vector<std::string> names =
        watch.run_folder().has_value() ? CheckpointNames(*watch.run_folder()) : std::vector<std::string>();
    if (names.empty() || names.back() == newest) return false;
    newest = names.back();
    run.timeline.last_checkpoint = absl::Now() - start;
    if (++run.checkpoints == 1) run.timeline.first_checkpoint = run.timeline.last_checkpoint;
    return false;
  };
  MOE_ASSIGN_OR_RETURN(const std::optional<ProcessEnd> end, child.WaitUntil(note_checkpoints, limit));
  run.timeline.end = absl::Now() - start;
  MOE_RETURN_IF_ERROR(CheckExitedWithZero(*end, OutputPath(output_dir)));
  MOE_ASSIGN_OR_RETURN(run.folder, OnlyRunFolder(output_dir));
  return run;
}

absl::StatusOr<KilledRun> RunWithKills(const TrainingProgram& program, const PlannedRun& plan, const Timeline& timeline,
                                       const std::string& output_dir, absl::Duration limit) {
  std::error_code error;
  std::filesystem::create_directories(output_dir, error);
  KilledRun run;
  const int signal = plan.kind == KillKind::kTerminated ? SIGTERM : SIGKILL;
  for (const PlannedKill& kill : plan.kills) {
    MOE_ASSIGN_OR_RETURN(const KilledProcess process, RunAndSignal(program, kill, signal, timeline, output_dir, limit));
    MOE_RETURN_IF_ERROR(CheckKill(process, signal, output_dir, &run));
    run.kills.push_back(process.found);
    if (process.found == RunStage::kEnded) break;
  }
  if (run.kills.empty() || run.kills.back() != RunStage::kEnded) {
    MOE_ASSIGN_OR_RETURN(ChildProcess child, StartOrResume(program, output_dir));
    MOE_ASSIGN_OR_RETURN(const ProcessEnd end, child.Wait(limit));
    MOE_RETURN_IF_ERROR(CheckExitedWithZero(end, OutputPath(output_dir)));
  }
  MOE_ASSIGN_OR_RETURN(run.folder, OnlyRunFolder(output_dir));
  return run;
}

absl::Status CheckResumeOfFinished(const TrainingProgram& program, const std::string& run_folder,
                                   const std::string& output_path, absl::Duration limit) {
  const std::map<std::string, std::string> before = FolderContents(run_folder);
  MOE_ASSIGN_OR_RETURN(ChildProcess child, Start(program, {"--resume=" + run_folder}, output_path));
  MOE_ASSIGN_OR_RETURN(const ProcessEnd end, child.Wait(limit));
  MOE_RETURN_IF_ERROR(CheckExitedWithZero(end, output_path));
  MOE_ASSIGN_OR_RETURN(const std::string output, ReadFile(output_path));
  if (!absl::StrContains(output, "is finished")) {
    return Misbehaved("resuming a finished run does not say that it is finished", output_path);
  }
  if (FolderContents(run_folder) == before) return absl::OkStatus();
  return Misbehaved(absl::StrCat("resuming a finished run changes files of ", run_folder), output_path);
}

}  // namespace moebench::tools
