#include "language/data/corpora/utf8_character.h"

#include <algorithm>
#include <cstddef>

namespace moebench::language {
namespace {

// Well-formed sequences by their first byte: length, and the range of the second byte (Unicode 15, table 3-7).
struct Form {
  int bytes;
  unsigned char low;
  unsigned char high;
};

Form FormOf(unsigned char lead) {
  if (lead < 0x80) return {1, 0, 0};
  if (lead < 0xC2) return {0, 0, 0};
  if (lead < 0xE0) return {2, 0x80, 0xBF};
  if (lead < 0xF0) {
    return {3, static_cast<unsigned char>(lead == 0xE0 ? 0xA0 : 0x80),
            static_cast<unsigned char>(lead == 0xED ? 0x9F : 0xBF)};
  }
  if (lead < 0xF5) {
    return {4, static_cast<unsigned char>(lead == 0xF0 ? 0x90 : 0x80),
            static_cast<unsigned char>(lead == 0xF4 ? 0x8F : 0xBF)};
  }
  return {0, 0, 0};
}

}  // namespace

Utf8Character FirstCharacter(absl::string_view text) {
  const unsigned char lead = text[0];
  const Form form = FormOf(lead);
  if (form.bytes == 1) return {lead, 1};
  if (form.bytes == 0 || static_cast<size_t>(form.bytes) > text.size()) return {};
  const unsigned char second = text[1];
  if (second < form.low || second > form.high) return {};
  uint32_t code = lead & (0x7F >> form.bytes);
  for (int i = 1; i < form.bytes; ++i) {
    const unsigned char byte = text[i];
    if ((byte & 0xC0) != 0x80) return {};
    code = code << 6 | (byte & 0x3F);
  }
  return {code, form.bytes};
}

Utf8Character LastCharacter(absl::string_view text) {
  for (size_t bytes = 1; bytes <= std::min<size_t>(4, text.size()); ++bytes) {
    const Utf8Character character = FirstCharacter(text.substr(text.size() - bytes));
    if (character.code != kIllFormed && static_cast<size_t>(character.bytes) == bytes) return character;
  }
  return {};
}

bool IsWhiteSpace(uint32_t code) {
  if (code <= 0x20) return code == 0x20 || (code >= 0x09 && code <= 0x0D) || code >= 0x1C;
  return code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x2028 ||
         code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

absl::string_view StripWhiteSpace(absl::string_view text) {
  while (!text.empty()) {
    const Utf8Character first = FirstCharacter(text);
    if (!IsWhiteSpace(first.code)) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    const Utf8Character last = LastCharacter(text);
    if (!IsWhiteSpace(last.code)) break;
    text.remove_suffix(last.bytes);
  }
  return text;
}

}  // namespace moebench::language
