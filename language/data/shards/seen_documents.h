// The documents met so far, by 64 bits of a hash of each text: in memory to ask, and in a file that grows with it, so
// that a run which goes on after a kill knows them too.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_SEEN_DOCUMENTS_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_SEEN_DOCUMENTS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "language/data/shards/append_file.h"

namespace moebench::language {

class SeenDocuments {
 public:
  // With the first `count` documents of the file; what it holds beyond them is cut off. DataLoss if it holds fewer.
  static absl::StatusOr<std::unique_ptr<SeenDocuments>> Open(const std::string& path, int64_t count);

  int64_t size() const { return static_cast<int64_t>(hashes_.size()); }

  // False if it was there already.
  absl::StatusOr<bool> Insert(uint64_t hash);
  absl::Status Sync() { return file_->Sync(); }

 private:
  explicit SeenDocuments(std::unique_ptr<AppendFile> file) : file_(std::move(file)) {}
  absl::Status Load(int64_t count);

  std::unique_ptr<AppendFile> file_;
  absl::flat_hash_set<uint64_t> hashes_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_SEEN_DOCUMENTS_H_
