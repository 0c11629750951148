#include "language/tokenizer/byte_level/gpt2_scanner.h"

#include <array>
#include <cstdint>

#include "language/tokenizer/byte_level/unicode_categories.h"

namespace moebench::language {
namespace {

constexpr uint8_t kOther = static_cast<uint8_t>(CharacterClass::kOther);
constexpr uint8_t kLetter = static_cast<uint8_t>(CharacterClass::kLetter);
constexpr uint8_t kNumber = static_cast<uint8_t>(CharacterClass::kNumber);
constexpr uint8_t kSpace = static_cast<uint8_t>(CharacterClass::kSpace);
constexpr uint8_t kNotAscii = 4;

constexpr std::array<uint8_t, 256> AsciiClasses() {
  std::array<uint8_t, 256> classes{};
  for (int c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool space = (c >= '\t' && c <= '\r') || c == ' ';
    classes[c] = c >= 128 ? kNotAscii : letter ? kLetter : c >= '0' && c <= '9' ? kNumber : space ? kSpace : kOther;
  }
  return classes;
}
constexpr std::array<uint8_t, 256> kAsciiClass = AsciiClasses();

struct Character {
  uint8_t character_class;
  uint8_t length;  // in bytes
};

// The character at `at`, which is no ASCII; one byte of class kOther where it is ill-formed.
Character DecodeMultibyte(const uint8_t* at, const uint8_t* end) {
  constexpr Character kIllFormed = {kOther, 1};
  const uint8_t lead = at[0];
  const int length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (length == 0 || end - at < length) return kIllFormed;
  // The second byte's range rules out overlong forms (E0, F0), surrogates (ED) and what is above U+10FFFF (F4).
  const uint8_t low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const uint8_t high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (at[1] < low || at[1] > high) return kIllFormed;
  char32_t character = (lead & (0x7F >> length)) << 6 | (at[1] & 0x3F);
  for (int i = 2; i < length; ++i) {
    if ((at[i] & 0xC0) != 0x80) return kIllFormed;
    character = character << 6 | (at[i] & 0x3F);
  }
  return {static_cast<uint8_t>(ClassOf(character)), static_cast<uint8_t>(length)};
}

inline Character DecodeCharacter(const uint8_t* at, const uint8_t* end) {
  const uint8_t character_class = kAsciiClass[*at];
  if (character_class != kNotAscii) return {character_class, 1};
  return DecodeMultibyte(at, end);
}

// The end of the characters of one class from `at` on.
inline const uint8_t* RunEnd(const uint8_t* at, const uint8_t* end, uint8_t character_class) {
  while (true) {
    while (at < end && kAsciiClass[*at] == character_class) ++at;
    if (at == end || kAsciiClass[*at] != kNotAscii) return at;
    const Character character = DecodeMultibyte(at, end);
    if (character.character_class != character_class) return at;
    at += character.length;
  }
}

// 's 't 're 've 'm 'll 'd: the length of the one that begins with the apostrophe at `at`, or 0.
inline int ContractionLength(const uint8_t* at, const uint8_t* end) {
  if (end - at < 2) return 0;
  const uint8_t first = at[1];
  if (first == 's' || first == 't' || first == 'm' || first == 'd') return 2;
  if (end - at < 3) return 0;
  const uint8_t second = at[2];
  return ((first == 'r' || first == 'v') && second == 'e') || (first == 'l' && second == 'l') ? 3 : 0;
}

// \s+(?!\S)|\s+ from `at`, a character of `first_length` bytes: the run, less its last character where a word follows
// and the run has more than that one.
const uint8_t* WhiteSpaceEnd(const uint8_t* at, const uint8_t* end, int first_length) {
  const uint8_t* last = at;
  const uint8_t* next = at + first_length;
  while (next < end) {
    const Character character = DecodeCharacter(next, end);
    if (character.character_class != kSpace) return last == at ? next : last;
    last = next;
    next += character.length;
  }
  return end;
}

}  // namespace

size_t Gpt2PieceEnd(absl::string_view text, size_t begin) {
  const uint8_t* const data = reinterpret_cast<const uint8_t*>(text.data());
  const uint8_t* const end = data + text.size();
  const uint8_t* at = data + begin;
  if (*at == '\'') {
    const int length = ContractionLength(at, end);
    if (length > 0) return begin + length;
  }
  const Character first = DecodeCharacter(at, end);
  if (first.character_class != kSpace) return RunEnd(at + first.length, end, first.character_class) - data;
  if (*at == ' ' && at + 1 < end) {
    const Character second = DecodeCharacter(at + 1, end);
    if (second.character_class != kSpace) return RunEnd(at + 1 + second.length, end, second.character_class) - data;
  }
  return WhiteSpaceEnd(at, end, first.length) - data;
}

}  // namespace moebench::language
