#include "language/tokenizer/sentencepiece/bpe_vocabulary.h"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/match.h"
#include "language/tokenizer/sentencepiece/utf8.h"

namespace moebench::language {
namespace {

using Symbol = BpeVocabulary::Symbol;

// Merging makes these; user-defined symbols stand apart before any merge, and all others are never text.
bool IsMade(const ModelPiece& piece) { return piece.type == PieceType::kNormal || piece.type == PieceType::kUnused; }

size_t FirstCharacter(absl::string_view text, uint32_t* code_point) { return DecodeValidUtf8(text.data(), code_point); }

size_t LastCharacter(absl::string_view text, uint32_t* code_point) {
  size_t start = text.size() - 1;
  while ((static_cast<unsigned char>(text[start]) & 0xc0) == 0x80) --start;
  return DecodeValidUtf8(text.data() + start, code_point);
}

// For each of `texts`, the longest other one that it begins with, by index, or -1. Linear in their bytes after sorting.
std::vector<int> LongestProperPrefixes(const std::vector<std::string>& texts) {
  std::vector<int> order(texts.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
  std::sort(order.begin(), order.end(), [&texts](int a, int b) { return texts[a] < texts[b]; });
  std::vector<int> longest(texts.size(), -1);
  std::vector<int> beginnings;  // of the text before, each beginning with the one below it
  for (const int i : order) {
    while (!beginnings.empty() && !absl::StartsWith(texts[i], texts[beginnings.back()])) beginnings.pop_back();
    if (!beginnings.empty()) longest[i] = beginnings.back();
    beginnings.push_back(i);
  }
  return longest;
}

}  // namespace

struct BpeVocabulary::Split {
  Symbol piece, left, right;
};

// Finds every place where a piece falls into two texts that are symbols both.
class BpeVocabulary::SplitFinder {
 public:
  SplitFinder(const BpeVocabulary& vocabulary, const SentencePieceModel& model) : vocabulary_(vocabulary) {
    for (size_t id = 0; id < model.pieces.size(); ++id) {
      const std::string& text = model.pieces[id].text;
      uint32_t code_point;
      if (!IsMade(model.pieces[id]) || FirstCharacter(text, &code_point) == text.size()) continue;
      ids_.push_back(static_cast<Symbol>(id));
      texts_.push_back(text);
    }
    shorter_prefix_ = LongestProperPrefixes(texts_);
    std::vector<std::string> reversed;
    for (const std::string& text : texts_) reversed.emplace_back(text.rbegin(), text.rend());
    shorter_suffix_ = LongestProperPrefixes(reversed);
  }

  std::vector<Split> Find() const {
    std::vector<Split> splits;
    for (size_t i = 0; i < texts_.size(); ++i) FindOf(static_cast<int>(i), &splits);
    return splits;
  }

 private:
  struct Side {
    size_t length;
    Symbol symbol;
  };

  // The longest first.
  std::vector<Side> Sides(int piece, const std::vector<int>& shorter, Side character) const {
    std::vector<Side> sides;
    for (int i = shorter[piece]; i >= 0; i = shorter[i]) sides.push_back({texts_[i].size(), ids_[i]});
    sides.push_back(character);
    return sides;
  }

  void FindOf(int piece, std::vector<Split>* splits) const {
    const std::string& text = texts_[piece];
    uint32_t first, last;
    const size_t first_length = FirstCharacter(text, &first);
    const size_t last_length = LastCharacter(text, &last);
    const std::vector<Side> lefts = Sides(piece, shorter_prefix_, {first_length, vocabulary_.CharacterSymbol(first)});
    const std::vector<Side> rights = Sides(piece, shorter_suffix_, {last_length, vocabulary_.CharacterSymbol(last)});
    auto right = rights.rbegin();
    for (const Side& left : lefts) {
      while (right != rights.rend() && left.length + right->length < text.size()) ++right;
      if (right == rights.rend()) return;
      if (left.length + right->length == text.size()) splits->push_back({ids_[piece], left.symbol, right->symbol});
    }
  }

