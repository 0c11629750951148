// How far a training is, seen from outside by the files it writes (moe_core/training/run_folder.h).
//
//   RunWatch watch(output_dir);      // before the process starts
//   ... start a training that writes below output_dir ...
//   while (watch.Stage() != RunStage::kWritingCheckpoint) { ... }
//   ... kill it ...
//   watch.Stage();                   // still kWritingCheckpoint if the kill came before the file had its final name
#ifndef MOEBENCH_TOOLS_KILL_TEST_RUN_WATCH_H_
#define MOEBENCH_TOOLS_KILL_TEST_RUN_WATCH_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace moebench::tools {

enum class RunStage {
  kNotBegun,               // no run folder yet
  kBeforeFirstCheckpoint,  // a run folder without a checkpoint
  kWritingCheckpoint,      // a checkpoint under its temporary name, with or without others
  kAfterCheckpoint,        // checkpoints, none of them being written
  kEnded,                  // the process has ended by itself; files do not show this, so Stage() never says it
};

// Run folders at any depth below `output_dir`, sorted. Those being created have hidden names and are left out.
std::vector<std::string> FindRunFolders(const std::string& output_dir);

// File names of complete checkpoints, in order of step.
std::vector<std::string> CheckpointNames(const std::string& run_folder);

bool IsEarlierCheckpoint(const std::string& name, const std::string& other);

// Cheap enough to be asked thousands of times a second.
class RunWatch {
 public:
  // Temporary files that are there already were left by a killed process: nobody writes them any more.
  explicit RunWatch(const std::string& output_dir);

  RunStage Stage();
  // The first run folder found.
  const std::optional<std::string>& run_folder();

 private:
  std::string output_dir_;
  std::optional<std::string> run_folder_;
  std::set<std::string> leftovers_;
};

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_KILL_TEST_RUN_WATCH_H_
