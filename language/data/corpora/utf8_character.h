// Single characters of UTF-8 text, front or back, and which of them are white space.
//
// Example:
//   FirstCharacter("\xC2\xB0""C");   // {0xB0, 2}: the degree sign
//   LastCharacter("caf\xE9");        // {kIllFormed, 1}: Latin-1, not UTF-8
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_UTF8_CHARACTER_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_UTF8_CHARACTER_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace moebench::language {

constexpr uint32_t kIllFormed = 0xFFFFFFFF;

struct Utf8Character {
  uint32_t code = kIllFormed;
  int bytes = 1;
};

// `text` is not empty. A byte that starts no well-formed character (Unicode 15, table 3-7) is {kIllFormed, 1}; so is a
// last byte that ends none.
Utf8Character FirstCharacter(absl::string_view text);
Utf8Character LastCharacter(absl::string_view text);

// Unicode's White_Space, and U+001C to U+001F: what Python's str.isspace and `\s` take for white space.
bool IsWhiteSpace(uint32_t code);

// `text` without the white space at both ends.
absl::string_view StripWhiteSpace(absl::string_view text);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_UTF8_CHARACTER_H_
