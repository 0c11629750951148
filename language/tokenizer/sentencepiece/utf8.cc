#include "language/tokenizer/sentencepiece/utf8.h"

namespace moebench::language {

size_t DecodeUtf8(const char* text, size_t size, uint32_t* code_point) {
  if (size == 0) return 0;
  const auto first = static_cast<unsigned char>(text[0]);
  const size_t length = first < 0x80   ? 1
                        : first < 0xc2 ? 0
                        : first < 0xe0 ? 2
                        : first < 0xf0 ? 3
                        : first < 0xf5 ? 4
                                       : 0;
  if (length == 0 || length > size) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80) return 0;
  }
  uint32_t decoded;
  DecodeValidUtf8(text, &decoded);
  const bool overlong = (length == 3 && decoded < 0x800) || (length == 4 && decoded < 0x10000);
  const bool surrogate = decoded >= 0xd800 && decoded < 0xe000;
  if (overlong || surrogate || decoded > 0x10ffff) return 0;
  *code_point = decoded;
  return length;
}

size_t EncodeUtf8(uint32_t code_point, char* bytes) {
  if (code_point < 0x80) {
    bytes[0] = static_cast<char>(code_point);
    return 1;
  }
  const size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
  for (size_t i = length - 1; i > 0; --i) {
    bytes[i] = static_cast<char>(0x80 | (code_point & 0x3f));
    code_point >>= 6;
  }
  constexpr int kLead[] = {0, 0, 0xc0, 0xe0, 0xf0};
  bytes[0] = static_cast<char>(kLead[length] | code_point);
  return length;
}

bool IsValidUtf8(absl::string_view text) {
  uint32_t code_point;
  while (!text.empty()) {
    const size_t length = DecodeUtf8(text.data(), text.size(), &code_point);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

}  // namespace moebench::language
