// The merges of byte pair encoding (Sennrich et al., https://arxiv.org/abs/1508.07909) in SentencePiece's order: of all
// neighbours that merge, those of the least rank (the greatest score), of these the leftmost, again and again.
//
// Short texts look through all their neighbours for every merge, which costs n^2 steps of almost nothing; long ones
// keep them in a heap, n log n.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_SYMBOL_MERGER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_SYMBOL_MERGER_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "language/tokenizer/sentencepiece/bpe_vocabulary.h"

namespace moebench::language {

// Scratch memory for one thread.
class SymbolMerger {
 public:
  using Symbol = BpeVocabulary::Symbol;

  // By unused piece: the two neighbours that would have merged into it and were noticed last, merged or not. It is what
  // SentencePiece takes the piece apart into, wherever in the text it stands.
  using LastOffers = absl::flat_hash_map<Symbol, std::pair<Symbol, Symbol>>;

  explicit SymbolMerger(const BpeVocabulary& vocabulary) : vocabulary_(vocabulary) {}

  // Merges in place and returns how many symbols are left.
  size_t Merge(Symbol* symbols, size_t count) {
    return count <= kShort ? MergeShort(symbols, count) : MergeLong(symbols, count, nullptr);
  }

  // For texts of fewer than 2^32 characters. `offers` may be null.
  size_t MergeLong(Symbol* symbols, size_t count, LastOffers* offers);

 private:
  static constexpr size_t kShort = 40;

  struct Offer {
    uint64_t rank_and_left;  // the order of merges
    uint32_t end;            // the first symbol behind both; a neighbour that has changed since reaches another
    Symbol merged;
  };

  size_t MergeShort(Symbol* symbols, size_t count);
  // Puts the merge of the symbols at `left` and behind it at the end of heap_, where there is one.
  bool MakeOffer(const Symbol* symbols, uint32_t left, LastOffers* offers);
  static bool ComesLater(const Offer& a, const Offer& b) { return a.rank_and_left > b.rank_and_left; }

  const BpeVocabulary& vocabulary_;
  // By place: the next and the one before that are left; the count of symbols stands for none.
  std::vector<uint32_t> next_;
  std::vector<uint32_t> previous_;
  std::vector<Offer> heap_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_SYMBOL_MERGER_H_
