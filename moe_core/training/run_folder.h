// One run, one folder:
//
//   runs/<experiment>/<seed>-<UTC time>/   config.textproto  record.json  record.binpb  metrics.jsonl  log.txt
//                                          events.out.tfevents.*  checkpoints/step-000001000.safetensors  lock
//
//   MOE_ASSIGN_OR_RETURN(RunFolder run, RunFolder::Create("runs", record, absl::Now()));
//   WriteSafetensors(run.CheckpointPath(step), ...);
//   MOE_RETURN_IF_ERROR(run.PruneCheckpoints(2));
//
// A folder appears whole, with its configuration in it, or not at all. Whoever holds a RunFolder holds the lock on it:
// a second process that opens the same run is told which process has it. The lock goes with its process, however that
// ends.
#ifndef MOEBENCH_MOE_CORE_TRAINING_RUN_FOLDER_H_
#define MOEBENCH_MOE_CORE_TRAINING_RUN_FOLDER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "stats/records/run_record.pb.h"

namespace moebench {

struct CheckpointFile {
  int64_t step = 0;
  std::string path;
};

class RunFolder {
 public:
  // A new folder below `output_dir`, which is made where it is missing: <record's experiment>/<its seed>-<now>, with
  // the record's config_text as config.textproto and the record itself. Two runs begun in one second differ by a
  // suffix.
  static absl::StatusOr<RunFolder> Create(const std::string& output_dir, const stats::RunRecord& record,
                                          absl::Time now);
  // An existing folder, to resume. Removes what a killed process left half-written. NotFound if there is no run,
  // FailedPrecondition if another process has it.
  static absl::StatusOr<RunFolder> Open(const std::string& path);
  RunFolder(RunFolder&& other) noexcept;
  RunFolder& operator=(RunFolder&&) = delete;
  ~RunFolder();

  const std::string& path() const { return path_; }
  std::string FilePath(absl::string_view name) const;
  std::string CheckpointPath(int64_t step) const;
  // The whole text of config.textproto.
  absl::StatusOr<std::string> ConfigText() const;

  // In order of step. A file under its final name is complete: temporary ones have other names.
  std::vector<CheckpointFile> Checkpoints() const;
  std::optional<CheckpointFile> NewestCheckpoint() const;
  // Removes all but the `keep` newest; keep >= 1.
  absl::Status PruneCheckpoints(int keep) const;

 private:
  RunFolder(std::string path, int lock_fd) : path_(std::move(path)), lock_fd_(lock_fd) {}

  std::string path_;
  int lock_fd_;
};

// The seed a run folder's name begins with.
std::optional<uint64_t> SeedOfRunFolder(const std::string& path);

struct FoundRun {
  std::string path;
  // Of its record; UNKNOWN if it has none that can be read.
  stats::RunRecord::Status status = stats::RunRecord::UNKNOWN;
};

// The runs of one experiment, configuration (SHA-256 of its text) and seed below `output_dir`, oldest first. Takes no
// lock.
std::vector<FoundRun> FindRuns(const std::string& output_dir, const std::string& experiment,
                               absl::string_view config_sha256, uint64_t seed);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_RUN_FOLDER_H_
