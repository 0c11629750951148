#include "language/data/shards/document_writer.h"

#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

// The first 64 bits of a SHA-256 in hex.
uint64_t Hash64(absl::string_view sha256) {
  uint64_t hash = 0;
  const bool is_hex = absl::SimpleHexAtoi(sha256.substr(0, 16), &hash);
  return is_hex ? hash : 0;
}

std::string TokenBytes(int32_t id, int bytes_per_token) {
  std::string bytes(reinterpret_cast<const char*>(&id), sizeof(id));
  return bytes.substr(0, static_cast<size_t>(bytes_per_token));
}

}  // namespace

Split SplitOf(absl::string_view text_sha256, uint64_t seed, double fraction) {
  if (fraction == 0) return Split::kTrain;
  const double drawn = static_cast<double>(MixSeed(seed, Hash64(text_sha256)) >> 11) * 0x1p-53;
  return drawn < fraction ? Split::kValid : Split::kTrain;
}

absl::StatusOr<std::unique_ptr<DocumentWriter>> DocumentWriter::Open(ShardFolder& folder) {
  std::unique_ptr<DocumentWriter> writer(new DocumentWriter(folder));
  if (writer->journal_.settings.count_duplicates) {
    MOE_ASSIGN_OR_RETURN(writer->seen_, SeenDocuments::Open(folder.HashesPath(), writer->journal_.distinct_documents));
  }
  for (const Split split : kSplits) {
    if (writer->Progress(split).partial.documents > 0) MOE_RETURN_IF_ERROR(writer->OpenShard(split));
  }
  return writer;
}

DocumentWriter::DocumentWriter(ShardFolder& folder) : folder_(folder), journal_(folder.begin()) {
  const ShardSettings& settings = journal_.settings;
  layout_.vocabulary_size = settings.vocabulary_size;
  layout_.bytes_per_token = BytesPerToken(settings.vocabulary_size);
  layout_.tokenizer_checksum = settings.tokenizer_checksum;
  layout_.end_of_document = settings.end_of_document;
  if (settings.end_of_document >= 0) {
    end_of_document_ = TokenBytes(settings.end_of_document, layout_.bytes_per_token);
  }
}

absl::Status DocumentWriter::OpenShard(Split split) {
  const SplitProgress& progress = Progress(split);
  const std::string path = folder_.ShardPath(split, progress.finished_shards);
  MOE_ASSIGN_OR_RETURN(Writer(split), ShardWriter::Open(path, layout_, progress.partial));
  return absl::OkStatus();
}

absl::Status DocumentWriter::Write(const PieceBatch& batch) {
  for (size_t i = 0; i < batch.size; ++i) {
    MOE_RETURN_IF_ERROR(WritePiece(batch.pieces[i], batch.TokenBytesOf(batch.pieces[i])));
  }
  return absl::OkStatus();
}

absl::Status DocumentWriter::WritePiece(const BatchPiece& piece, absl::string_view token_bytes) {
  if (piece.first) MOE_RETURN_IF_ERROR(BeginDocument(piece));
  document_.blank &= piece.blank;
  document_.text_bytes += static_cast<int64_t>(piece.text_end - piece.text_begin);
  if (document_.pieces != nullptr) document_.pieces->Update(piece.text_sha256);
  MOE_RETURN_IF_ERROR(Writer(document_.split)->Append(token_bytes, piece.tokens));
  return piece.last ? EndDocument(piece.input_crc32c) : absl::OkStatus();
}

absl::Status DocumentWriter::BeginDocument(const BatchPiece& piece) {
  const ShardSettings& settings = journal_.settings;
  document_ = Document();
  document_.split = SplitOf(piece.text_sha256, settings.split_seed, settings.validation_fraction);
  document_.sha256 = piece.text_sha256;
  if (!piece.last) document_.pieces = std::make_unique<Sha256>();
  if (Writer(document_.split) == nullptr) MOE_RETURN_IF_ERROR(OpenShard(document_.split));
  document_.before = Writer(document_.split)->state();
  return absl::OkStatus();
}

