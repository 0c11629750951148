#include "language/data/corpora/joined_source.h"

#include <cstdint>
#include <utility>

#include "base/status_macros.h"
#include "language/data/corpora/byte_stream.h"

namespace moebench::language {
namespace {

class JoinedSource : public DocumentSource {
 public:
  JoinedSource(std::vector<std::string> paths, OpenSource open, int64_t total)
      : paths_(std::move(paths)), open_(std::move(open)), total_(total) {}

  absl::StatusOr<bool> Next(Piece* piece) override {
    while (true) {
      if (source_ == nullptr) {
        if (next_ == paths_.size()) return false;
        MOE_ASSIGN_OR_RETURN(source_, open_(paths_[next_++]));
      }
      MOE_ASSIGN_OR_RETURN(const bool more, source_->Next(piece));
      if (more) return true;
      done_ += source_->BytesTotal();
      source_.reset();
    }
  }

  int64_t BytesRead() const override { return done_ + (source_ == nullptr ? 0 : source_->BytesRead()); }
  int64_t BytesTotal() const override { return total_; }

 private:
  std::vector<std::string> paths_;
  OpenSource open_;
  int64_t total_;
  size_t next_ = 0;
  int64_t done_ = 0;  // bytes of the files before
  std::unique_ptr<DocumentSource> source_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentSource>> NewJoinedSource(std::vector<std::string> paths, OpenSource open) {
  int64_t total = 0;
  for (const std::string& path : paths) {
    MOE_ASSIGN_OR_RETURN(const int64_t bytes, FileBytes(path));
    total += bytes;
  }
  return std::make_unique<JoinedSource>(std::move(paths), std::move(open), total);
}

}  // namespace moebench::language
