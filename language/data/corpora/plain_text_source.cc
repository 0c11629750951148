#include "language/data/corpora/plain_text_source.h"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "language/data/corpora/byte_stream.h"
#include "language/data/corpora/open_byte_stream.h"
#include "language/data/corpora/piece_cutter.h"

namespace moebench::language {
namespace {

constexpr size_t kMaxBlankBytes = size_t{1} << 16;

// Feeds a file's blocks to a PieceCutter; what makes a document of them is the subclass's.
class PlainTextSource : public DocumentSource {
 public:
  PlainTextSource(std::unique_ptr<ByteStream> stream, int64_t total) : stream_(std::move(stream)), total_(total) {}

  absl::StatusOr<bool> Next(Piece* piece) final {
    while (!cutter_.NextPiece(piece)) {
      if (ended_) return false;
      if (block_.empty()) {
        MOE_ASSIGN_OR_RETURN(block_, stream_->NextBlock());
        ended_ = block_.empty();
        if (ended_) TakeEnd(&cutter_);
      } else {
        TakeBlock(&block_, &cutter_);
      }
    }
    return true;
  }

  int64_t BytesRead() const final { return stream_->FileBytesRead(); }
  int64_t BytesTotal() const final { return total_; }

 private:
  // Takes bytes from the front of `block`, to a document's end at most.
  virtual void TakeBlock(absl::string_view* block, PieceCutter* cutter) = 0;
  virtual void TakeEnd(PieceCutter* cutter) = 0;

  std::unique_ptr<ByteStream> stream_;
  int64_t total_;
  absl::string_view block_;
  PieceCutter cutter_;
  bool ended_ = false;
};

class TextSource : public PlainTextSource {
 public:
  using PlainTextSource::PlainTextSource;

 private:
  void TakeBlock(absl::string_view* block, PieceCutter* cutter) override {
    cutter->Append(*block);
    block->remove_prefix(block->size());
  }
  void TakeEnd(PieceCutter* cutter) override { cutter->EndDocument(); }
};

class LineSource : public PlainTextSource {
 public:
  using PlainTextSource::PlainTextSource;

 private:
  void TakeBlock(absl::string_view* block, PieceCutter* cutter) override {
    const size_t feed = block->find('\n');
    cutter->Append(block->substr(0, feed));
    in_line_ = feed == absl::string_view::npos;
    if (!in_line_) cutter->EndDocument();
    block->remove_prefix(in_line_ ? block->size() : feed + 1);
  }

  void TakeEnd(PieceCutter* cutter) override {
    if (in_line_) cutter->EndDocument();
  }

  bool in_line_ = false;  // bytes since the last line feed
};

class ParagraphSource : public PlainTextSource {
 public:
  using PlainTextSource::PlainTextSource;

 private:
  void TakeBlock(absl::string_view* block, PieceCutter* cutter) override {
    if (in_text_) return TakeText(block, cutter);
    const size_t count = BlankPrefix(*block);
    blank_.append(block->data(), count);
    block->remove_prefix(count);
    if (block->empty() && blank_.size() <= kMaxBlankBytes) return;
    const bool ends_line = !block->empty() && block->front() == '\n' && blank_.size() <= kMaxBlankBytes;
    if (ends_line) {
      block->remove_prefix(1);
      EndParagraph(cutter);
    } else {
      BeginText(cutter);
    }
  }

  void TakeEnd(PieceCutter* cutter) override {
    // White space at the end of the file, without a line feed, is a blank line too.
    EndParagraph(cutter);
  }

  // Of a line that is blank so far; no more than what tells that it is no blank line.
  size_t BlankPrefix(absl::string_view block) const {
    const size_t room = kMaxBlankBytes + 1 - blank_.size();
    const size_t end = block.substr(0, room).find_first_not_of(" \t\r");
    return end == absl::string_view::npos ? std::min(room, block.size()) : end;
  }

  void BeginText(PieceCutter* cutter) {
    if (in_paragraph_) cutter->Append("\n");
    cutter->Append(blank_);
    blank_.clear();
    in_text_ = in_paragraph_ = true;
  }

  void TakeText(absl::string_view* block, PieceCutter* cutter) {
    const size_t feed = block->find('\n');
    cutter->Append(block->substr(0, feed));
    in_text_ = feed == absl::string_view::npos;
    block->remove_prefix(in_text_ ? block->size() : feed + 1);
  }

  void EndParagraph(PieceCutter* cutter) {
    blank_.clear();
    if (in_paragraph_) cutter->EndDocument();
    in_paragraph_ = in_text_ = false;
  }

  std::string blank_;          // the line so far, while it is white space alone
  bool in_text_ = false;       // the line has other characters
  bool in_paragraph_ = false;  // so has a line before it, or this one
};

template <typename Source>
absl::StatusOr<std::unique_ptr<DocumentSource>> Open(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const int64_t bytes, FileBytes(path));
  MOE_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenByteStream(path));
  return std::make_unique<Source>(WithoutByteOrderMark(std::move(stream)), bytes);
}

}  // namespace

absl::StatusOr<std::unique_ptr<DocumentSource>> NewTextSource(const std::string& path) {
  return Open<TextSource>(path);
}

absl::StatusOr<std::unique_ptr<DocumentSource>> NewLineSource(const std::string& path) {
  return Open<LineSource>(path);
}

absl::StatusOr<std::unique_ptr<DocumentSource>> NewParagraphSource(const std::string& path) {
  return Open<ParagraphSource>(path);
}

}  // namespace moebench::language
