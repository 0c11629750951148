#include "language/data/shards/shard_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/types/optional.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "language/data/shards/shard_writer.h"
#include "language/data/shards/token_shard.h"

namespace moebench::language {
namespace {

namespace fs = std::filesystem;

constexpr absl::string_view kHashesFile = "shards.unfinished.hashes";
constexpr absl::string_view kLockFile = "shards.unfinished.lock";
constexpr size_t kMostJournalBytes = size_t{1} << 20;

constexpr absl::string_view kBeginAnew =
    "give the same input and options to go on, or --overwrite (or another folder) to begin anew";

// A shard, or a part of one: the name up to ".tokens" is ShardFileName's of some index.
bool IsShardName(absl::string_view name) {
  if (!absl::ConsumeSuffix(&name, kPartialSuffix)) absl::ConsumeSuffix(&name, kOffsetsSuffix);
  for (const Split split : kSplits) {
    absl::string_view number = name;
    int64_t index;
    if (absl::ConsumePrefix(&number, absl::StrCat(SplitName(split), "_")) && absl::ConsumeSuffix(&number, ".tokens") &&
        absl::SimpleAtoi(number, &index) && index >= 0 && ShardFileName(split, index) == name) {
      return true;
    }
  }
  return false;
}

// Left by a process killed while it wrote the journal or the manifest.
bool IsOurTemporary(absl::string_view name) {
  return IsTemporaryFileName(name) && (absl::StartsWith(name, absl::StrCat(".", kManifestFile, ".")) ||
                                       absl::StartsWith(name, absl::StrCat(".", kJournalFile, ".")));
}

absl::StatusOr<std::vector<std::string>> FilesIn(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(folder, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    names.push_back(it->path().filename().string());
  }
  if (error) return absl::UnavailableError(absl::StrCat("cannot list ", folder, ": ", error.message()));
  return names;
}

absl::Status Remove(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot remove ", path));
}

absl::StatusOr<int> Lock(const std::string& folder) {
  const std::string path = absl::StrCat(folder, "/", kLockFile);
  const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot write to ", folder));
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) return fd;
  const int error = errno;
  close(fd);
  if (error == EWOULDBLOCK) {
    return absl::UnavailableError(
        absl::StrCat("another process is writing shards to ", folder, "; wait for it to end"));
  }
  return absl::ErrnoToStatus(error, absl::StrCat("cannot lock ", path));
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && fs::is_directory(path, error)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("cannot make the folder ", path, ": ", error ? error.message() : "it is a file"));
}

}  // namespace

absl::StatusOr<std::unique_ptr<ShardFolder>> ShardFolder::Open(const std::string& path, const ShardSettings& settings,
                                                               bool overwrite) {
  MOE_RETURN_IF_ERROR(MakeFolder(path));
  MOE_ASSIGN_OR_RETURN(const int lock_fd, Lock(path));
  std::unique_ptr<ShardFolder> folder(new ShardFolder(path, lock_fd));
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> names, FilesIn(path));
  bool finished = false, begun = false;
  std::string shard;
  for (const std::string& name : names) {
    finished |= name == kManifestFile;
    begun |= name == kJournalFile;
    if (IsShardName(name)) shard = name;
  }
  if (overwrite || (!finished && !begun && shard.empty())) {
    MOE_RETURN_IF_ERROR(folder->Begin(settings));
  } else if (finished) {
    // A run killed after its manifest left these.
    MOE_RETURN_IF_ERROR(folder->RemoveUnfinished());
    return absl::AlreadyExistsError(
        absl::StrCat(path, " holds finished shards already; --overwrite replaces them, or give another folder"));
  } else if (begun) {
    MOE_RETURN_IF_ERROR(folder->Resume(settings));
  } else {
    MOE_RETURN_IF_ERROR(folder->RemoveUnfinished());
    return absl::FailedPreconditionError(absl::StrCat(path, " holds ", shard, ", and neither ", kManifestFile, " nor ",
                                                      kJournalFile,
                                                      "; --overwrite removes it, or give another folder"));
  }
  return folder;
}

ShardFolder::~ShardFolder() { close(lock_fd_); }

std::string ShardFolder::PathOf(absl::string_view name) const { return absl::StrCat(path_, "/", name); }

std::string ShardFolder::ShardPath(Split split, int64_t index) const { return PathOf(ShardFileName(split, index)); }

