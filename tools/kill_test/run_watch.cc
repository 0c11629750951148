#include "tools/kill_test/run_watch.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"

namespace moebench::tools {
namespace {

namespace fs = std::filesystem;

// Files come and go while this looks; what cannot be read is not there.
std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  return names;
}

std::vector<std::string> NamesOfCheckpointFolder(const std::string& run_folder) {
  return NamesIn(run_folder + "/checkpoints");
}

bool IsCheckpointName(const std::string& name) {
  return absl::StartsWith(name, "step-") && absl::EndsWith(name, ".safetensors");
}

void FindBelow(const std::string& folder, std::vector<std::string>* found) {
  for (const std::string& name : NamesIn(folder)) {
    const std::string path = absl::StrCat(folder, "/", name);
    std::error_code error;
    if (absl::StartsWith(name, ".") || !fs::is_directory(path, error)) continue;
    if (fs::exists(path + "/config.textproto", error)) {
      found->push_back(path);
    } else {
      FindBelow(path, found);
    }
  }
}

}  // namespace

std::vector<std::string> FindRunFolders(const std::string& output_dir) {
  std::vector<std::string> found;
  FindBelow(output_dir, &found);
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<std::string> CheckpointNames(const std::string& run_folder) {
  std::vector<std::string> names = NamesOfCheckpointFolder(run_folder);
  names.erase(std::remove_if(names.begin(), names.end(), [](const auto& name) { return !IsCheckpointName(name); }),
              names.end());
  std::sort(names.begin(), names.end(), IsEarlierCheckpoint);
  return names;
}

// A step has nine digits, or more where it needs them: a longer name is a later step.
bool IsEarlierCheckpoint(const std::string& name, const std::string& other) {
  return name.size() != other.size() ? name.size() < other.size() : name < other;
}

RunWatch::RunWatch(const std::string& output_dir) : output_dir_(output_dir) {
  if (!run_folder().has_value()) return;
  for (const std::string& name : NamesOfCheckpointFolder(*run_folder_)) {
    if (IsTemporaryFileName(name)) leftovers_.insert(name);
  }
}

const std::optional<std::string>& RunWatch::run_folder() {
  if (run_folder_.has_value()) return run_folder_;
  const std::vector<std::string> found = FindRunFolders(output_dir_);
  if (!found.empty()) run_folder_ = found[0];
  return run_folder_;
}

RunStage RunWatch::Stage() {
  if (!run_folder().has_value()) return RunStage::kNotBegun;
  RunStage stage = RunStage::kBeforeFirstCheckpoint;
  for (const std::string& name : NamesOfCheckpointFolder(*run_folder_)) {
    if (IsTemporaryFileName(name) && leftovers_.count(name) == 0) return RunStage::kWritingCheckpoint;
    if (IsCheckpointName(name)) stage = RunStage::kAfterCheckpoint;
  }
  return stage;
}

}  // namespace moebench::tools
