#include "moe_core/training/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "stats/records/record_file.h"

namespace moebench {
namespace {

namespace fs = std::filesystem;

constexpr char kConfigName[] = "config.textproto";
constexpr char kLockName[] = "lock";
constexpr char kCheckpointFolder[] = "checkpoints";

absl::Status FileSystemError(absl::string_view doing, const std::string& path, const std::error_code& error) {
  return absl::ErrnoToStatus(error.value(), absl::StrCat("cannot ", doing, " ", path));
}

std::string JoinPath(absl::string_view folder, absl::string_view name) { return absl::StrCat(folder, "/", name); }

absl::Status TakeLock(int fd, const std::string& folder, const std::string& path) {
  if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return absl::ErrnoToStatus(errno, absl::StrCat("cannot lock ", path));
    const absl::StatusOr<std::string> owner = ReadFile(path);
    return absl::FailedPreconditionError(absl::StrCat(folder, " is being written by process ",
                                                      owner.ok() ? absl::StripAsciiWhitespace(*owner) : "unknown",
                                                      "; wait until it ends, or stop it, then resume"));
  }
  const std::string owner = absl::StrCat(getpid(), "\n");
  if (ftruncate(fd, 0) == 0 && write(fd, owner.data(), owner.size()) > 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot write ", path));
}

// The lock belongs to the open file, so it survives renaming the folder and ends with the process.
absl::StatusOr<int> Lock(const std::string& folder) {
  const std::string path = JoinPath(folder, kLockName);
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  const absl::Status status = TakeLock(fd, folder, path);
  if (status.ok()) return fd;
  close(fd);
  return status;
}

// Removes files whose writing a killed process did not finish. The lock is held: nobody else is writing.
void RemoveTemporaryFiles(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> temporary;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (IsTemporaryFileName(entry.path().filename().string())) temporary.push_back(entry.path());
  }
  for (const fs::path& path : temporary) fs::remove(path, error);
}

// rename() refuses to replace a folder that is not empty, and a run folder never is: the first free name is taken.
absl::StatusOr<std::string> RenameToFreeName(const std::string& from, const std::string& wanted) {
  for (int n = 1;; ++n) {
    std::string path = n == 1 ? wanted : absl::StrCat(wanted, "-", n);
    if (rename(from.c_str(), path.c_str()) == 0) return path;
    if (errno != ENOTEMPTY && errno != EEXIST) {
      return absl::ErrnoToStatus(errno, absl::StrCat("cannot create ", path));
    }
  }
}

std::optional<int64_t> StepOfCheckpoint(absl::string_view name) {
  int64_t step = 0;
  const bool framed = absl::ConsumePrefix(&name, "step-") && absl::ConsumeSuffix(&name, ".safetensors");
  const bool digits = name.size() >= 9 && std::all_of(name.begin(), name.end(), absl::ascii_isdigit);
  if (!framed || !digits || !absl::SimpleAtoi(name, &step)) return std::nullopt;
  return step;
}

stats::RunRecord::Status StatusOfRun(const std::string& path) {
  const absl::StatusOr<stats::RunRecord> record = stats::ReadRunRecord(path);
  return record.ok() ? record->status() : stats::RunRecord::UNKNOWN;
}

}  // namespace

absl::StatusOr<RunFolder> RunFolder::Create(const std::string& output_dir, const stats::RunRecord& record,
                                            absl::Time now) {
  const std::string parent = JoinPath(output_dir, record.experiment());
  const std::string name =
      absl::StrCat(record.seed(), "-", absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone()));
  std::error_code error;
  fs::create_directories(parent, error);
  if (error) return FileSystemError("create folder", parent, error);

  std::string temporary = absl::StrCat(parent, "/.", name, ".XXXXXX");
  if (mkdtemp(temporary.data()) == nullptr) {
    return absl::ErrnoToStatus(errno, absl::StrCat("cannot create a folder in ", parent));
  }
  absl::Cleanup remove_temporary = [&temporary] {
    std::error_code ignored;
    fs::remove_all(temporary, ignored);
  };
  // mkdtemp lets nobody else read; checkpoints/ shows what the user's umask wants.
  const std::string checkpoints = JoinPath(temporary, kCheckpointFolder);
  if (!fs::create_directory(checkpoints, error)) return FileSystemError("create folder", checkpoints, error);
  fs::permissions(temporary, fs::status(checkpoints, error).permissions(), error);
  if (error) return FileSystemError("set permissions of", temporary, error);
  MOE_RETURN_IF_ERROR(WriteFileAtomically(JoinPath(temporary, kConfigName), record.config_text()));
  MOE_RETURN_IF_ERROR(stats::WriteRunRecord(record, temporary));
  MOE_ASSIGN_OR_RETURN(const int lock_fd, Lock(temporary));
  RunFolder run("", lock_fd);
  MOE_ASSIGN_OR_RETURN(run.path_, RenameToFreeName(temporary, JoinPath(parent, name)));
  std::move(remove_temporary).Cancel();
  MOE_RETURN_IF_ERROR(SyncFolder(parent));
  return run;
}

