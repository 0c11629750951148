#include "language/tokenizer/sentencepiece/random_text.h"

#include <set>

#include "gtest/gtest.h"
#include "language/tokenizer/sentencepiece/utf8.h"

namespace moebench::language {
namespace {

TEST(RandomTextTest, IsAFunctionOfSeedAndIndex) {
  const RandomText texts(3, {"ab", "cd"}, "real text");
  EXPECT_EQ(texts.Make(5), RandomText(3, {"ab", "cd"}, "real text").Make(5));
  EXPECT_NE(texts.Make(5), texts.Make(6));
  EXPECT_NE(texts.Make(5), RandomText(4, {"ab", "cd"}, "real text").Make(5));
}

TEST(RandomTextTest, HoldsEverythingASequenceOfBytesCanBe) {
  const RandomText texts(3, {"\u2581piece"}, "some real text");
  std::set<uint32_t> planes;
  std::set<char> bytes;
  int valid = 0, with_piece = 0, with_real_text = 0;
  size_t longest = 0;
  for (int i = 0; i < 5000; ++i) {
    const std::string text = texts.Make(i);
    valid += IsValidUtf8(text);
    with_piece += text.find(" piece") != std::string::npos;
    with_real_text += text.find("real") != std::string::npos;
    longest = std::max(longest, text.size());
    bytes.insert(text.begin(), text.end());
    for (size_t place = 0; place < text.size();) {
      uint32_t code_point = 0;
      const size_t length = DecodeUtf8(text.data() + place, text.size() - place, &code_point);
      if (length > 0) planes.insert(code_point >> 16);
      place += std::max<size_t>(length, 1);
    }
  }
  EXPECT_EQ(planes.size(), 17u);
  EXPECT_EQ(bytes.size(), 256u);
  EXPECT_GT(valid, 1000);
  EXPECT_LT(valid, 4500);
  EXPECT_GT(with_piece, 500);
  EXPECT_GT(with_real_text, 100);
  EXPECT_GT(longest, 300u);
}

TEST(RandomTextTest, NeedsNoPiecesAndNoRealText) {
  const RandomText texts(3, {}, "");
  size_t bytes = 0;
  for (int i = 0; i < 100; ++i) bytes += texts.Make(i).size();
  EXPECT_GT(bytes, 100u);
}

}  // namespace
}  // namespace moebench::language
