#include "language/data/shards/token_shard.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/crc32c.h"
#include "base/status_macros.h"
#include "language/data/shards/file_signature.h"

namespace moebench::language {
namespace {

constexpr int64_t kMostTokens = int64_t{1} << 56;
constexpr int64_t kSignatureBytes = 512;

// Places of the header's fields.
constexpr int kVersionAt = 8, kWidthAt = 12, kVocabularyAt = 16, kTokensAt = 24, kDocumentsAt = 32, kChecksumAt = 40,
              kEndOfDocumentAt = 72, kContentsCrcAt = 76, kZerosAt = 80, kHeaderCrcAt = 124;

template <typename Number>
void Put(std::string& header, int at, Number value) {
  std::memcpy(&header[at], &value, sizeof(value));
}

template <typename Number>
Number Get(absl::string_view header, int at) {
  Number value;
  std::memcpy(&value, header.data() + at, sizeof(value));
  return value;
}

template <typename... Parts>
absl::Status Damaged(const std::string& path, const Parts&... parts) {
  return absl::DataLossError(absl::StrCat(path, " is damaged: ", parts..., "; shard the corpus again"));
}

absl::Status CheckPlausible(const ShardHeader& header, absl::string_view head, const std::string& path) {
  const int64_t largest = header.bytes_per_token == 2 ? int64_t{1} << 16 : std::numeric_limits<int32_t>::max();
  if (header.bytes_per_token != 2 && header.bytes_per_token != 4) {
    return Damaged(path, "its header says ", header.bytes_per_token, " bytes a token, expected 2 or 4");
  }
  if (header.vocabulary_size < 1 || header.vocabulary_size > largest) {
    return Damaged(path, "its header says a vocabulary of ", static_cast<uint64_t>(header.vocabulary_size),
                   " ids, expected 1 to ", largest, " at ", header.bytes_per_token, " bytes a token");
  }
  if (header.end_of_document < -1 || header.end_of_document >= header.vocabulary_size) {
    return Damaged(path, "its header says that documents end with id ", header.end_of_document, " of ",
                   header.vocabulary_size);
  }
  if (head.substr(kZerosAt, kHeaderCrcAt - kZerosAt).find_first_not_of('\0') != absl::string_view::npos) {
    return Damaged(path, "bytes ", kZerosAt, " to ", kHeaderCrcAt - 1, " of its header are not zero");
  }
  return absl::OkStatus();
}

absl::Status CheckSize(const ShardHeader& header, int64_t file_bytes, const std::string& path) {
  const auto counted = [](int64_t count) { return static_cast<uint64_t>(count); };
  const std::string promise = absl::StrCat("its header promises ", counted(header.tokens), " tokens and ",
                                           counted(header.documents), " documents");
  const bool possible =
      header.tokens >= 0 && header.tokens <= kMostTokens && header.documents >= 0 && header.documents <= kMostTokens;
  if (possible && file_bytes == ShardFileBytes(header)) return absl::OkStatus();
  if (!possible || file_bytes < ShardFileBytes(header)) {
    return absl::DataLossError(absl::StrCat(path, " is truncated: ", promise,
                                            possible ? absl::StrCat(", ", ShardFileBytes(header), " bytes") : "",
                                            ", and it has ", file_bytes, " bytes; shard the corpus again"));
  }
  return Damaged(path, promise, ", ", ShardFileBytes(header), " bytes, and it has ", file_bytes);
}

absl::Status CheckMagicAndVersion(absl::string_view head, int64_t file_bytes, const std::string& path) {
  if (!absl::StartsWith(head, kShardMagic.substr(0, head.size())) || head.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " is no token shard: it looks like ", LooksLike(head, file_bytes)));
  }
  if (head.size() < kWidthAt) {
    return absl::DataLossError(absl::StrCat(path, " is truncated: it has ", file_bytes, " bytes, and the header alone ",
                                            kShardHeaderBytes, "; shard the corpus again"));
  }
  const uint32_t version = Get<uint32_t>(head, kVersionAt);
  if (version == kShardVersion) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(path, " has version ", version, " and this program reads version ",
                                                    kShardVersion,
                                                    ": shard the corpus again, or use the program that "
                                                    "made it"));
}

}  // namespace

int BytesPerToken(int64_t vocabulary_size) { return vocabulary_size > 65535 ? 4 : 2; }

int64_t ShardPaddingBytes(const ShardHeader& header) { return -(header.tokens * header.bytes_per_token) & 7; }

int64_t ShardFileBytes(const ShardHeader& header) {
  return kShardHeaderBytes + header.tokens * header.bytes_per_token + ShardPaddingBytes(header) +
         8 * (header.documents + 1);
}

