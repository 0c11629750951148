#include "language/data/corpora/json_cursor.h"

#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "language/data/corpora/utf8_character.h"

namespace moebench::language {
namespace {

// True where one of eight bytes is a quote, a backslash, a control character or not ASCII: what ends a plain run.
bool HasSpecial(uint64_t bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  const auto has_zero = [](uint64_t value) { return (value - kOnes) & ~value; };
  const uint64_t found =
      has_zero(bytes ^ kOnes * '"') | has_zero(bytes ^ kOnes * '\\') | (bytes - kOnes * 0x20) | bytes;
  return (found & kHighs) != 0;
}

bool IsSpecial(unsigned char byte) { return byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80; }

void AppendUtf8(uint32_t code, std::string* text) {
  if (code < 0x80) {
    text->push_back(static_cast<char>(code));
    return;
  }
  if (code < 0x800) {
    text->push_back(static_cast<char>(0xC0 | code >> 6));
  } else {
    if (code < 0x10000) {
      text->push_back(static_cast<char>(0xE0 | code >> 12));
    } else {
      text->push_back(static_cast<char>(0xF0 | code >> 18));
      text->push_back(static_cast<char>(0x80 | (code >> 12 & 0x3F)));
    }
    text->push_back(static_cast<char>(0x80 | (code >> 6 & 0x3F)));
  }
  text->push_back(static_cast<char>(0x80 | (code & 0x3F)));
}

}  // namespace

void JsonCursor::SkipSpace() {
  while (at_ < json_.size() && (json_[at_] == ' ' || json_[at_] == '\t' || json_[at_] == '\r' || json_[at_] == '\n')) {
    ++at_;
  }
}

absl::Status JsonCursor::Error(absl::string_view what) const {
  return absl::DataLossError(absl::StrCat("byte ", at_ + 1, ": ", what));
}

absl::Status JsonCursor::Expected(absl::string_view what) const {
  if (at_ >= json_.size()) return Error(absl::StrCat("the line ends where ", what, " was expected"));
  const unsigned char byte = json_[at_];
  const std::string found = absl::ascii_isprint(byte) ? absl::StrFormat("'%c'", byte) : absl::StrFormat("0x%02x", byte);
  return Error(absl::StrCat("found ", found, " where ", what, " was expected"));
}

absl::Status JsonCursor::Literal(absl::string_view word) {
  for (const char letter : word) {
    if (Peek() != letter) return Expected(word);
    ++at_;
  }
  return absl::OkStatus();
}

absl::Status JsonCursor::Digits(absl::string_view what) {
  if (!absl::ascii_isdigit(Peek())) return Expected(what);
  while (absl::ascii_isdigit(Peek())) ++at_;
  return absl::OkStatus();
}

absl::Status JsonCursor::Number() {
  const bool negative = Peek() == '-';
  if (negative) ++at_;
  if (Peek() == '0') {
    ++at_;
  } else {
    MOE_RETURN_IF_ERROR(Digits(negative ? "a digit" : "a value"));
  }
  if (Peek() == '.') {
    ++at_;
    MOE_RETURN_IF_ERROR(Digits("a digit"));
  }
  if (Peek() == 'e' || Peek() == 'E') {
    ++at_;
    if (Peek() == '+' || Peek() == '-') ++at_;
    MOE_RETURN_IF_ERROR(Digits("a digit"));
  }
  return absl::OkStatus();
}

absl::Status JsonCursor::String(std::string* value) {
  ++at_;
  if (value != nullptr) value->clear();
  while (true) {
    const size_t run = at_;
    SkipPlain();
    MOE_RETURN_IF_ERROR(SkipMultibyte());
    if (value != nullptr) value->append(json_.data() + run, at_ - run);
    if (at_ >= json_.size()) return Error("the line ends within a string");
    const unsigned char byte = json_[at_];
    if (byte == '"') {
      ++at_;
      return absl::OkStatus();
    }
    if (byte == '\\') {
      MOE_RETURN_IF_ERROR(Escape(value));
    } else if (byte < 0x20) {
      return Error(absl::StrFormat("control character 0x%02x in a string; JSON writes it as \\u%04x", byte, byte));
    }
  }
}

void JsonCursor::SkipPlain() {
  uint64_t bytes;
  for (; at_ + sizeof(bytes) <= json_.size(); at_ += sizeof(bytes)) {
    std::memcpy(&bytes, json_.data() + at_, sizeof(bytes));
    if (HasSpecial(bytes)) break;
  }
  while (at_ < json_.size() && !IsSpecial(json_[at_])) ++at_;
}

absl::Status JsonCursor::SkipMultibyte() {
  while (at_ < json_.size() && static_cast<unsigned char>(json_[at_]) >= 0x80) {
    const Utf8Character character = FirstCharacter(json_.substr(at_));
    if (character.code == kIllFormed) {
      return Error(absl::StrFormat("0x%02x is not UTF-8", static_cast<unsigned char>(json_[at_])));
    }
    at_ += character.bytes;
  }
  return absl::OkStatus();
}

absl::Status JsonCursor::Escape(std::string* value) {
  static constexpr absl::string_view kLetters = "\"\\/bfnrt";
  static constexpr absl::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const size_t begin = at_++;
  const size_t letter = at_ < json_.size() ? kLetters.find(json_[at_]) : absl::string_view::npos;
  if (letter != absl::string_view::npos) {
    ++at_;
    if (value != nullptr) value->push_back(kMeanings[letter]);
    return absl::OkStatus();
  }
  if (Peek() != 'u') return Expected("one of \"\\/bfnrtu after a backslash");
  uint32_t code = 0;
  MOE_RETURN_IF_ERROR(HexUnit(&code));
  if (code >= 0xD800 && code < 0xE000) MOE_RETURN_IF_ERROR(LowSurrogate(begin, &code));
  if (value != nullptr) AppendUtf8(code, value);
  return absl::OkStatus();
}

// At the 'u' of "u00e9".
absl::Status JsonCursor::HexUnit(uint32_t* unit) {
  ++at_;
  *unit = 0;
  for (int i = 0; i < 4; ++i, ++at_) {
    const char digit = Peek();
    if (!absl::ascii_isxdigit(digit)) return Expected("a hexadecimal digit of \\u");
    *unit = *unit << 4 | (absl::ascii_isdigit(digit) ? digit - '0' : absl::ascii_tolower(digit) - 'a' + 10);
  }
  return absl::OkStatus();
}

absl::Status JsonCursor::LowSurrogate(size_t begin, uint32_t* code) {
  uint32_t low = 0;
  const bool high = *code < 0xDC00;
  if (high && json_.substr(at_, 2) == "\\u") {
    ++at_;
    MOE_RETURN_IF_ERROR(HexUnit(&low));
  }
  if (low < 0xDC00 || low >= 0xE000) {
    at_ = begin;
    return Error(absl::StrFormat("\\u%04x is half of a surrogate pair, not a character", *code));
  }
  *code = 0x10000 + ((*code - 0xD800) << 10) + (low - 0xDC00);
  return absl::OkStatus();
}

}  // namespace moebench::language