absl::Status DocumentWriter::EndDocument(uint32_t input_crc32c) {
  if (document_.pieces != nullptr) document_.sha256 = document_.pieces->HexDigest();
  ShardWriter& writer = *Writer(document_.split);
  MOE_ASSIGN_OR_RETURN(const bool drop, CountDocument());
  if (drop) {
    MOE_RETURN_IF_ERROR(writer.DropDocument(document_.before));
  } else {
    MOE_RETURN_IF_ERROR(writer.Append(end_of_document_, end_of_document_.empty() ? 0 : 1));
    MOE_RETURN_IF_ERROR(writer.EndDocument());
    journal_.counts.tokens += writer.state().tokens - document_.before.tokens;
  }
  journal_.input_crc32c = input_crc32c;
  journal_.distinct_documents = seen_ == nullptr ? 0 : seen_->size();
  Progress(document_.split).partial = writer.state();
  return writer.state().tokens < journal_.settings.tokens_per_shard ? absl::OkStatus() : EndShard(document_.split);
}

absl::StatusOr<bool> DocumentWriter::CountDocument() {
  const bool empty = document_.text_bytes == 0;
  bool duplicate = false;
  if (!document_.blank && seen_ != nullptr) {
    MOE_ASSIGN_OR_RETURN(const bool is_new, seen_->Insert(Hash64(document_.sha256)));
    duplicate = !is_new;
  }
  const ShardSettings& settings = journal_.settings;
  const bool drop = (document_.blank && settings.drop_empty) || (duplicate && settings.drop_duplicates);
  ShardCounts& counts = journal_.counts;
  counts.documents += 1;
  counts.empty += empty;
  counts.blank += document_.blank && !empty;
  counts.duplicates += duplicate;
  counts.dropped += drop;
  counts.text_bytes += document_.text_bytes;
  return drop;
}

absl::Status DocumentWriter::EndShard(Split split) {
  MOE_RETURN_IF_ERROR(Writer(split)->Seal());
  const std::string path = Writer(split)->path();
  Writer(split) = nullptr;
  Progress(split) = {Progress(split).finished_shards + 1, PartialShard()};
  // Recorded before it is renamed: killed in between, a run that goes on renames it.
  MOE_RETURN_IF_ERROR(Checkpoint());
  return ShardWriter::Publish(path);
}

absl::Status DocumentWriter::Checkpoint() {
  for (const Split split : kSplits) {
    if (Writer(split) != nullptr) MOE_RETURN_IF_ERROR(Writer(split)->Sync());
  }
  if (seen_ != nullptr) MOE_RETURN_IF_ERROR(seen_->Sync());
  return folder_.Record(journal_);
}

absl::StatusOr<ShardManifest> DocumentWriter::DescribeShards() const {
  ShardManifest manifest;
  manifest.settings = journal_.settings;
  manifest.counts = journal_.counts;
  for (const Split split : kSplits) {
    SplitEntry& entry = manifest.splits[static_cast<size_t>(split)];
    for (int64_t i = 0; i < journal_.splits[static_cast<size_t>(split)].finished_shards; ++i) {
      MOE_ASSIGN_OR_RETURN(const ShardHeader header, ReadShardHeader(folder_.ShardPath(split, i)));
      entry.tokens += header.tokens;
      entry.documents += header.documents;
      entry.shards.push_back({ShardFileName(split, i), header.tokens, header.documents, header.contents_crc32c});
    }
  }
  return manifest;
}

absl::StatusOr<ShardManifest> DocumentWriter::Finish() {
  for (const Split split : kSplits) {
    if (Writer(split) == nullptr) continue;
    if (Writer(split)->state().documents > 0) {
      MOE_RETURN_IF_ERROR(EndShard(split));
    } else {
      MOE_RETURN_IF_ERROR(Writer(split)->Discard());
      Writer(split) = nullptr;
    }
  }
  MOE_ASSIGN_OR_RETURN(ShardManifest manifest, DescribeShards());
  MOE_RETURN_IF_ERROR(folder_.Finish(manifest));
  return manifest;
}

}  // namespace moebench::language
