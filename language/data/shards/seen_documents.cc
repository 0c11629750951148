#include "language/data/shards/seen_documents.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::language {
namespace {

constexpr int64_t kHashBytes = sizeof(uint64_t);
constexpr int64_t kBlockBytes = int64_t{1} << 20;

}  // namespace

absl::StatusOr<std::unique_ptr<SeenDocuments>> SeenDocuments::Open(const std::string& path, int64_t count) {
  MOE_ASSIGN_OR_RETURN(auto file, AppendFile::Open(path, count * kHashBytes));
  std::unique_ptr<SeenDocuments> seen(new SeenDocuments(std::move(file)));
  MOE_RETURN_IF_ERROR(seen->Load(count));
  return seen;
}

absl::Status SeenDocuments::Load(int64_t count) {
  std::string block;
  for (int64_t at = 0; at < count * kHashBytes; at += kBlockBytes) {
    MOE_RETURN_IF_ERROR(file_->Read(at, std::min(kBlockBytes, count * kHashBytes - at), &block));
    for (size_t i = 0; i < block.size(); i += kHashBytes) {
      uint64_t hash;
      std::memcpy(&hash, &block[i], sizeof(hash));
      hashes_.insert(hash);
    }
  }
  if (size() == count) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(file_->path(), " is damaged: it holds ", count - size(), " hashes twice"));
}

absl::StatusOr<bool> SeenDocuments::Insert(uint64_t hash) {
  if (!hashes_.insert(hash).second) return false;
  char bytes[kHashBytes];
  std::memcpy(bytes, &hash, sizeof(bytes));
  MOE_RETURN_IF_ERROR(file_->Append({bytes, sizeof(bytes)}));
  return true;
}

}  // namespace moebench::language
