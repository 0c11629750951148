#include "stats/commands/number_lists.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ParseDoubles, TakesCommasAndBlanks) {
  EXPECT_THAT(ParseDoubles("margin", "0.05, 0.03,2e-2").value(), ElementsAre(0.05, 0.03, 0.02));
  EXPECT_THAT(ParseDoubles("margin", "-1").value(), ElementsAre(-1));
  EXPECT_THAT(ParseDoubles("margin", " ").value(), IsEmpty());
}

TEST(ParseDoubles, NamesFlagAndValue) {
  for (const char* text : {"0.05,", "nan", "inf", "1e999", "0x1", "two", "0.05;0.03", "0.05 0.03"}) {
    const absl::Status status = ParseDoubles("margin", text).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(status.message(), HasSubstr("is no finite number")) << text;
    EXPECT_THAT(status.message(), HasSubstr("--margin="));
  }
}

TEST(ParseInts, TakesWholeNumbersOnly) {
  EXPECT_THAT(ParseInts("blocks", "5,10").value(), ElementsAre(5, 10));
  for (const char* text : {"5.0", "5,", "99999999999", "x"}) EXPECT_FALSE(ParseInts("blocks", text).ok()) << text;
}

}  // namespace
}  // namespace moebench::stats
