// SentencePiece's normalisation of a text before it is cut into pieces, to the byte: user-defined symbols are left as
// they are, the longest rule of the charsmap is applied where one fits, bytes that are no UTF-8 become U+FFFD one by
// one, white space is trimmed and put together, and spaces become U+2581 ("▁").
//
// Example (with the rules of nmt_nfkc):
//   NormalizedText normalized;
//   MOE_RETURN_IF_ERROR(normalizer.Normalize("  Hello   ﬁsh ", &normalized));
//   normalized.text();  // "▁Hello▁fish"
//
// ResourceExhausted where the result would not fit into 2 GiB.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_NORMALIZER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_NORMALIZER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "language/tokenizer/sentencepiece/model_file.h"

namespace moebench::language {

// The space in normalised text and in pieces: U+2581, LOWER ONE EIGHTH BLOCK.
constexpr absl::string_view kVisibleSpace = "\xe2\x96\x81";

// Scratch memory that keeps its size from text to text.
class NormalizedText {
 public:
  // That many bytes may be read behind the text; what they hold is not said.
  static constexpr size_t kPadding = 32;

  absl::string_view text() const { return absl::string_view(bytes_.get(), size_); }

 private:
  friend class NormalizationRun;

  std::unique_ptr<char[]> bytes_;
  size_t size_ = 0;
  size_t capacity_ = 0;  // without the padding
};

class Normalizer {
 public:
  explicit Normalizer(NormalizerRules rules);

  // Replaces `normalized`, which is valid UTF-8 whatever the text is.
  absl::Status Normalize(absl::string_view text, NormalizedText* normalized) const;

  // The length of the longest user-defined symbol that `text`, which is not empty, begins with, or 0.
  size_t UserDefinedSymbol(const char* text, size_t size) const {
    const bool possible = rules_.user_defined_symbols.MayStart(static_cast<unsigned char>(*text));
    return possible ? rules_.user_defined_symbols.LongestMatch(text, size) : 0;
  }

 private:
  friend class NormalizationRun;

  // No single byte stands for the character.
  static constexpr unsigned char kNotSimple = 0xff;

  unsigned char SimpleReplacement(unsigned char character) const;

  NormalizerRules rules_;
  // What becomes of an ASCII character with another behind it, where that is one ASCII character and nothing else
  // depends on it; kNotSimple for all others.
  std::array<unsigned char, 256> simple_;
  // Whether any rule begins with a simple character and goes on with a byte that is not ASCII, such as a letter and a
  // combining accent.
  bool simple_characters_combine_ = false;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_NORMALIZER_H_