std::string ShardFolder::HashesPath() const { return PathOf(kHashesFile); }

absl::Status ShardFolder::Record(const ShardJournal& journal) const {
  return WriteFileAtomically(PathOf(kJournalFile), FormatJournal(journal));
}

absl::Status ShardFolder::Finish(const ShardManifest& manifest) const {
  MOE_RETURN_IF_ERROR(WriteFileAtomically(PathOf(kManifestFile), FormatManifest(manifest)));
  return RemoveUnfinished();
}

absl::Status ShardFolder::Discard() const {
  MOE_RETURN_IF_ERROR(RemoveOthers(ShardJournal()));
  return RemoveUnfinished();
}

// The journal is there before anything else changes: killed in between, the folder is either still finished or a new
// run that has written nothing.
absl::Status ShardFolder::Begin(const ShardSettings& settings) {
  begin_.settings = settings;
  MOE_RETURN_IF_ERROR(Record(begin_));
  MOE_RETURN_IF_ERROR(Remove(PathOf(kManifestFile)));
  MOE_RETURN_IF_ERROR(SyncFolder(path_));
  return RemoveOthers(begin_);
}

absl::Status ShardFolder::Resume(const ShardSettings& settings) {
  const std::string journal_path = PathOf(kJournalFile);
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(journal_path, kMostJournalBytes));
  absl::StatusOr<ShardJournal> journal = ParseJournal(bytes, journal_path);
  if (!journal.ok()) {
    return absl::DataLossError(absl::StrCat(journal.status().message(), "; --overwrite begins anew"));
  }
  const std::string difference = SettingsDifference(journal->settings, settings);
  if (!difference.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot go on with the unfinished shards in ", path_, ": ", difference, "; ", kBeginAnew));
  }
  begin_ = *std::move(journal);
  begin_.settings = settings;
  for (const Split split : kSplits) MOE_RETURN_IF_ERROR(CheckFinishedShards(split));
  return RemoveOthers(begin_);
}

absl::Status ShardFolder::CheckFinishedShards(Split split) const {
  const int64_t finished = begin_.splits[static_cast<size_t>(split)].finished_shards;
  // The last may have been sealed and recorded, and not renamed.
  const std::string last = finished > 0 ? ShardPath(split, finished - 1) : "";
  if (finished > 0 && fs::exists(absl::StrCat(last, kPartialSuffix))) {
    MOE_RETURN_IF_ERROR(ShardWriter::Publish(last));
  }
  for (int64_t i = 0; i < finished; ++i) {
    const std::string path = ShardPath(split, i);
    absl::StatusOr<ShardHeader> header = ReadShardHeader(path);
    absl::Status status = header.status();
    if (status.ok()) status = CheckShardTokenizer(path, header->tokenizer_checksum, begin_.settings.tokenizer_checksum);
    if (status.ok()) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("cannot go on with the unfinished shards in ", path_, ": ", status.message(), "; ", kBeginAnew));
  }
  return absl::OkStatus();
}

absl::Status ShardFolder::RemoveOthers(const ShardJournal& journal) const {
  std::set<std::string> expected;
  for (const Split split : kSplits) {
    const SplitProgress& progress = journal.splits[static_cast<size_t>(split)];
    for (int64_t i = 0; i < progress.finished_shards; ++i) expected.insert(ShardFileName(split, i));
    if (progress.partial.documents == 0) continue;
    expected.insert(absl::StrCat(ShardFileName(split, progress.finished_shards), kPartialSuffix));
    expected.insert(absl::StrCat(ShardFileName(split, progress.finished_shards), kOffsetsSuffix));
  }
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> names, FilesIn(path_));
  for (const std::string& name : names) {
    if ((IsShardName(name) && expected.count(name) == 0) || IsOurTemporary(name)) {
      MOE_RETURN_IF_ERROR(Remove(PathOf(name)));
    }
  }
  return absl::OkStatus();
}

absl::Status ShardFolder::RemoveUnfinished() const {
  for (const absl::string_view name : {kHashesFile, kJournalFile, kLockFile}) {
    MOE_RETURN_IF_ERROR(Remove(PathOf(name)));
  }
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> names, FilesIn(path_));
  for (const std::string& name : names) {
    if (IsOurTemporary(name)) MOE_RETURN_IF_ERROR(Remove(PathOf(name)));
  }
  return SyncFolder(path_);
}

}  // namespace moebench::language
