#include "language/tokenizer/commands/number_text.h"

#include "gtest/gtest.h"

namespace moebench::language {
namespace {

TEST(NumberText, DigitsInGroupsOfThree) {
  EXPECT_EQ(Grouped(0), "0");
  EXPECT_EQ(Grouped(999), "999");
  EXPECT_EQ(Grouped(1000), "1,000");
  EXPECT_EQ(Grouped(-123456), "-123,456");
  EXPECT_EQ(Grouped(1234567), "1,234,567");
}

TEST(NumberText, RatesAndTimes) {
  EXPECT_EQ(ByteRate(12'345'678, absl::Seconds(1)), "12.3 MB/s");
  EXPECT_EQ(ByteRate(400'000'000, absl::Seconds(1)), "400 MB/s");
  EXPECT_EQ(ByteRate(12'345, absl::Seconds(1)), "12 kB/s");
  EXPECT_EQ(ByteRate(1, absl::ZeroDuration()), "");
  EXPECT_EQ(Seconds(absl::Milliseconds(210)), "0.21 s");
  EXPECT_EQ(Seconds(absl::Milliseconds(12345)), "12.3 s");
  EXPECT_EQ(Seconds(absl::Seconds(123)), "123 s");
}

TEST(NumberText, BytesPerToken) {
  EXPECT_EQ(BytesPerToken(436, 100), "4.36");
  EXPECT_EQ(BytesPerToken(5, 0), "-");
}

}  // namespace
}  // namespace moebench::language
