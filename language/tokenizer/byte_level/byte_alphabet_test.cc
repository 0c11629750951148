#include "language/tokenizer/byte_level/byte_alphabet.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;

TEST(ByteAlphabetTest, SpellsBytesAsGpt2DoesIt) {
  EXPECT_EQ(PrintableOfBytes(" a\n"), "\u0120a\u010A");
  EXPECT_EQ(PrintableOfBytes(absl::string_view("\0\x20\x7F\xA0\xAD\xFF", 6)), "\u0100\u0120\u0121\u0142\u0143\u00FF");
  EXPECT_EQ(PrintableOfBytes(""), "");
}

TEST(ByteAlphabetTest, EveryByteIsOneCharacterAndBack) {
  std::set<std::string> spellings;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string bytes(1, static_cast<char>(byte));
    const std::string printable = PrintableOfBytes(bytes);
    EXPECT_TRUE(spellings.insert(printable).second) << byte;
    const absl::StatusOr<std::string> back = BytesOfPrintable(printable);
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_EQ(*back, bytes);
  }
}

TEST(ByteAlphabetTest, IdsBeginWithThePrintableBytes) {
  const std::array<uint8_t, 256>& order = BytesInIdOrder();
  EXPECT_EQ(order[0], '!');
  EXPECT_EQ(order[93], '~');
  EXPECT_EQ(order[94], 0xA1);
  EXPECT_EQ(order[187], 0xFF);
  EXPECT_EQ(order[188], 0x00);
  EXPECT_EQ(order[220], ' ');  // " " is id 220 of GPT-2's encoder.json
  EXPECT_EQ(order[255], 0xAD);
  EXPECT_EQ(std::set<int>(order.begin(), order.end()).size(), 256u);
}

TEST(ByteAlphabetTest, RefusesWhatStandsForNoByte) {
  for (const char* printable :
       {"ab c", "ab\n", "ab\xC2\xAD", "ab\xC5\x84", "ab\xE2\x82\xAC", "ab\xC4", "ab\xC0\xA1", "ab\x80",
        "ab\xC4"
        "a",
        "ab\xF0\x9F\x98\x80"}) {
    const absl::StatusOr<std::string> bytes = BytesOfPrintable(printable);
    EXPECT_EQ(bytes.status().code(), absl::StatusCode::kInvalidArgument) << printable;
    EXPECT_THAT(std::string(bytes.status().message()), HasSubstr("at byte 2 stands for no byte")) << printable;
  }
}

}  // namespace
}  // namespace moebench::language
