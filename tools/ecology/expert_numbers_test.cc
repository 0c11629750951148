#include "tools/ecology/expert_numbers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace moebench::tools {
namespace {

using ::testing::HasSubstr;

std::string ParseError(absl::string_view text) {
  const absl::Status status = ExpertNumbers::Parse(text).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

TEST(ExpertNumbersTest, OneNumberIsThatOfEveryLayer) {
  const ExpertNumbers numbers = *ExpertNumbers::Parse("16");
  EXPECT_TRUE(numbers.given());
  EXPECT_EQ(*numbers.Of(0), 16);
  EXPECT_EQ(*numbers.Of(31), 16);
}

TEST(ExpertNumbersTest, NothingIsUnknown) {
  const ExpertNumbers numbers = *ExpertNumbers::Parse("");
  EXPECT_FALSE(numbers.given());
  EXPECT_FALSE(numbers.Of(0)->has_value());
}

TEST(ExpertNumbersTest, AListNamesEveryLayer) {
  const ExpertNumbers numbers = *ExpertNumbers::Parse("0:8,1:6,12:1");
  EXPECT_EQ(*numbers.Of(0), 8);
  EXPECT_EQ(*numbers.Of(12), 1);
  EXPECT_THAT(std::string(numbers.Of(2).status().message()), HasSubstr("leaves out layer 2"));
}

TEST(ExpertNumbersTest, RefusesWhatIsNoNumber) {
  EXPECT_THAT(ParseError("sixteen"), HasSubstr("\"sixteen\" is no number of experts"));
  EXPECT_THAT(ParseError("0"), HasSubstr("expected 1 to 65536"));
  EXPECT_THAT(ParseError("-4"), HasSubstr("\"-4\""));
  EXPECT_THAT(ParseError("65537"), HasSubstr("\"65537\""));
  EXPECT_THAT(ParseError("8,4"), HasSubstr("\"8,4\""));
  EXPECT_THAT(ParseError("0:8,4"), HasSubstr("\"\""));
  EXPECT_THAT(ParseError("a:8"), HasSubstr("\"a:8\" does not name a layer"));
  EXPECT_THAT(ParseError("-1:8"), HasSubstr("\"-1:8\" does not name a layer"));
  EXPECT_THAT(ParseError("0:8,0:4"), HasSubstr("names layer 0 twice"));
}

}  // namespace
}  // namespace moebench::tools
