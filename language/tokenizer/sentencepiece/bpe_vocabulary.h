// The pieces of a BPE model as an encoder needs them: numbers ("symbols") instead of strings, a table from two
// neighbouring symbols to the one they merge into, and what each symbol becomes at the end.
//
// SentencePiece merges two neighbours whenever their texts together are a normal or unused piece, the greatest score
// first. So a piece of n characters has up to n - 1 merges, one for each place where both sides are themselves a
// character or a piece that merging makes. All of them are listed once here.
//
// Symbols: [0, pieces) are the pieces by id; behind them characters that occur in pieces and are none themselves; a
// character that no piece holds is kStrange | its number.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_BPE_VOCABULARY_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_BPE_VOCABULARY_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "language/tokenizer/sentencepiece/model_file.h"

namespace moebench::language {

class BpeVocabulary {
 public:
  using Symbol = uint32_t;
  static constexpr Symbol kStrange = Symbol{1} << 31;  // no piece holds the character; its number is in the lower bits
  static constexpr Symbol kFrozen = Symbol{1} << 30;   // a user-defined symbol: merges with nothing
  static constexpr Symbol kNoSymbol = ~Symbol{0};

  struct Merge {
    Symbol left = kNoSymbol;
    Symbol right = kNoSymbol;
    Symbol merged = kNoSymbol;
    uint32_t rank = ~uint32_t{0};  // the smallest first; equal scores have equal ranks
  };

  // What a symbol that is left at the end becomes.
  enum class Ending {
    kPiece,         // the piece of its own number
    kUnknown,       // the unknown piece, or the bytes of its character
    kControl,       // a control piece of one character, with which SentencePiece refuses the text
    kTakenApart,    // an unused piece with one merge: Parts
    kAsLastMerged,  // an unused piece with several: those that the text last offered, wherever in it
  };

  explicit BpeVocabulary(const SentencePieceModel& model);

  // `code_point` is a character's number.
  Symbol CharacterSymbol(uint32_t code_point) const {
    if (code_point < 0x80) return ascii_[code_point];
    const auto found = characters_.find(code_point);
    return found == characters_.end() ? kStrange | code_point : found->second;
  }

  // The merge of two neighbours, or one whose `merged` is kNoSymbol.
  const Merge& FindMerge(Symbol left, Symbol right) const {
    size_t slot = Slot(left, right);
    while (merges_[slot].left != left || merges_[slot].right != right) {
      if (merges_[slot].left == kNoSymbol) return merges_[slot];
      slot = (slot + 1) & slot_mask_;
    }
    return merges_[slot];
  }

  Ending EndingOf(Symbol symbol) const {
    if (symbol < endings_.size()) return endings_[symbol];
    return (symbol & kStrange) != 0 ? Ending::kUnknown : Ending::kPiece;
  }

  // For kTakenApart: symbols, none of which is taken apart further.
  absl::Span<const Symbol> Parts(Symbol symbol) const;

  // For kUnknown: the character's number.
  uint32_t CharacterOf(Symbol symbol) const;

  bool IsUnused(Symbol symbol) const { return symbol < unused_.size() && unused_[symbol]; }

  // Whether some merge may reach from a character to the one behind it. Characters are taken together in 256 classes:
  // false is certain.
  bool MayMergeAcross(uint8_t left_class, uint8_t right_class) const {
    return (merges_across_[left_class][right_class >> 6] >> (right_class & 63) & 1) != 0;
  }

  // ASCII characters and the visible space have a class each.
  static uint8_t ClassOf(uint32_t code_point) {
    if (code_point < 0x80) return static_cast<uint8_t>(code_point);
    if (code_point == 0x2581) return kSpaceClass;
    const auto mixed = static_cast<uint8_t>(0x80 | (code_point * 0x9e3779b1u) >> 25);
    return mixed == kSpaceClass ? kSpaceClass + 1 : mixed;
  }

 private:
  static constexpr uint8_t kSpaceClass = 0x80;
  struct Split;
  class SplitFinder;

  size_t Slot(Symbol left, Symbol right) const {
    return static_cast<size_t>((left * uint64_t{0x9e3779b97f4a7c15} + right) * uint64_t{0xd6e8feb86659fd93} >>
                               slot_shift_);
  }

  void NumberCharacters(const SentencePieceModel& model);
  void NumberCharacter(uint32_t code_point);
  void NoteNeighbours(absl::string_view piece);
  void FillMerges(const SentencePieceModel& model, const std::vector<Split>& splits);
  void SetEndings(const SentencePieceModel& model);
  void TakeApart(const SentencePieceModel& model, const std::vector<Split>& splits);

  std::array<Symbol, 128> ascii_;
  absl::flat_hash_map<uint32_t, Symbol> characters_;  // beyond ASCII
  std::vector<uint32_t> character_of_;                // by symbol; of pieces: 0 unless one character
  std::vector<Merge> merges_;                         // open addressing, at most half full
  size_t slot_mask_ = 0;
  int slot_shift_ = 0;
  std::vector<Ending> endings_;
  std::vector<bool> unused_;
  absl::flat_hash_map<Symbol, std::vector<Symbol>> parts_;
  std::array<std::array<uint64_t, 4>, 256> merges_across_{};
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_BPE_VOCABULARY_H_
