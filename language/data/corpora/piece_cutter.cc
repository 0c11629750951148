#include "language/data/corpora/piece_cutter.h"

#include <algorithm>

#include "language/data/corpora/utf8_character.h"

namespace moebench::language {
namespace {

constexpr size_t kLookahead = 3;  // the rest of a character that begins at the last byte

// A character that no tokenizer takes for white space or drops.
bool IsFirm(uint32_t code) {
  if (code < 0x80) return code > 0x20 && code != 0x7F;
  if (code == kIllFormed || IsWhiteSpace(code)) return false;
  return code > 0x9F && code != 0xAD && code != 0x180E && !(code >= 0x200B && code <= 0x200F) &&
         !(code >= 0x202A && code <= 0x202E) && !(code >= 0x2060 && code <= 0x206F) && code != 0xFEFF;
}

// Whether `rest` may be cut before byte `end`, where a line feed lies before it. Nothing after `end` is no firm
// character, though there is no document to split from there either.
bool IsLineCut(absl::string_view rest, size_t end) {
  return end >= 2 && end < rest.size() && rest[end - 1] == '\n' &&
         IsFirm(LastCharacter(rest.substr(0, end - 1)).code) && IsFirm(FirstCharacter(rest.substr(end)).code);
}

// The last or first line cut in [2, limit] or (from, limit]; 0 where there is none.
size_t LastLineCut(absl::string_view rest, size_t limit) {
  for (size_t end = std::min(limit, rest.size()); end >= 2; --end) {
    const size_t feed = rest.rfind('\n', end - 1);
    if (feed == absl::string_view::npos) return 0;
    end = feed + 1;
    if (IsLineCut(rest, end)) return end;
  }
  return 0;
}

size_t FirstLineCut(absl::string_view rest, size_t from, size_t limit) {
  for (size_t end = from + 1; end <= limit; ++end) {
    const size_t feed = rest.find('\n', end - 1);
    if (feed == absl::string_view::npos) return 0;
    end = feed + 1;
    if (end <= limit && IsLineCut(rest, end)) return end;
  }
  return 0;
}

size_t LastCutBeforeWhiteSpace(absl::string_view rest, size_t limit) {
  for (size_t end = limit; end >= 1; --end) {
    const char next = rest[end];
    if ((next == ' ' || (next >= '\t' && next <= '\r')) && IsFirm(LastCharacter(rest.substr(0, end)).code)) return end;
  }
  return 0;
}

size_t LastCutBetweenCharacters(absl::string_view rest, size_t limit) {
  for (size_t end = limit; end + 4 > limit && end > 0; --end) {
    // A well-formed character may lie across `end` only if it begins up to three bytes before it.
    bool across = false;
    for (size_t begin = end - std::min<size_t>(end, 3); begin < end; ++begin) {
      const Utf8Character character = FirstCharacter(rest.substr(begin));
      across = across || (character.code != kIllFormed && begin + character.bytes > end);
    }
    if (!across) return end;
  }
  return limit;
}

}  // namespace

size_t FirstPieceBytes(absl::string_view rest, size_t piece_bytes) {
  if (rest.size() <= piece_bytes) return rest.size();
  if (const size_t end = LastLineCut(rest, piece_bytes)) return end;
  const size_t limit = 2 * piece_bytes;
  if (const size_t end = FirstLineCut(rest, piece_bytes, std::min(limit, rest.size()))) return end;
  if (rest.size() <= limit) return rest.size();
  if (const size_t end = LastCutBeforeWhiteSpace(rest, limit)) return end;
  return LastCutBetweenCharacters(rest, limit);
}

void PieceCutter::Append(absl::string_view bytes) {
  if (begin_ > buffer_.size() / 2) {
    buffer_.erase(0, begin_);
    begin_ = 0;
  }
  buffer_.append(bytes.data(), bytes.size());
}

bool PieceCutter::NextPiece(Piece* piece) {
  const absl::string_view rest = absl::string_view(buffer_).substr(begin_);
  if (!ended_ && rest.size() <= 2 * piece_bytes_ + kLookahead) return false;
  const size_t bytes = FirstPieceBytes(rest, piece_bytes_);
  piece->text.assign(rest.data(), bytes);
  piece->first = first_;
  piece->last = ended_ && bytes == rest.size();
  begin_ += bytes;
  first_ = piece->last;
  if (piece->last) {
    buffer_.clear();
    begin_ = 0;
    ended_ = false;
  }
  return true;
}

}  // namespace moebench::language
