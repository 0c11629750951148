// A token shard: the ids of some thousands of documents, one after another, in a file that is mapped and never parsed,
// with what a reader must know to trust it.
//
//   MOE_ASSIGN_OR_RETURN(std::shared_ptr<const ShardReader> shard,
//                        ShardReader::Open("train_00000.tokens", tokenizer->Checksum()));
//   std::vector<int32_t> ids(shard->DocumentEnd(7) - shard->DocumentStart(7));
//   MOE_RETURN_IF_ERROR(shard->tokens().Copy(shard->DocumentStart(7), absl::MakeSpan(ids)));
//
// File, little-endian, version 1, T tokens and D documents:
//   0      8 bytes  "MOETOKEN"
//   8      uint32   version, 1
//   12     uint32   bytes of a token, w: 2, or 4 for a vocabulary of more than 65,535 ids
//   16     uint64   size of the vocabulary; ids are below it
//   24     uint64   T
//   32     uint64   D
//   40     32 bytes SHA-256 of what decides the tokenizer's ids (Tokenizer::Checksum)
//   72     int32    the id that ends each document, or -1 where none was appended
//   76     uint32   CRC-32C of the contents: bytes 128 to the end
//   80     44 bytes zero
//   124    uint32   CRC-32C of bytes 0 to 123
//   128    T x w    ids
//   then   zeros up to a multiple of 8
//   then   (D + 1) x uint64   token at which each document starts, from 0, and T: document i is [offset i, offset i +
//   1) and nothing after. Magic, version and their places stay in every later version.
//
// Open checks all of it but the ids and the contents' checksum, which Verify does by reading the whole file; Copy of
// tokens() refuses ids outside the vocabulary in any case. Errors name the file, what was found and what was expected:
// InvalidArgument for another kind of file, FailedPrecondition for another version or tokenizer, DataLoss for a
// truncated or damaged shard.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_SHARD_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_SHARD_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/shards/mapped_file.h"
#include "language/data/shards/token_array.h"

namespace moebench::language {

inline constexpr uint32_t kShardVersion = 1;
inline constexpr int64_t kShardHeaderBytes = 128;

struct ShardHeader {
  int bytes_per_token = 2;
  int64_t vocabulary_size = 0;
  int64_t tokens = 0;
  int64_t documents = 0;
  std::string tokenizer_checksum;  // 64 lower-case hexadecimal digits
  int32_t end_of_document = -1;
  uint32_t contents_crc32c = 0;
};

// 2 up to 65,535 ids, 4 above.
int BytesPerToken(int64_t vocabulary_size);

// Of the file. Tokens and documents are at most 2^56.
int64_t ShardFileBytes(const ShardHeader& header);

// Zeros between ids and offsets.
int64_t ShardPaddingBytes(const ShardHeader& header);

// The kShardHeaderBytes bytes. The checksum must have 64 hexadecimal digits.
std::string EncodeShardHeader(const ShardHeader& header);

// `head` holds the first kShardHeaderBytes bytes of a file, or all of a shorter one; file_bytes is the file's size.
absl::StatusOr<ShardHeader> DecodeShardHeader(absl::string_view head, int64_t file_bytes, const std::string& path);

// Reads the header of a file and nothing else of it.
absl::StatusOr<ShardHeader> ReadShardHeader(const std::string& path);

// FailedPrecondition with both checksums where they differ. An empty `expected` is any tokenizer.
absl::Status CheckShardTokenizer(const std::string& path, absl::string_view found, absl::string_view expected);

class ShardReader {
 public:
  // An empty checksum accepts any tokenizer.
  static absl::StatusOr<std::shared_ptr<const ShardReader>> Open(const std::string& path,
                                                                 absl::string_view tokenizer_checksum);

  const std::string& path() const { return file_->path(); }
  const ShardHeader& header() const { return header_; }
  const TokenArray& tokens() const { return tokens_; }
  // 0 <= document < header().documents.
  int64_t DocumentStart(int64_t document) const { return static_cast<int64_t>(offsets_[document]); }
  int64_t DocumentEnd(int64_t document) const { return static_cast<int64_t>(offsets_[document + 1]); }

  // Compares the contents with their checksum and every id with the vocabulary.
  absl::Status Verify() const;

 private:
  ShardReader(std::shared_ptr<const MappedFile> file, ShardHeader header);
  absl::Status CheckOffsets() const;

  std::shared_ptr<const MappedFile> file_;
  ShardHeader header_;
  TokenArray tokens_;
  const uint64_t* offsets_;  // [documents + 1]
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_TOKEN_SHARD_H_
