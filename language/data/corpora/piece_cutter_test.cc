#include "language/data/corpora/piece_cutter.h"

#include <random>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/utf8_character.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;

constexpr size_t kSmall = 8;

// The pieces of one document that arrives `block` bytes at a time.
std::vector<std::string> Cut(absl::string_view document, size_t block, size_t piece_bytes = kSmall) {
  PieceCutter cutter(piece_bytes);
  std::vector<std::string> pieces;
  Piece piece;
  const auto drain = [&] {
    while (cutter.NextPiece(&piece)) {
      EXPECT_EQ(piece.first, pieces.empty());
      pieces.push_back(piece.text);
    }
  };
  for (size_t at = 0; at < document.size(); at += block) {
    cutter.Append(document.substr(at, block));
    drain();
    EXPECT_TRUE(pieces.empty() || !piece.last);
  }
  cutter.EndDocument();
  drain();
  EXPECT_TRUE(piece.last);
  return pieces;
}

TEST(PieceCutterTest, ShortDocumentsStayWhole) {
  EXPECT_THAT(Cut("", 5), ElementsAre(""));
  EXPECT_THAT(Cut("a\nb\nc\nde", 1), ElementsAre("a\nb\nc\nde"));  // 8 bytes
}

TEST(PieceCutterTest, CutsBehindTheLastGoodLineFeedWithinThePiece) {
  EXPECT_THAT(Cut("a\nb\nc\nd\ne", 1), ElementsAre("a\nb\nc\nd\n", "e"));  // the feed is the 8th byte
  EXPECT_THAT(Cut("a\nb\n\n\n\n\n\nc", 3), ElementsAre("a\n", "b\n\n\n\n\n\nc"));
}

TEST(PieceCutterTest, ElseBehindTheFirstGoodLineFeedWithinTwo) {
  EXPECT_THAT(Cut("0123456789\nb\ncd", 4), ElementsAre("0123456789\n", "b\ncd"));
  EXPECT_THAT(Cut("0123456789abcde\nb", 4), ElementsAre("0123456789abcde\n", "b"));  // the feed is the 16th byte
  EXPECT_THAT(Cut("0123456789abcdef", 4), ElementsAre("0123456789abcdef"));          // 16 bytes without one
}

TEST(PieceCutterTest, ElseBeforeTheLastWhiteSpaceAfterACharacter) {
  EXPECT_THAT(Cut("0123456789abcdef\nb", 4), ElementsAre("0123456789abcdef", "\nb"));
  EXPECT_THAT(Cut("one \n two \n three \n", 4), ElementsAre("one \n two", " \n three \n"));
  EXPECT_THAT(Cut("one \n two \n thre \n end", 4), ElementsAre("one \n two \n thre", " \n end"));
  EXPECT_THAT(Cut("abc\r\ndef\r\nghi\r\njkl\r\n", 4), ElementsAre("abc\r\ndef\r\nghi", "\r\njkl\r\n"));
}

TEST(PieceCutterTest, ElseBetweenCharacters) {
  EXPECT_THAT(Cut("0123456789abcdefgh", 4), ElementsAre("0123456789abcdef", "gh"));
  const std::string degrees = "x\xC2\xB0\xC2\xB0\xC2\xB0\xC2\xB0\xC2\xB0\xC2\xB0\xC2\xB0\xC2\xB0\xC2\xB0";  // 19 bytes
  EXPECT_THAT(Cut(degrees, 4), ElementsAre(degrees.substr(0, 15), degrees.substr(15)));
  const std::string wide = "xxxxxxxxxxxxx\xF0\x90\x80\x80zz";
  EXPECT_THAT(Cut(wide, 4), ElementsAre("xxxxxxxxxxxxx", "\xF0\x90\x80\x80zz"));
  const std::string garbage(20, '\x80');
  EXPECT_THAT(Cut(garbage, 4), ElementsAre(garbage.substr(0, 16), garbage.substr(16)));
}

TEST(PieceCutterTest, WhatTokenizersMayDropIsNoNeighbour) {
  for (const std::string mark : {"\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF", "\x01", "\x7F", "\xE9"}) {
    EXPECT_EQ(FirstPieceBytes("ab\ncd\n" + mark + "01234", 8), 3) << testing::PrintToString(mark);
    EXPECT_EQ(FirstPieceBytes("ab\n" + mark + "\nc\nd01234", 8), 6 + mark.size()) << testing::PrintToString(mark);
  }
}

// Letters, feeds, spaces and multi-byte characters at random, cut and joined, in any blocks.
TEST(PieceCutterTest, CutsTheSameWhateverTheBlocks) {
  std::mt19937 draw(7);
  const std::vector<std::string> parts = {
      "a", "b", "cd", "\n", "\n", " ", "\r", "\xC2\xB0", "\xE3\x80\x80", "\xF0\x90\x80\x80", "\xE9"};
  for (int round = 0; round < 3000; ++round) {
    std::string document;
    const int count = draw() % 60;
    for (int i = 0; i < count; ++i) document += parts[draw() % (round % 2 == 0 ? parts.size() : 3)];
    const std::vector<std::string> pieces = Cut(document, 1 + draw() % 40);
    ASSERT_EQ(pieces, Cut(document, 1000));
    std::string joined;
    for (const std::string& piece : pieces) {
      ASSERT_LE(piece.size(), 2 * kSmall);
      ASSERT_TRUE(!piece.empty() || document.empty());
      joined += piece;
    }
    ASSERT_EQ(joined, document);
  }
}

TEST(PieceCutterTest, OneDocumentAfterAnother) {
  PieceCutter cutter(kSmall);
  Piece piece;
  for (const std::string document : {"one", "", "two"}) {
    EXPECT_FALSE(cutter.NextPiece(&piece));
    cutter.Append(document);
    cutter.EndDocument();
    ASSERT_TRUE(cutter.NextPiece(&piece));
    EXPECT_EQ(piece.text, document);
    EXPECT_TRUE(piece.first && piece.last);
  }
}

}  // namespace
}  // namespace moebench::language
