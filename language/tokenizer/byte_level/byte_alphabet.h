// How GPT-2's files spell bytes: each of the 256 as one printable character. Those of "!" to "~", U+00A1 to U+00AC and
// U+00AE to U+00FF stand for the byte of that number; the other 68 bytes, in ascending order, are U+0100 to U+0143 (a
// space is U+0120, "Ġ"). The order of their ids is the same: printable bytes first (encoder.py, bytes_to_unicode).
//
//   PrintableOfBytes(" a\n")      // "ĠaĊ"
//   BytesOfPrintable("ĠaĊ")       // " a\n"
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_ALPHABET_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_ALPHABET_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

// The character of a byte, as UTF-8.
std::string PrintableOfBytes(absl::string_view bytes);

// InvalidArgument naming the first character, or ill-formed byte, that stands for no byte.
absl::StatusOr<std::string> BytesOfPrintable(absl::string_view printable);

// The 256 bytes in the order of their ids in GPT-2's vocabulary: [0] is '!', [255] is 0xAD.
const std::array<uint8_t, 256>& BytesInIdOrder();

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_ALPHABET_H_