std::string EncodeShardHeader(const ShardHeader& header) {
  std::string bytes(kShardHeaderBytes, '\0');
  const std::string checksum = absl::HexStringToBytes(header.tokenizer_checksum);
  assert(checksum.size() == kEndOfDocumentAt - kChecksumAt);
  bytes.replace(0, kShardMagic.size(), kShardMagic.data(), kShardMagic.size());
  Put(bytes, kVersionAt, kShardVersion);
  Put(bytes, kWidthAt, static_cast<uint32_t>(header.bytes_per_token));
  Put(bytes, kVocabularyAt, header.vocabulary_size);
  Put(bytes, kTokensAt, header.tokens);
  Put(bytes, kDocumentsAt, header.documents);
  bytes.replace(kChecksumAt, checksum.size(), checksum);
  Put(bytes, kEndOfDocumentAt, header.end_of_document);
  Put(bytes, kContentsCrcAt, header.contents_crc32c);
  Put(bytes, kHeaderCrcAt, Crc32c(absl::string_view(bytes).substr(0, kHeaderCrcAt)));
  return bytes;
}

absl::StatusOr<ShardHeader> DecodeShardHeader(absl::string_view head, int64_t file_bytes, const std::string& path) {
  MOE_RETURN_IF_ERROR(CheckMagicAndVersion(head, file_bytes, path));
  if (head.size() < kShardHeaderBytes) {
    return absl::DataLossError(absl::StrCat(path, " is truncated: it has ", file_bytes, " bytes, and the header alone ",
                                            kShardHeaderBytes, "; shard the corpus again"));
  }
  head = head.substr(0, kShardHeaderBytes);
  if (Crc32c(head.substr(0, kHeaderCrcAt)) != Get<uint32_t>(head, kHeaderCrcAt)) {
    return Damaged(path, "its header does not match the header's checksum");
  }
  ShardHeader header;
  header.bytes_per_token = static_cast<int>(std::min(Get<uint32_t>(head, kWidthAt), uint32_t{1} << 30));
  header.vocabulary_size = Get<int64_t>(head, kVocabularyAt);
  header.tokens = Get<int64_t>(head, kTokensAt);
  header.documents = Get<int64_t>(head, kDocumentsAt);
  header.tokenizer_checksum = absl::BytesToHexString(head.substr(kChecksumAt, kEndOfDocumentAt - kChecksumAt));
  header.end_of_document = Get<int32_t>(head, kEndOfDocumentAt);
  header.contents_crc32c = Get<uint32_t>(head, kContentsCrcAt);
  MOE_RETURN_IF_ERROR(CheckPlausible(header, head, path));
  MOE_RETURN_IF_ERROR(CheckSize(header, file_bytes, path));
  return header;
}

absl::StatusOr<ShardHeader> ReadShardHeader(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open ", path));
  const absl::Cleanup close_fd = [fd] { close(fd); };
  struct stat info;
  char head[kShardHeaderBytes];
  if (fstat(fd, &info) != 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
  const ssize_t got = pread(fd, head, sizeof(head), 0);
  if (got < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot read ", path));
  return DecodeShardHeader({head, static_cast<size_t>(got)}, info.st_size, path);
}

absl::Status CheckShardTokenizer(const std::string& path, absl::string_view found, absl::string_view expected) {
  if (expected.empty() || found == expected) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      path, " was made with another tokenizer: its checksum is ", found, ", that of the tokenizer given is ", expected,
      "; give the tokenizer it was made with, or shard the corpus again"));
}

absl::StatusOr<std::shared_ptr<const ShardReader>> ShardReader::Open(const std::string& path,
                                                                     absl::string_view tokenizer_checksum) {
  MOE_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> file, MappedFile::Open(path));
  MOE_ASSIGN_OR_RETURN(ShardHeader header,
                       DecodeShardHeader(file->bytes().substr(0, kSignatureBytes), file->size(), path));
  MOE_RETURN_IF_ERROR(CheckShardTokenizer(path, header.tokenizer_checksum, tokenizer_checksum));
  std::shared_ptr<const ShardReader> shard(new ShardReader(std::move(file), std::move(header)));
  MOE_RETURN_IF_ERROR(shard->CheckOffsets());
  return shard;
}

ShardReader::ShardReader(std::shared_ptr<const MappedFile> file, ShardHeader header)
    : file_(std::move(file)),
      header_(std::move(header)),
      tokens_(file_, kShardHeaderBytes, header_.tokens, header_.bytes_per_token, header_.vocabulary_size),
      offsets_(reinterpret_cast<const uint64_t*>(file_->bytes().data() + file_->size() - 8 * (header_.documents + 1))) {
}

absl::Status ShardReader::CheckOffsets() const {
  if (offsets_[0] != 0) return Damaged(path(), "its first document starts at token ", offsets_[0], ", expected 0");
  for (int64_t i = 0; i < header_.documents; ++i) {
    if (offsets_[i] <= offsets_[i + 1]) continue;
    return Damaged(path(), "document ", i, " starts at token ", offsets_[i], " and the next at ", offsets_[i + 1]);
  }
  if (offsets_[header_.documents] != static_cast<uint64_t>(header_.tokens)) {
    return Damaged(path(), "its documents end at token ", offsets_[header_.documents], ", expected ", header_.tokens);
  }
  return absl::OkStatus();
}

absl::Status ShardReader::Verify() const {
  const uint32_t crc = Crc32c(file_->bytes().substr(kShardHeaderBytes));
  if (crc != header_.contents_crc32c) {
    return Damaged(path(), "its contents have the checksum ", crc, ", expected ", header_.contents_crc32c);
  }
  return tokens_.CheckIds();
}

}  // namespace moebench::language
