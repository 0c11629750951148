#include "language/tokenizer/sentencepiece/symbol_merger.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using Symbol = BpeVocabulary::Symbol;

SentencePieceModel Model(const std::vector<ModelPiece>& pieces) {
  SentencePieceModel model{};
  model.pieces = pieces;
  return model;
}

std::vector<Symbol> Characters(const BpeVocabulary& vocabulary, const std::string& text) {
  std::vector<Symbol> symbols;
  for (const char c : text) symbols.push_back(vocabulary.CharacterSymbol(static_cast<unsigned char>(c)));
  return symbols;
}

std::vector<Symbol> Merged(const BpeVocabulary& vocabulary, const std::string& text) {
  SymbolMerger merger(vocabulary);
  std::vector<Symbol> symbols = Characters(vocabulary, text);
  symbols.resize(merger.Merge(symbols.data(), symbols.size()));
  return symbols;
}

std::vector<Symbol> MergedByHeap(const BpeVocabulary& vocabulary, const std::string& text,
                                 SymbolMerger::LastOffers* offers) {
  SymbolMerger merger(vocabulary);
  std::vector<Symbol> symbols = Characters(vocabulary, text);
  symbols.resize(merger.MergeLong(symbols.data(), symbols.size(), offers));
  return symbols;
}

// The definition: every neighbour looked at for every merge.
std::vector<Symbol> MergedSlowly(const BpeVocabulary& vocabulary, const std::string& text) {
  std::vector<Symbol> symbols = Characters(vocabulary, text);
  while (true) {
    const BpeVocabulary::Merge* best = nullptr;
    size_t place = 0;
    for (size_t i = 0; i + 1 < symbols.size(); ++i) {
      const BpeVocabulary::Merge& merge = vocabulary.FindMerge(symbols[i], symbols[i + 1]);
      if (merge.merged == BpeVocabulary::kNoSymbol || (best != nullptr && merge.rank >= best->rank)) continue;
      best = &merge;
      place = i;
    }
    if (best == nullptr) return symbols;
    symbols[place] = best->merged;
    symbols.erase(symbols.begin() + place + 1);
  }
}

const std::vector<ModelPiece> kPieces = {{"<unk>", 0, PieceType::kUnknown}, {"a", -9, PieceType::kNormal},
                                         {"b", -9, PieceType::kNormal},     {"ab", -2, PieceType::kNormal},
                                         {"ba", -1, PieceType::kNormal},    {"aa", -3, PieceType::kNormal}};

TEST(SymbolMergerTest, TheGreatestScoreFirst) {
  const BpeVocabulary vocabulary(Model(kPieces));
  EXPECT_THAT(Merged(vocabulary, "aba"), ElementsAre(1, 4));  // a + ba, although ab stands to the left
  EXPECT_THAT(Merged(vocabulary, "abab"), ElementsAre(1, 4, 2));
  EXPECT_THAT(Merged(vocabulary, ""), ElementsAre());
  EXPECT_THAT(Merged(vocabulary, "b"), ElementsAre(2));
}

TEST(SymbolMergerTest, OfEqualScoresTheLeftmost) {
  const BpeVocabulary vocabulary(Model(kPieces));
  EXPECT_THAT(Merged(vocabulary, "aaa"), ElementsAre(5, 1));
  EXPECT_THAT(Merged(vocabulary, "aaaaa"), ElementsAre(5, 5, 1));
}

TEST(SymbolMergerTest, NotesTheLastOfferOfUnusedPieces) {
  std::vector<ModelPiece> pieces = kPieces;
  pieces.push_back({"aab", -4, PieceType::kUnused});  // 6: aa + b, a + ab
  const BpeVocabulary vocabulary(Model(pieces));
  SymbolMerger::LastOffers offers;
  // ab (-2) comes before aa (-3): a, ab is offered and merged.
  EXPECT_THAT(MergedByHeap(vocabulary, "aab", &offers), ElementsAre(6));
  EXPECT_EQ(offers.at(6), std::make_pair(Symbol{1}, Symbol{3}));
}

TEST(SymbolMergerTest, EveryWayGivesWhatTheDefinitionGives) {
  CounterRandom random(4, 2);
  for (int model = 0; model < 20; ++model) {
    std::vector<ModelPiece> pieces = {{"<unk>", 0, PieceType::kUnknown}};
    std::vector<std::string> seen;
    for (int i = 0; i < 60; ++i) {
      std::string text;
      for (uint32_t left = 1 + random.Below(5); left > 0; --left) text += "abcd"[random.Below(4)];
      if (std::find(seen.begin(), seen.end(), text) != seen.end()) continue;
      seen.push_back(text);
      pieces.push_back({text, static_cast<float>(random.Below(model < 10 ? 4 : 1000)), PieceType::kNormal});
    }
    const BpeVocabulary vocabulary(Model(pieces));
    for (int i = 0; i < 60; ++i) {
      std::string text;
      for (uint32_t left = random.Below(90); left > 0; --left) text += "abcde"[random.Below(5)];
      const std::vector<Symbol> expected = MergedSlowly(vocabulary, text);
      ASSERT_EQ(Merged(vocabulary, text), expected) << text;
      ASSERT_EQ(MergedByHeap(vocabulary, text, nullptr), expected) << text;
    }
  }
}

}  // namespace
}  // namespace moebench::language