absl::StatusOr<RunFolder> RunFolder::Open(const std::string& path) {
  const std::string folder(absl::StripSuffix(path, "/"));
  std::error_code error;
  if (!fs::is_regular_file(JoinPath(folder, kConfigName), error)) {
    const bool exists = fs::exists(folder, error);
    return absl::NotFoundError(absl::StrCat(folder, exists ? " is no run folder: it holds no " : " does not exist: no ",
                                            kConfigName, exists ? "" : " there",
                                            "; give the folder the run printed when it began, such as "
                                            "runs/<experiment>/<seed>-<time>"));
  }
  MOE_ASSIGN_OR_RETURN(const int lock_fd, Lock(folder));
  RunFolder run(folder, lock_fd);
  const std::string checkpoints = run.FilePath(kCheckpointFolder);
  fs::create_directory(checkpoints, error);
  if (error) return FileSystemError("create folder", checkpoints, error);
  RemoveTemporaryFiles(folder);
  RemoveTemporaryFiles(checkpoints);
  return run;
}

RunFolder::RunFolder(RunFolder&& other) noexcept
    : path_(std::move(other.path_)), lock_fd_(std::exchange(other.lock_fd_, -1)) {}

RunFolder::~RunFolder() {
  if (lock_fd_ >= 0) close(lock_fd_);
}

std::string RunFolder::FilePath(absl::string_view name) const { return JoinPath(path_, name); }

std::string RunFolder::CheckpointPath(int64_t step) const {
  return absl::StrFormat("%s/%s/step-%09d.safetensors", path_, kCheckpointFolder, step);
}

absl::StatusOr<std::string> RunFolder::ConfigText() const { return ReadFile(FilePath(kConfigName)); }

std::vector<CheckpointFile> RunFolder::Checkpoints() const {
  std::vector<CheckpointFile> checkpoints;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(FilePath(kCheckpointFolder), error)) {
    const std::optional<int64_t> step = StepOfCheckpoint(entry.path().filename().string());
    if (step.has_value()) checkpoints.push_back({*step, entry.path().string()});
  }
  std::sort(checkpoints.begin(), checkpoints.end(),
            [](const CheckpointFile& a, const CheckpointFile& b) { return a.step < b.step; });
  return checkpoints;
}

std::optional<CheckpointFile> RunFolder::NewestCheckpoint() const {
  std::vector<CheckpointFile> checkpoints = Checkpoints();
  if (checkpoints.empty()) return std::nullopt;
  return checkpoints.back();
}

absl::Status RunFolder::PruneCheckpoints(int keep) const {
  std::vector<CheckpointFile> checkpoints = Checkpoints();
  for (size_t i = 0; i + static_cast<size_t>(std::max(keep, 1)) < checkpoints.size(); ++i) {
    std::error_code error;
    fs::remove(checkpoints[i].path, error);
    if (error) return FileSystemError("remove", checkpoints[i].path, error);
  }
  return absl::OkStatus();
}

std::optional<uint64_t> SeedOfRunFolder(const std::string& path) {
  const std::string name = fs::path(std::string(absl::StripSuffix(path, "/"))).filename().string();
  const absl::string_view digits = absl::string_view(name).substr(0, name.find('-'));
  uint64_t seed = 0;
  const bool is_run = digits.size() < name.size() && !digits.empty() &&
                      std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) && absl::SimpleAtoi(digits, &seed);
  return is_run ? std::optional<uint64_t>(seed) : std::nullopt;
}

std::vector<FoundRun> FindRuns(const std::string& output_dir, const std::string& experiment,
                               absl::string_view config_sha256, uint64_t seed) {
  std::vector<FoundRun> runs;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(JoinPath(output_dir, experiment), error)) {
    const std::string path = entry.path().string();
    if (SeedOfRunFolder(path) != seed) continue;
    const absl::StatusOr<std::string> config = ReadFile(JoinPath(path, kConfigName));
    if (config.ok() && Sha256Hex(*config) == config_sha256) runs.push_back({path, StatusOfRun(path)});
  }
  std::sort(runs.begin(), runs.end(), [](const FoundRun& a, const FoundRun& b) { return a.path < b.path; });
  return runs;
}

}  // namespace moebench
