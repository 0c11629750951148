#include "language/data/shards/shard_writer.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/crc32c.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

constexpr int64_t kBlockBytes = int64_t{1} << 20;
constexpr int64_t kEndBytes = sizeof(uint64_t);

std::string PartialPath(const std::string& path) { return absl::StrCat(path, kPartialSuffix); }
std::string OffsetsPath(const std::string& path) { return absl::StrCat(path, kOffsetsSuffix); }

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool Exists(const std::string& path) {
  struct stat info;
  return stat(path.c_str(), &info) == 0;
}

absl::Status Remove(const std::string& path) {
  if (unlink(path.c_str()) == 0 || errno == ENOENT) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, absl::StrCat("cannot remove ", path));
}

std::string LittleEndian64(int64_t value) {
  std::string bytes(sizeof(value), '\0');
  std::memcpy(&bytes[0], &value, sizeof(value));
  return bytes;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ShardWriter>> ShardWriter::Open(const std::string& path, const ShardHeader& layout,
                                                               const PartialShard& state) {
  const bool fresh = state.tokens == 0 && state.documents == 0;
  const int64_t length = kShardHeaderBytes + state.tokens * layout.bytes_per_token;
  MOE_ASSIGN_OR_RETURN(auto tokens, AppendFile::Open(PartialPath(path), fresh ? 0 : length));
  MOE_ASSIGN_OR_RETURN(auto ends, AppendFile::Open(OffsetsPath(path), state.documents * kEndBytes));
  const std::string zeros(kShardHeaderBytes, '\0');
  // A shard that was sealed and not recorded has a header already.
  MOE_RETURN_IF_ERROR(fresh ? tokens->Append(zeros) : tokens->Overwrite(0, zeros));
  std::unique_ptr<ShardWriter> writer(new ShardWriter(path, layout, state, std::move(tokens), std::move(ends)));
  if (!fresh) MOE_RETURN_IF_ERROR(writer->CheckResumed());
  return writer;
}

ShardWriter::ShardWriter(std::string path, ShardHeader layout, PartialShard state, std::unique_ptr<AppendFile> tokens,
                         std::unique_ptr<AppendFile> ends)
    : path_(std::move(path)),
      layout_(std::move(layout)),
      state_(state),
      tokens_(std::move(tokens)),
      ends_(std::move(ends)) {}

absl::Status ShardWriter::CheckResumed() const {
  uint32_t crc = 0;
  std::string block;
  for (int64_t at = kShardHeaderBytes; at < tokens_->length(); at += kBlockBytes) {
    MOE_RETURN_IF_ERROR(tokens_->Read(at, std::min(kBlockBytes, tokens_->length() - at), &block));
    crc = ExtendCrc32c(crc, block);
  }
  if (crc == state_.crc32c) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat(tokens_->path(), " has the checksum ", crc, ", and what was written to it ", state_.crc32c));
}

absl::Status ShardWriter::Append(absl::string_view bytes, int64_t tokens) {
  state_.tokens += tokens;
  state_.crc32c = ExtendCrc32c(state_.crc32c, bytes);
  return tokens_->Append(bytes);
}

absl::Status ShardWriter::EndDocument() {
  ++state_.documents;
  return ends_->Append(LittleEndian64(state_.tokens));
}

absl::Status ShardWriter::DropDocument(const PartialShard& before) {
  state_ = before;
  return tokens_->CutTo(kShardHeaderBytes + state_.tokens * layout_.bytes_per_token);
}

absl::Status ShardWriter::Sync() {
  MOE_RETURN_IF_ERROR(tokens_->Sync());
  return ends_->Sync();
}

absl::Status ShardWriter::Discard() {
  MOE_RETURN_IF_ERROR(Remove(tokens_->path()));
  return Remove(ends_->path());
}

absl::Status ShardWriter::AppendOffsets(uint32_t* crc) {
  MOE_RETURN_IF_ERROR(ends_->Flush());
  std::string block = LittleEndian64(0);
  for (int64_t at = 0;; at += kBlockBytes) {
    *crc = ExtendCrc32c(*crc, block);
    MOE_RETURN_IF_ERROR(tokens_->Append(block));
    if (at >= ends_->length()) return absl::OkStatus();
    MOE_RETURN_IF_ERROR(ends_->Read(at, std::min(kBlockBytes, ends_->length() - at), &block));
  }
}

absl::Status ShardWriter::Seal() {
  ShardHeader header = layout_;
  header.tokens = state_.tokens;
  header.documents = state_.documents;
  const std::string padding(static_cast<size_t>(ShardPaddingBytes(header)), '\0');
  header.contents_crc32c = ExtendCrc32c(state_.crc32c, padding);
  MOE_RETURN_IF_ERROR(tokens_->Append(padding));
  MOE_RETURN_IF_ERROR(AppendOffsets(&header.contents_crc32c));
  MOE_RETURN_IF_ERROR(tokens_->Flush());
  MOE_RETURN_IF_ERROR(tokens_->Overwrite(0, EncodeShardHeader(header)));
  return tokens_->Sync();
}

absl::Status ShardWriter::Publish(const std::string& path) {
  const std::string partial = PartialPath(path), offsets = OffsetsPath(path);
  if (!Exists(path) || Exists(partial)) {
    if (rename(partial.c_str(), path.c_str()) != 0) {
      return absl::ErrnoToStatus(errno, absl::StrCat("cannot rename a finished file to ", path));
    }
    MOE_RETURN_IF_ERROR(SyncFolder(FolderOf(path)));
  }
  return Remove(offsets);
}

}  // namespace moebench::language
