#include "language/tokenizer/sentencepiece/bpe_vocabulary.h"

#include <map>
#include <string>
#include <vector>

#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using Ending = BpeVocabulary::Ending;
using Symbol = BpeVocabulary::Symbol;

SentencePieceModel Model(std::vector<ModelPiece> pieces) {
  SentencePieceModel model{};
  model.kind = SentencePieceKind::kBpe;
  model.pieces = std::move(pieces);
  return model;
}

// 0 <unk>, 1 <s>, then by id.
BpeVocabulary Small() {
  return BpeVocabulary(Model({{"<unk>", 0, PieceType::kUnknown},
                              {"<s>", 0, PieceType::kControl},
                              {"ab", -1, PieceType::kNormal},       // 2
                              {"abc", -2, PieceType::kNormal},      // 3
                              {"bc", -1, PieceType::kNormal},       // 4
                              {"a", -8, PieceType::kNormal},        // 5
                              {"b", -9, PieceType::kNormal},        // 6; "c" is no piece
                              {"\u00e9a", -3, PieceType::kUnused},  // 7: é is no piece
                              {"abcab", -4, PieceType::kUnused},    // 8: abc + ab; ab + (cab) is none
                              {"aba", -5, PieceType::kUnused},      // 9: ab + a
                              {"abab", -6, PieceType::kUnused},     // 10: ab + ab, aba + b
                              {"q", 0, PieceType::kControl},        // 11
                              {"<u>", 0, PieceType::kUserDefined}}));
}

Symbol Of(const BpeVocabulary& vocabulary, uint32_t code_point) { return vocabulary.CharacterSymbol(code_point); }

TEST(BpeVocabularyTest, EverySplitIntoSymbolsIsAMerge) {
  const BpeVocabulary vocabulary = Small();
  const Symbol a = Of(vocabulary, 'a'), b = Of(vocabulary, 'b'), c = Of(vocabulary, 'c');
  EXPECT_EQ(a, 5u);
  EXPECT_EQ(b, 6u);
  EXPECT_GE(c, 13u);  // behind the pieces
  EXPECT_LT(c, BpeVocabulary::kFrozen);
  EXPECT_EQ(vocabulary.FindMerge(a, b).merged, 2u);
  EXPECT_EQ(vocabulary.FindMerge(b, c).merged, 4u);
  EXPECT_EQ(vocabulary.FindMerge(2, c).merged, 3u);   // ab + c
  EXPECT_EQ(vocabulary.FindMerge(a, 4).merged, 3u);   // a + bc
  EXPECT_EQ(vocabulary.FindMerge(3, 2).merged, 8u);   // abc + ab
  EXPECT_EQ(vocabulary.FindMerge(2, 2).merged, 10u);  // ab + ab
  EXPECT_EQ(vocabulary.FindMerge(9, b).merged, 10u);  // aba + b
  EXPECT_EQ(vocabulary.FindMerge(b, a).merged, BpeVocabulary::kNoSymbol);
  EXPECT_EQ(vocabulary.FindMerge(4, 4).merged, BpeVocabulary::kNoSymbol);
  EXPECT_EQ(vocabulary.FindMerge(BpeVocabulary::kStrange | 'x', a).merged, BpeVocabulary::kNoSymbol);
}

TEST(BpeVocabularyTest, RanksAreTheOrderOfScores) {
  const BpeVocabulary vocabulary = Small();
  const Symbol a = 5, b = 6, c = Of(vocabulary, 'c');
  EXPECT_EQ(vocabulary.FindMerge(a, b).rank, vocabulary.FindMerge(b, c).rank);  // both -1
  EXPECT_LT(vocabulary.FindMerge(a, b).rank, vocabulary.FindMerge(2, c).rank);  // -1 before -2
  EXPECT_EQ(vocabulary.FindMerge(2, c).rank, vocabulary.FindMerge(a, 4).rank);  // one piece
  EXPECT_GT(vocabulary.FindMerge(b, a).rank, vocabulary.FindMerge(2, 2).rank);  // none is last
}

TEST(BpeVocabularyTest, Endings) {
  const BpeVocabulary vocabulary = Small();
  EXPECT_EQ(vocabulary.EndingOf(3), Ending::kPiece);
  EXPECT_EQ(vocabulary.EndingOf(Of(vocabulary, 'q')), Ending::kControl);
  EXPECT_EQ(vocabulary.EndingOf(BpeVocabulary::kFrozen | 12), Ending::kPiece);
  const Symbol c = Of(vocabulary, 'c'), strange = Of(vocabulary, 0x6771);
  EXPECT_EQ(vocabulary.EndingOf(c), Ending::kUnknown);
  EXPECT_EQ(vocabulary.CharacterOf(c), uint32_t{'c'});
  EXPECT_EQ(vocabulary.EndingOf(strange), Ending::kUnknown);
  EXPECT_EQ(vocabulary.CharacterOf(strange), 0x6771u);
}

