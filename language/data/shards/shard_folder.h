// The folder that shards are written to: who may write there, where to begin, and the files that stand for progress and
// for completion. What lies there decides:
//
//   nothing of ours                 a new run
//   shards.json                     finished: AlreadyExists
//   shards.unfinished.json          goes on from there, if the settings are the same: else FailedPrecondition
//   shards alone                    FailedPrecondition: someone removed the others
//
// With `overwrite` all of it is removed and a new run begins. Files with other names are left alone.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_FOLDER_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_FOLDER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "language/data/shards/shard_journal.h"
#include "language/data/shards/shard_manifest.h"

namespace moebench::language {

class ShardFolder {
 public:
  // Makes the folder where there is none. Unavailable while another process has it open.
  static absl::StatusOr<std::unique_ptr<ShardFolder>> Open(const std::string& path, const ShardSettings& settings,
                                                           bool overwrite);
  ~ShardFolder();
  ShardFolder(const ShardFolder&) = delete;
  ShardFolder& operator=(const ShardFolder&) = delete;

  const std::string& path() const { return path_; }
  // From where to go on. The files are as it says: sealed shards have their names, others are gone.
  const ShardJournal& begin() const { return begin_; }

  std::string ShardPath(Split split, int64_t index) const;
  // SeenDocuments' file.
  std::string HashesPath() const;

  // Everything that the journal speaks of must be synced.
  absl::Status Record(const ShardJournal& journal) const;
  // Writes the manifest, then removes what an unfinished folder has.
  absl::Status Finish(const ShardManifest& manifest) const;
  // Removes every file of ours.
  absl::Status Discard() const;

 private:
  ShardFolder(std::string path, int lock_fd) : path_(std::move(path)), lock_fd_(lock_fd) {}

  std::string PathOf(absl::string_view name) const;
  absl::Status Begin(const ShardSettings& settings);
  absl::Status Resume(const ShardSettings& settings);
  absl::Status CheckFinishedShards(Split split) const;
  // Removes shards and parts of shards that the journal does not speak of.
  absl::Status RemoveOthers(const ShardJournal& journal) const;
  absl::Status RemoveUnfinished() const;

  std::string path_;
  int lock_fd_;
  ShardJournal begin_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_FOLDER_H_
