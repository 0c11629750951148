// Encoded documents, in their order, into the shards of a folder: chooses each one's split, counts and drops empty and
// repeated ones, ends shards that are full, and keeps the journal from which a killed run goes on.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_DOCUMENT_WRITER_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_DOCUMENT_WRITER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "language/data/shards/piece_batch.h"
#include "language/data/shards/seen_documents.h"
#include "language/data/shards/shard_folder.h"
#include "language/data/shards/shard_journal.h"
#include "language/data/shards/shard_manifest.h"
#include "language/data/shards/shard_writer.h"

namespace moebench::language {

// The side of a document by the SHA-256 of its first piece, in hex: kValid for about `fraction` of all.
Split SplitOf(absl::string_view text_sha256, uint64_t seed, double fraction);

class DocumentWriter {
 public:
  // Goes on from folder.begin().
  static absl::StatusOr<std::unique_ptr<DocumentWriter>> Open(ShardFolder& folder);

  // Of the documents that were written to their end.
  const ShardCounts& counts() const { return journal_.counts; }

  // The next pieces, encoded.
  absl::Status Write(const PieceBatch& batch);

  // Puts everything on the disk and records it: a later run begins behind the last document that was written to its
  // end.
  absl::Status Checkpoint();

  // Ends the last shards and finishes the folder.
  absl::StatusOr<ShardManifest> Finish();

 private:
  // Of the document being written.
  struct Document {
    Split split = Split::kTrain;
    PartialShard before;  // its shard, before it
    bool blank = true;
    int64_t text_bytes = 0;
    std::string sha256;  // of its only piece, or of the list of its pieces' SHA-256
    std::unique_ptr<Sha256> pieces;
  };

  explicit DocumentWriter(ShardFolder& folder);

  std::unique_ptr<ShardWriter>& Writer(Split split) { return writers_[static_cast<size_t>(split)]; }
  SplitProgress& Progress(Split split) { return journal_.splits[static_cast<size_t>(split)]; }

  absl::Status OpenShard(Split split);
  absl::Status WritePiece(const BatchPiece& piece, absl::string_view token_bytes);
  absl::Status BeginDocument(const BatchPiece& piece);
  absl::Status EndDocument(uint32_t input_crc32c);
  // Counts it; true if it is to be left out.
  absl::StatusOr<bool> CountDocument();
  absl::Status EndShard(Split split);
  absl::StatusOr<ShardManifest> DescribeShards() const;

  ShardFolder& folder_;
  ShardJournal journal_;
  ShardHeader layout_;
  std::string end_of_document_;  // as it lies in a shard; empty where none is appended
  std::array<std::unique_ptr<ShardWriter>, 2> writers_;
  std::unique_ptr<SeenDocuments> seen_;  // null where duplicates are not counted
  Document document_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_DOCUMENT_WRITER_H_
