// What GPT-2's pre-tokenisation asks of a character: is it a letter (\p{L}), a number (\p{N}) or white space (\s)? The
// table is that of Unicode 16.0.0, the version that tiktoken 0.14.0 has: all code points were put to its own regular
// expressions (testdata/unicode_classes_reference.py), and of the versions 15.1, 16.0, 17.0 and 18.0 only 16.0 gives
// the same 141,028 letters and 1,911 numbers. White space is the property White_Space, 25 characters, the same in all.
//
// A letter added to Unicode later counts as kOther until the table is generated anew from a later version.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_UNICODE_CATEGORIES_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_UNICODE_CATEGORIES_H_

#include <cstdint>

namespace moebench::language {

// In the numbers of unicode_categories.inc.
enum class CharacterClass : uint8_t { kOther = 0, kLetter = 1, kNumber = 2, kSpace = 3 };

// The two stages of the table; see generate_unicode_categories.py.
extern const uint8_t kBlockOfCodePoint[4352];
extern const uint8_t kClassesOfBlock[133][64];

// `character` is at most U+10FFFF; a surrogate is kOther.
inline CharacterClass ClassOf(char32_t character) {
  const uint8_t four = kClassesOfBlock[kBlockOfCodePoint[character >> 8]][(character & 255) >> 2];
  return static_cast<CharacterClass>(four >> (2 * (character & 3)) & 3);
}

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_UNICODE_CATEGORIES_H_
