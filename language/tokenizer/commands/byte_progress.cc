#include "language/tokenizer/commands/byte_progress.h"

#include <utility>

namespace moebench::language {

ByteProgress::ByteProgress(int64_t total_bytes, int64_t start, ProgressSink sink)
    : sink_(std::move(sink)), began_(sink_.now()), unit_bytes_(total_bytes < 10'000'000 ? 1'000 : 1'000'000) {
  if (total_bytes <= 0) return;
  ProgressOptions options;
  options.unit = unit_bytes_ == 1'000 ? "kB" : "MB";
  // Rounded up, as what is done is: the end is the end.
  options.total = (total_bytes + unit_bytes_ - 1) / unit_bytes_;
  options.start = start / unit_bytes_;
  progress_ = std::make_unique<Progress>(options, sink_);
}

void ByteProgress::Update(int64_t bytes, absl::string_view suffix) {
  if (progress_ != nullptr) progress_->Update((bytes + unit_bytes_ - 1) / unit_bytes_, suffix);
}

void ByteProgress::Finish() {
  if (progress_ == nullptr) return;
  if (sink_.is_terminal || sink_.now() - began_ >= absl::Seconds(1)) progress_->Finish();
  progress_.reset();
}

}  // namespace moebench::language
