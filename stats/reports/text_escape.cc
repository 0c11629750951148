#include "stats/reports/text_escape.h"

#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace moebench::stats {
namespace {

constexpr char kReplacement[] = "\xEF\xBF\xBD";  // U+FFFD

uint8_t ByteAt(absl::string_view text, size_t at) { return at < text.size() ? static_cast<uint8_t>(text[at]) : 0; }

bool IsContinuation(uint8_t byte) { return (byte & 0xC0) == 0x80; }

// Length of the well-formed character that begins at `at` (Unicode 15, table 3-7); 0 if none does.
size_t CharacterLength(absl::string_view text, size_t at) {
  const uint8_t first = ByteAt(text, at), second = ByteAt(text, at + 1);
  if (first < 0x80) return 1;
  size_t length = 0;
  uint8_t low = 0x80, high = 0xBF;  // of the second byte
  if (first >= 0xC2 && first <= 0xDF) length = 2;
  if (first >= 0xE0 && first <= 0xEF) length = 3;
  if (first >= 0xF0 && first <= 0xF4) length = 4;
  if (first == 0xE0) low = 0xA0;   // shorter forms exist
  if (first == 0xED) high = 0x9F;  // surrogates
  if (first == 0xF0) low = 0x90;
  if (first == 0xF4) high = 0x8F;  // beyond U+10FFFF
  if (length == 0 || second < low || second > high) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (!IsContinuation(ByteAt(text, at + i))) return 0;
  }
  return length;
}

bool IsUnwanted(absl::string_view character) {
  const uint8_t first = ByteAt(character, 0), second = ByteAt(character, 1), third = ByteAt(character, 2);
  if (character.size() == 1) return (first < 0x20 && first != '\t' && first != '\n') || first == 0x7F;
  if (character.size() == 2) return first == 0xC2 && second < 0xA0;  // U+0080 to U+009F
  if (character.size() != 3 || first != 0xE2) return first == 0xEF && second == 0xBF && third >= 0xBE;
  return (second == 0x80 && third >= 0xAA && third <= 0xAE) || (second == 0x81 && third >= 0xA6 && third <= 0xA9);
}

}  // namespace

std::string PlainUtf8(absl::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    const size_t length = CharacterLength(text, at);
    const absl::string_view character = text.substr(at, length);
    absl::StrAppend(&plain, length == 0 || IsUnwanted(character) ? kReplacement : character);
    at += length == 0 ? 1 : length;
  }
  return plain;
}

std::string EscapeHtml(absl::string_view text) {
  return absl::StrReplaceAll(PlainUtf8(text),
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string EscapeMarkdown(absl::string_view text) {
  return absl::StrReplaceAll(PlainUtf8(text), {{"\\", "\\\\"},
                                               {"&", "&amp;"},
                                               {"<", "&lt;"},
                                               {">", "&gt;"},
                                               {"|", "\\|"},
                                               {"*", "\\*"},
                                               {"_", "\\_"},
                                               {"`", "\\`"},
                                               {"[", "\\["},
                                               {"]", "\\]"},
                                               {"#", "\\#"},
                                               {"~", "\\~"},
                                               {"\t", " "},
                                               {"\n", " "}});
}

}  // namespace moebench::stats