TEST(BpeVocabularyTest, UnusedPiecesWithOneMergeAreTakenApartAtOnce) {
  const BpeVocabulary vocabulary = Small();
  EXPECT_TRUE(vocabulary.IsUnused(8));
  EXPECT_FALSE(vocabulary.IsUnused(3));
  EXPECT_EQ(vocabulary.EndingOf(8), Ending::kTakenApart);
  EXPECT_THAT(vocabulary.Parts(8), ElementsAre(3, 2));
  EXPECT_THAT(vocabulary.Parts(7), ElementsAre(Of(vocabulary, 0xe9), 5));
  EXPECT_THAT(vocabulary.Parts(9), ElementsAre(2, 5));
  EXPECT_EQ(vocabulary.EndingOf(10), Ending::kAsLastMerged);
}

TEST(BpeVocabularyTest, PartsAreTakenApartInTheirTurn) {
  const BpeVocabulary vocabulary(Model({{"<unk>", 0, PieceType::kUnknown},
                                        {"xyzt", -3, PieceType::kUnused},  // xyz + t
                                        {"xyz", -2, PieceType::kUnused},   // xy + z
                                        {"xy", -1, PieceType::kNormal},
                                        {"z", -1, PieceType::kUnused},  // one character: stays
                                        {"yz", -1, PieceType::kControl}}));
  EXPECT_THAT(vocabulary.Parts(1), ElementsAre(3, 4, Of(vocabulary, 't')));
  EXPECT_EQ(vocabulary.EndingOf(4), Ending::kPiece);
}

TEST(BpeVocabularyTest, OnlyNeighboursWithinAPieceMayMerge) {
  const BpeVocabulary vocabulary = Small();
  const auto may = [&](uint32_t left, uint32_t right) {
    return vocabulary.MayMergeAcross(BpeVocabulary::ClassOf(left), BpeVocabulary::ClassOf(right));
  };
  EXPECT_TRUE(may('a', 'b'));
  EXPECT_TRUE(may(0xe9, 'a'));
  EXPECT_FALSE(may('a', 0xe9));
  EXPECT_FALSE(may('a', 'c'));
  EXPECT_FALSE(may('<', 'u'));  // of a user-defined symbol
  EXPECT_FALSE(may('a', 0x2581));
}

TEST(BpeVocabularyTest, TheVisibleSpaceHasAClassOfItsOwn) {
  const uint8_t space = BpeVocabulary::ClassOf(0x2581);
  for (uint32_t code_point = 0; code_point <= 0x10ffff; ++code_point) {
    ASSERT_EQ(BpeVocabulary::ClassOf(code_point) == space, code_point == 0x2581) << code_point;
  }
}

// Each piece against all of its splits, found one by one.
TEST(BpeVocabularyTest, AgreesWithTryingEverySplit) {
  CounterRandom random(9, 9);
  std::vector<ModelPiece> pieces = {{"<unk>", 0, PieceType::kUnknown}};
  std::map<std::string, Symbol> symbols;
  for (int i = 0; i < 400; ++i) {
    std::string text;
    for (uint32_t left = 1 + random.Below(6); left > 0; --left) text += "abc"[random.Below(3)];
    if (!symbols.emplace(text, static_cast<Symbol>(pieces.size())).second) continue;
    pieces.push_back({text, static_cast<float>(random.Below(50)), PieceType::kNormal});
  }
  for (const std::string character : {"a", "b", "c"}) {
    if (symbols.emplace(character, static_cast<Symbol>(pieces.size())).second) {
      pieces.push_back({character, 0, PieceType::kNormal});
    }
  }
  const BpeVocabulary vocabulary(Model(pieces));
  for (const auto& left : symbols) {
    for (const auto& right : symbols) {
      const auto whole = symbols.find(left.first + right.first);
      ASSERT_EQ(vocabulary.FindMerge(left.second, right.second).merged,
                whole == symbols.end() ? BpeVocabulary::kNoSymbol : whole->second)
          << left.first << " + " << right.first;
    }
  }
}

}  // namespace
}  // namespace moebench::language