  const BpeVocabulary& vocabulary_;
  std::vector<Symbol> ids_;  // of texts_
  std::vector<std::string> texts_;
  std::vector<int> shorter_prefix_;
  std::vector<int> shorter_suffix_;
};

BpeVocabulary::BpeVocabulary(const SentencePieceModel& model) {
  NumberCharacters(model);
  const std::vector<Split> splits = SplitFinder(*this, model).Find();
  FillMerges(model, splits);
  SetEndings(model);
  TakeApart(model, splits);
}

void BpeVocabulary::NumberCharacters(const SentencePieceModel& model) {
  for (size_t i = 0; i < ascii_.size(); ++i) ascii_[i] = kStrange | static_cast<Symbol>(i);
  character_of_.assign(model.pieces.size(), 0);
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    uint32_t code_point;
    if (FirstCharacter(model.pieces[id].text, &code_point) != model.pieces[id].text.size()) continue;
    character_of_[id] = code_point;
    (code_point < 0x80 ? ascii_[code_point] : characters_[code_point]) = static_cast<Symbol>(id);
  }
  for (const ModelPiece& piece : model.pieces) {
    if (IsMade(piece)) NoteNeighbours(piece.text);
  }
}

void BpeVocabulary::NumberCharacter(uint32_t code_point) {
  if ((CharacterSymbol(code_point) & kStrange) == 0) return;
  (code_point < 0x80 ? ascii_[code_point] : characters_[code_point]) = static_cast<Symbol>(character_of_.size());
  character_of_.push_back(code_point);
}

void BpeVocabulary::NoteNeighbours(absl::string_view piece) {
  uint32_t code_point;
  bool first = true;
  uint8_t before = 0;
  while (!piece.empty()) {
    piece.remove_prefix(FirstCharacter(piece, &code_point));
    NumberCharacter(code_point);
    const uint8_t character_class = ClassOf(code_point);
    if (!first) merges_across_[before][character_class >> 6] |= uint64_t{1} << (character_class & 63);
    before = character_class;
    first = false;
  }
}

void BpeVocabulary::FillMerges(const SentencePieceModel& model, const std::vector<Split>& splits) {
  std::vector<float> scores;
  for (const ModelPiece& piece : model.pieces) scores.push_back(piece.score);
  std::sort(scores.begin(), scores.end(), std::greater<float>());
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());

  int bits = 4;
  while ((size_t{1} << bits) < 2 * splits.size()) ++bits;
  merges_.resize(size_t{1} << bits);
  slot_mask_ = merges_.size() - 1;
  slot_shift_ = 64 - bits;
  for (const Split& split : splits) {
    size_t slot = Slot(split.left, split.right);
    while (merges_[slot].left != kNoSymbol) slot = (slot + 1) & slot_mask_;
    const float score = model.pieces[split.piece].score;
    const auto rank = std::lower_bound(scores.begin(), scores.end(), score, std::greater<float>()) - scores.begin();
    merges_[slot] = {split.left, split.right, split.piece, static_cast<uint32_t>(rank)};
  }
}

void BpeVocabulary::SetEndings(const SentencePieceModel& model) {
  endings_.assign(character_of_.size(), Ending::kUnknown);
  unused_.assign(model.pieces.size(), false);
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const PieceType type = model.pieces[id].type;
    unused_[id] = type == PieceType::kUnused;
    endings_[id] = type == PieceType::kUnknown   ? Ending::kUnknown
                   : type == PieceType::kControl ? Ending::kControl
                                                 : Ending::kPiece;
  }
}

void BpeVocabulary::TakeApart(const SentencePieceModel& model, const std::vector<Split>& splits) {
  absl::flat_hash_map<Symbol, std::vector<Split>> by_piece;
  for (const Split& split : splits) {
    if (unused_[split.piece]) by_piece[split.piece].push_back(split);
  }
  std::vector<Symbol> order;
  for (const auto& piece : by_piece) order.push_back(piece.first);
  // Short ones first: the sides of a piece are done before it.
  absl::c_sort(order,
               [&model](Symbol a, Symbol b) { return model.pieces[a].text.size() < model.pieces[b].text.size(); });
  for (const Symbol piece : order) {
    const Split& split = by_piece[piece].front();
    const bool open = by_piece[piece].size() > 1 || EndingOf(split.left) == Ending::kAsLastMerged ||
                      EndingOf(split.right) == Ending::kAsLastMerged;
    endings_[piece] = open ? Ending::kAsLastMerged : Ending::kTakenApart;
    if (open) continue;
    std::vector<Symbol> parts;
    for (const Symbol side : {split.left, split.right}) {
      const absl::Span<const Symbol> of_side = Parts(side);
      parts.insert(parts.end(), of_side.begin(), of_side.end());
      if (of_side.empty()) parts.push_back(side);
    }
    parts_[piece] = std::move(parts);
  }
}

absl::Span<const Symbol> BpeVocabulary::Parts(Symbol symbol) const {
  const auto found = parts_.find(symbol);
  return found == parts_.end() ? absl::Span<const Symbol>() : absl::Span<const Symbol>(found->second);
}

uint32_t BpeVocabulary::CharacterOf(Symbol symbol) const {
  return (symbol & kStrange) != 0 ? symbol & ~kStrange : character_of_[symbol];
}

}  // namespace moebench::language
