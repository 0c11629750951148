#include "stats/input/json_table.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CellTable Table(absl::string_view text) {
  absl::StatusOr<CellTable> table = ParseJsonTable(text, "t.json");
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *std::move(table) : CellTable();
}

std::string Error(absl::string_view text) {
  const absl::Status status = ParseJsonTable(text, "t.json").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << text;
  return std::string(status.message());
}

TEST(ParseJsonTable, TheThreeFormsGiveTheSameTable) {
  for (const char* text : {R"([{"variant": "wide", "loss": 3.5}, {"loss": -2, "variant": "deep"}])",
                           R"({"_command": "by hand", "variant": ["wide", "deep"], "loss": [3.5, -2]})",
                           R"([["variant", "loss"], ["wide", 3.5], ["deep", -2]])",
                           "\xEF\xBB\xBF"
                           R"([{"_note": 1, "variant": "wide", "loss": 3.5},
                                              {"variant": "deep", "loss": -2}])"}) {
    const CellTable table = Table(text);
    EXPECT_THAT(table.columns, ElementsAre("variant", "loss")) << text;
    ASSERT_EQ(table.rows.size(), 2u) << text;
    EXPECT_EQ(table.rows[0].cells[0].text, "wide");
    EXPECT_TRUE(table.rows[0].cells[0].is_string);
    EXPECT_EQ(table.rows[0].cells[1].text, "3.5");
    EXPECT_FALSE(table.rows[0].cells[1].is_string);
    EXPECT_EQ(table.rows[1].cells[0].text, "deep");
    EXPECT_EQ(table.rows[1].cells[1].text, "-2");
  }
}

TEST(ParseJsonTable, NumbersKeepTheirDigitsAndTruthAndNullHaveTexts) {
  const CellTable table = Table("{\"a\": [18446744073709551615, 1.10, 1e-3, true, false, null, \"1\"]}");
  std::vector<std::string> texts;
  for (const CellRow& row : table.rows) texts.push_back(row.cells[0].text);
  EXPECT_THAT(texts, ElementsAre("18446744073709551615", "1.10", "1e-3", "true", "false", "", "1"));
  EXPECT_TRUE(table.rows[6].cells[0].is_string);
}

TEST(ParseJsonTable, AMissingKeyIsAnEmptyCell) {
  const CellTable table = Table(R"([{"a": 1}, {"b": 2}, {"a": 3, "b": 4}])");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  for (const CellRow& row : table.rows) ASSERT_EQ(row.cells.size(), 2u);
  EXPECT_EQ(table.rows[0].cells[1].text, "");
  EXPECT_EQ(table.rows[1].cells[0].text, "");
}

TEST(ParseJsonTable, RowsKnowTheirLines) {
  const CellTable objects = Table("[\n {\"a\": 1},\n {\"a\":\n 2}\n]");
  EXPECT_EQ(objects.rows[0].line, 2);
  EXPECT_EQ(objects.rows[1].line, 3);
  const CellTable columns = Table("{\"a\": [\n1,\n2\n]}");
  EXPECT_EQ(columns.rows[0].line, 2);
  EXPECT_EQ(columns.rows[1].line, 3);
}

TEST(ParseJsonTable, OtherShapesAreRefusedWithTheirLine) {
  EXPECT_THAT(Error(""), HasSubstr("t.json, line 1: no JSON: "));
  EXPECT_THAT(Error("[{\"a\": 1},\n{\"a\": }]"), HasSubstr("t.json, line 2: no JSON: "));
  EXPECT_THAT(Error("[{\"a\": 1}"), HasSubstr("no JSON: "));
  EXPECT_THAT(Error("[{\"a\": 1}] x"), HasSubstr("no JSON: "));
  EXPECT_THAT(Error("[{\"a\": NaN}]"), HasSubstr("no JSON: "));
  EXPECT_THAT(Error("[{\"a\": 1e999}]"), HasSubstr("number overflow"));
  EXPECT_THAT(Error("[{\"a\": \"\xFF\"}]"), HasSubstr("no JSON: "));
  EXPECT_THAT(Error("[1, 2]"), HasSubstr("no table; expected a list of objects"));
  EXPECT_THAT(Error("3"), HasSubstr("no table"));
  EXPECT_THAT(Error("{}"), HasSubstr("no column"));
  EXPECT_EQ(Error("[{\"a\": 1,\n\"a\": 2}]"), "t.json, line 2: the key \"a\" twice in one object");
  EXPECT_THAT(Error("{\"a\": [1], \"a\": [2]}"), HasSubstr("the key \"a\" twice"));
  EXPECT_THAT(Error("[[\"a\", \"a\"], [1, 2]]"), HasSubstr("two columns are called \"a\""));
  EXPECT_THAT(Error("[[\"a\", 1], [1, 2]]"), HasSubstr("a header value that is no text"));
  EXPECT_EQ(Error("[[\"a\", \"b\"],\n[1]]"), "t.json, line 2: 1 values under 2 columns");
  EXPECT_THAT(Error("{\"a\": [1, 2], \"b\": [1]}"), HasSubstr("the list \"b\" has 1 values, \"a\" has 2"));
  EXPECT_THAT(Error("{\"a\": [1], \"b\": [1, 2]}"), HasSubstr("the list \"b\" is longer than \"a\""));
  EXPECT_THAT(Error("{\"a\": 1}"), HasSubstr("a value where the list of \"a\" is expected"));
  EXPECT_THAT(Error("[{\"a\": [1]}]"), HasSubstr("a list where a value is expected"));
  EXPECT_THAT(Error("[{\"a\": {}}]"), HasSubstr("an object where a value is expected"));
  EXPECT_THAT(Error("[{\"a\": 1}, 2]"), HasSubstr("a value where an object is expected"));
  EXPECT_THAT(Error("[{\"a\": 1}, [2]]"), HasSubstr("a list where a value is expected"));
  EXPECT_THAT(Error("[[\"a\"], {\"a\": 1}]"), HasSubstr("an object where a value is expected"));
  EXPECT_THAT(Error(std::string(100000, '[')), HasSubstr("a list where a value is expected"));
}

}  // namespace
}  // namespace moebench::stats
