// Writes one token shard, document by document, so that a run killed at any moment can go on and no reader ever sees
// part of a shard.
//
//   MOE_ASSIGN_OR_RETURN(auto shard, ShardWriter::Open("train_00000.tokens", layout, PartialShard()));
//   MOE_RETURN_IF_ERROR(shard->Append(bytes_of_ids, count));   // in pieces, if need be
//   MOE_RETURN_IF_ERROR(shard->EndDocument());
//   MOE_RETURN_IF_ERROR(shard->Seal());
//   MOE_RETURN_IF_ERROR(ShardWriter::Publish(shard->path()));
//
// Tokens go to <path>.partial, which begins with zeros in place of a header, and the documents' ends to <path>.offsets.
// Seal joins them, fills in the header and syncs; Publish renames. Between the two the caller may record that the shard
// is sealed: Publish can be called again after a kill.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_WRITER_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_WRITER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/shards/append_file.h"
#include "language/data/shards/shard_journal.h"
#include "language/data/shards/token_shard.h"

namespace moebench::language {

inline constexpr absl::string_view kPartialSuffix = ".partial";
inline constexpr absl::string_view kOffsetsSuffix = ".offsets";

class ShardWriter {
 public:
  // `layout` has the width, vocabulary and tokenizer of the shard. Goes on after `state` of a shard begun before:
  // DataLoss if its files do not hold that, by length and checksum. With the default state anything there is cut off.
  static absl::StatusOr<std::unique_ptr<ShardWriter>> Open(const std::string& path, const ShardHeader& layout,
                                                           const PartialShard& state);

  const std::string& path() const { return path_; }
  // Ended documents' and those of the document being written.
  const PartialShard& state() const { return state_; }

  // The next `tokens` ids as they are to lie in the file.
  absl::Status Append(absl::string_view bytes, int64_t tokens);
  absl::Status EndDocument();
  // Takes the document being written back, to the state before its first Append.
  absl::Status DropDocument(const PartialShard& before);
  // Everything so far is on the disk when it returns.
  absl::Status Sync();

  // Removes its files. Nothing may be done with it after that.
  absl::Status Discard();

  // Makes <path>.partial a whole shard. Nothing may be appended after it.
  absl::Status Seal();
  // Gives a sealed shard its name and removes its other file. Does nothing where that was done before.
  static absl::Status Publish(const std::string& path);

 private:
  ShardWriter(std::string path, ShardHeader layout, PartialShard state, std::unique_ptr<AppendFile> tokens,
              std::unique_ptr<AppendFile> ends);
  absl::Status CheckResumed() const;
  absl::Status AppendOffsets(uint32_t* crc);

  std::string path_;
  ShardHeader layout_;
  PartialShard state_;
  std::unique_ptr<AppendFile> tokens_;
  std::unique_ptr<AppendFile> ends_;  // uint64 each
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_SHARD_WRITER_H_
