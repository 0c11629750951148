#include "stats/input/cell_value.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

CellTable Holding(const std::string& text, bool is_string = false) {
  return {"t.csv", {"x"}, {{2, {{text, is_string}}}}};
}

absl::StatusOr<double> NumberIn(const std::string& text, bool is_string = false) {
  const CellTable table = Holding(text, is_string);
  return CellNumber(table, table.rows[0], 0);
}

absl::StatusOr<std::string> NameIn(const std::string& text) {
  const CellTable table = Holding(text);
  return CellName(table, table.rows[0], 0);
}

TEST(CellNumber, TakesDecimalsAndTruth) {
  EXPECT_EQ(NumberIn("3.25").value(), 3.25);
  EXPECT_EQ(NumberIn("-1e-3").value(), -0.001);
  EXPECT_EQ(NumberIn("+7").value(), 7);
  EXPECT_EQ(NumberIn("True").value(), 1);
  EXPECT_EQ(NumberIn("false").value(), 0);
}

TEST(CellNumber, RefusesAllElse) {
  for (const char* text : {"", "abc", "3,5", "0x10", "1 2", "3.5x", "nan", "-inf", "1e999", "yes"}) {
    EXPECT_EQ(NumberIn(text).status().code(), absl::StatusCode::kDataLoss) << text;
  }
  EXPECT_EQ(NumberIn("3", /*is_string=*/true).status(),
            absl::DataLossError("t.csv, line 2, column \"x\": \"3\" is no number"));
  EXPECT_THAT(NumberIn("inf").status().message(), HasSubstr("is no finite number"));
}

TEST(CellName, IsTextThatIsNotEmpty) {
  EXPECT_EQ(NameIn("a, \"b\"").value(), "a, \"b\"");
  EXPECT_THAT(NameIn("").status().message(), HasSubstr("is empty; every row needs one"));
  EXPECT_THAT(NameIn("a\nb").status().message(), HasSubstr("holds a control character"));
}

}  // namespace
}  // namespace moebench::stats
