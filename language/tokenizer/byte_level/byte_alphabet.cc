#include "language/tokenizer/byte_level/byte_alphabet.h"

#include <cstddef>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace moebench::language {
namespace {

constexpr int kCharacters = 0x144;  // U+0000 to U+0143

bool IsPrintable(int byte) {
  return (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) || (byte >= 0xAE && byte <= 0xFF);
}

struct Alphabet {
  std::array<uint8_t, 256> in_id_order;
  std::array<int, 256> character_of_byte;
  std::array<int, kCharacters> byte_of_character;  // -1: stands for no byte

  Alphabet() {
    byte_of_character.fill(-1);
    int id = 0;
    for (int byte = 0; byte < 256; ++byte) {
      if (IsPrintable(byte)) Add(byte, byte, id++);
    }
    int character = 0x100;
    for (int byte = 0; byte < 256; ++byte) {
      if (!IsPrintable(byte)) Add(byte, character++, id++);
    }
  }

  void Add(int byte, int character, int id) {
    in_id_order[id] = static_cast<uint8_t>(byte);
    character_of_byte[byte] = character;
    byte_of_character[character] = byte;
  }
};

const Alphabet& TheAlphabet() {
  static const Alphabet alphabet;
  return alphabet;
}

// All of the alphabet's characters have one or two bytes of UTF-8. Sets `length` and returns the character's byte, or
// -1.
int ByteOfFirstCharacter(absl::string_view printable, size_t* length) {
  const int first = static_cast<uint8_t>(printable[0]);
  *length = 1;
  if (first < 0x80) return TheAlphabet().byte_of_character[first];
  if (first < 0xC2 || first > 0xC5 || printable.size() < 2) return -1;
  const int second = static_cast<uint8_t>(printable[1]);
  if ((second & 0xC0) != 0x80) return -1;
  *length = 2;
  const int character = (first & 0x1F) << 6 | (second & 0x3F);
  return character < kCharacters ? TheAlphabet().byte_of_character[character] : -1;
}

}  // namespace

std::string PrintableOfBytes(absl::string_view bytes) {
  std::string printable;
  for (const char byte : bytes) {
    const int character = TheAlphabet().character_of_byte[static_cast<uint8_t>(byte)];
    if (character < 0x80) {
      printable.push_back(static_cast<char>(character));
    } else {
      printable.push_back(static_cast<char>(0xC0 | character >> 6));
      printable.push_back(static_cast<char>(0x80 | (character & 0x3F)));
    }
  }
  return printable;
}

absl::StatusOr<std::string> BytesOfPrintable(absl::string_view printable) {
  std::string bytes;
  for (size_t at = 0; at < printable.size();) {
    size_t length;
    const int byte = ByteOfFirstCharacter(printable.substr(at), &length);
    if (byte < 0) {
      return absl::InvalidArgumentError(absl::StrCat("\"", absl::Utf8SafeCHexEscape(printable.substr(at, length)),
                                                     "\" at byte ", at, " stands for no byte in GPT-2's alphabet"));
    }
    bytes.push_back(static_cast<char>(byte));
    at += length;
  }
  return bytes;
}

const std::array<uint8_t, 256>& BytesInIdOrder() { return TheAlphabet().in_id_order; }

}  // namespace moebench::language
