// GPT-2's pre-tokenisation: text is cut into pieces, and merges never cross from one piece into the next. The pieces
// are the successive matches of
//
//   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// (Radford et al., "Language Models are Unsupervised Multitask Learners", 2019, encoder.py), with the classes of
// unicode_categories.h. Every byte lies in exactly one piece.
//
//   Gpt2Scanner scanner("I've  got 12!\n");
//   absl::string_view piece;
//   while (scanner.Next(&piece)) ...   // "I", "'ve", " ", " got", " 12", "!", "\n"
//
// Text is any bytes. A byte that is no part of a well-formed UTF-8 character (Unicode 16.0, table 3-7: a stray
// continuation, an overlong form, a surrogate, above U+10FFFF, cut off) is a character by itself, neither letter,
// number nor white space. Counting an ill-formed prefix as one character instead of several gives the same pieces, for
// all of its bytes are ill-formed and of one class.
//
// Time is linear in the text, white space included: of a run of white space before a word all but the last character
// is one piece, so that no character is looked at more than three times.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_GPT2_SCANNER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_GPT2_SCANNER_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace moebench::language {

// The end of the piece that begins at `begin` < text.size(), where a piece must begin: 0, or the end of another.
size_t Gpt2PieceEnd(absl::string_view text, size_t begin);

class Gpt2Scanner {
 public:
  // `text` must outlive the scanner and the pieces.
  explicit Gpt2Scanner(absl::string_view text) : text_(text) {}

  // Sets `piece`, never empty; false at the end of the text.
  bool Next(absl::string_view* piece) {
    if (begin_ == text_.size()) return false;
    const size_t end = Gpt2PieceEnd(text_, begin_);
    *piece = text_.substr(begin_, end - begin_);
    begin_ = end;
    return true;
  }

 private:
  absl::string_view text_;
  size_t begin_ = 0;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_GPT2_SCANNER_H_
