#include "language/tokenizer/sentencepiece/symbol_merger.h"

#include <algorithm>
#include <cstring>

namespace moebench::language {

size_t SymbolMerger::MergeShort(Symbol* symbols, size_t count) {
  uint32_t ranks[kShort];
  Symbol merged[kShort];
  const auto look = [&](size_t left) {
    const BpeVocabulary::Merge& merge = vocabulary_.FindMerge(symbols[left], symbols[left + 1]);
    ranks[left] = merge.rank;
    merged[left] = merge.merged;
  };
  for (size_t i = 0; i + 1 < count; ++i) look(i);
  while (count > 1) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < count; ++i) {
      if (ranks[i] < ranks[best]) best = i;
    }
    if (merged[best] == BpeVocabulary::kNoSymbol) break;
    symbols[best] = merged[best];
    --count;
    std::memmove(symbols + best + 1, symbols + best + 2, (count - best - 1) * sizeof(Symbol));
    std::memmove(ranks + best, ranks + best + 1, (count - best - 1) * sizeof(uint32_t));
    std::memmove(merged + best, merged + best + 1, (count - best - 1) * sizeof(Symbol));
    if (best > 0) look(best - 1);
    if (best + 1 < count) look(best);
  }
  return count;
}

bool SymbolMerger::MakeOffer(const Symbol* symbols, uint32_t left, LastOffers* offers) {
  const uint32_t right = next_[left];
  const BpeVocabulary::Merge& merge = vocabulary_.FindMerge(symbols[left], symbols[right]);
  if (merge.merged == BpeVocabulary::kNoSymbol) return false;
  heap_.push_back({uint64_t{merge.rank} << 32 | left, next_[right], merge.merged});
  if (offers != nullptr && vocabulary_.IsUnused(merge.merged)) (*offers)[merge.merged] = {merge.left, merge.right};
  return true;
}

size_t SymbolMerger::MergeLong(Symbol* symbols, size_t count, LastOffers* offers) {
  const auto none = static_cast<uint32_t>(count);
  next_.resize(count + 1);
  previous_.resize(count + 1);
  for (uint32_t i = 0; i < none; ++i) {
    next_[i] = i + 1;
    previous_[i] = i == 0 ? none : i - 1;
  }
  heap_.clear();
  for (uint32_t i = 0; i + 1 < none; ++i) MakeOffer(symbols, i, offers);
  std::make_heap(heap_.begin(), heap_.end(), ComesLater);
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), ComesLater);
    const Offer offer = heap_.back();
    heap_.pop_back();
    const auto left = static_cast<uint32_t>(offer.rank_and_left);
    if (symbols[left] == BpeVocabulary::kNoSymbol) continue;  // went into the one before it
    const uint32_t right = next_[left];
    if (right == none || next_[right] != offer.end) continue;
    symbols[left] = offer.merged;
    symbols[right] = BpeVocabulary::kNoSymbol;
    next_[left] = offer.end;
    previous_[offer.end] = left;
    const auto offer_at = [&](uint32_t place) {
      if (MakeOffer(symbols, place, offers)) std::push_heap(heap_.begin(), heap_.end(), ComesLater);
    };
    if (previous_[left] != none) offer_at(previous_[left]);
    if (offer.end != none) offer_at(left);
  }
  return static_cast<size_t>(std::remove(symbols, symbols + count, BpeVocabulary::kNoSymbol) - symbols);
}

}  // namespace moebench::language
