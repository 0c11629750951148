// UTF-8 (RFC 3629), one character at a time. Overlong forms, surrogates, numbers above U+10FFFF and sequences that are
// cut short are no characters.
//
//   uint32_t code_point;
//   const size_t length = DecodeUtf8("\xe2\x96\x81lo", 5, &code_point);  // 3, U+2581
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_UTF8_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_UTF8_H_

#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace moebench::language {

// The bytes of the character that `text` begins with, 1 to 4; 0 where it begins with none, or is empty. `code_point` is
// set where the result is not 0.
size_t DecodeUtf8(const char* text, size_t size, uint32_t* code_point);

// The same for text that is known to be valid and not empty, without looking at every byte.
inline size_t DecodeValidUtf8(const char* text, uint32_t* code_point) {
  const auto byte = [text](int i) { return static_cast<uint32_t>(static_cast<unsigned char>(text[i])); };
  const uint32_t first = byte(0);
  if (first < 0x80) {
    *code_point = first;
    return 1;
  }
  if (first < 0xe0) {
    *code_point = (first & 0x1f) << 6 | (byte(1) & 0x3f);
    return 2;
  }
  if (first < 0xf0) {
    *code_point = (first & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    return 3;
  }
  *code_point = (first & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
  return 4;
}

// Writes the character's 1 to 4 bytes and returns how many. `code_point` is a character's number.
size_t EncodeUtf8(uint32_t code_point, char* bytes);

bool IsValidUtf8(absl::string_view text);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_UTF8_H_
