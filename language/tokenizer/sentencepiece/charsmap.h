// A normaliser's rules as a SentencePiece model carries them (NormalizerSpec.precompiled_charsmap): strings and what
// becomes of them, such as U+FB01 to "fi".
//
//   blob  = size of the trie in bytes (uint32, little endian), trie, replacements
//   trie  = units of 4 bytes, of a darts-clone double array (S. Yata); a whole number of blocks of 256 units
//   replacements = UTF-8 strings, each ended by a zero byte; a leaf's value is the offset of one of them
//
// A unit, from its lowest bit: 8 bits label, 1 bit "the string so far is a key", 1 bit "the offset counts in 256s",
// 21 bits offset to the children, 1 bit "leaf"; a leaf's other 31 bits are its value. The child of node n by byte c is
// at n ^ offset(n) ^ c, if its label is c.
//
// Parse follows every path from the root once. It refuses, as InvalidArgument saying what and where: sizes that do not
// fit, units that lead out of the trie or in a circle, values out of the replacements or within a character,
// replacements that are no UTF-8 or do not end, and more than 32 keys along one path (the library keeps 32 matches).
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_CHARSMAP_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_CHARSMAP_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

class Charsmap {
 public:
  // Without rules.
  Charsmap() = default;

  // An empty blob has no rules.
  static absl::StatusOr<Charsmap> Parse(absl::string_view blob);

  bool empty() const { return units_.empty(); }

  // The length of the longest rule's key that `text` begins with, and its replacement, which lives as long as this
  // object; 0 where no rule applies.
  size_t LongestMatch(const char* text, size_t size, absl::string_view* replacement) const;

  // False only where no key begins with `prefix`.
  bool MayStartWith(absl::string_view prefix) const;

 private:
  friend class CharsmapChecker;

  std::vector<uint32_t> units_;
  std::string replacements_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_CHARSMAP_H_
