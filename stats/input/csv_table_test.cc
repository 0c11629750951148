#include "stats/input/csv_table.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CellTable Table(absl::string_view text) {
  absl::StatusOr<CellTable> table = ParseCsvTable(text, "t.csv");
  EXPECT_TRUE(table.ok()) << table.status();
  return table.ok() ? *std::move(table) : CellTable();
}

std::vector<std::string> Texts(const CellRow& row) {
  std::vector<std::string> texts;
  for (const Cell& cell : row.cells) texts.push_back(cell.text);
  return texts;
}

std::string Error(absl::string_view text) {
  const absl::Status status = ParseCsvTable(text, "t.csv").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  return std::string(status.message());
}

TEST(ParseCsvTable, HeaderAndRowsWithAllLineEnds) {
  for (const char* text : {"a,b\n1,2\n3,4\n", "a,b\r\n1,2\r\n3,4\r\n", "a,b\n1,2\n3,4",
                           "\xEF\xBB\xBF"
                           "a,b\n1,2\n3,4",
                           " a , b\n 1 ,2 \n3,4\n\n  \n", "a,b\r\n1,2\r\n3,4\r"}) {
    const CellTable table = Table(text);
    EXPECT_THAT(table.columns, ElementsAre("a", "b")) << text;
    ASSERT_EQ(table.rows.size(), 2u) << text;
    EXPECT_THAT(Texts(table.rows[0]), ElementsAre("1", "2"));
    EXPECT_THAT(Texts(table.rows[1]), ElementsAre("3", "4"));
    EXPECT_EQ(table.rows[1].line, 3);
  }
}

TEST(ParseCsvTable, QuotedFieldsHoldCommasLineEndsAndQuotationMarks) {
  const CellTable table = Table("a,b\n\"x,y\",\"two\nlines\"\n\" kept \",\"say \"\"no\"\"\"\n\"\",\"\"\n");
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_THAT(Texts(table.rows[0]), ElementsAre("x,y", "two\nlines"));
  EXPECT_THAT(Texts(table.rows[1]), ElementsAre(" kept ", "say \"no\""));
  EXPECT_EQ(table.rows[1].line, 4);
  EXPECT_THAT(Texts(table.rows[2]), ElementsAre("", ""));
}

TEST(ParseCsvTable, EmptyFieldsAndUnnamedColumnsStay) {
  const CellTable table = Table(",a,\n0,,\n1,5,\n");  // as pandas writes an index
  EXPECT_THAT(table.columns, ElementsAre("", "a", ""));
  EXPECT_THAT(Texts(table.rows[0]), ElementsAre("0", "", ""));
}

TEST(ParseCsvTable, CommentsBeforeTheHeaderAreSkipped) {
  const CellTable table = Table("# made by hand\n#\na\n#1\n");
  EXPECT_THAT(table.columns, ElementsAre("a"));
  EXPECT_THAT(Texts(table.rows[0]), ElementsAre("#1"));
  EXPECT_EQ(table.rows[0].line, 4);
}

TEST(ParseCsvTable, AHeaderAloneIsATableWithoutRows) { EXPECT_TRUE(Table("a,b\n").rows.empty()); }

TEST(ParseCsvTable, DamageIsRefusedWithItsLine) {
  EXPECT_EQ(Error(""), "t.csv, line 1: no header row; the file is empty");
  EXPECT_THAT(Error("# only\n\n"), HasSubstr("line 2: no header row"));
  EXPECT_EQ(Error("a,b\n1,2\n3\n"), "t.csv, line 3: 1 fields under 2 columns");
  EXPECT_EQ(Error("a,b\n1,2,3\n"), "t.csv, line 2: 3 fields under 2 columns");
  EXPECT_THAT(Error("a\n1\n\n2\n"), HasSubstr("line 3: a blank line between rows"));
  EXPECT_EQ(Error("a,a\n"), "t.csv, line 1: two columns are called \"a\"");
  EXPECT_EQ(Error("a\n1\n\"2\n3"), "t.csv, line 3: a quotation mark is opened here and never closed");
  EXPECT_EQ(Error("a\n\"1\"2\n"), "t.csv, line 2: text follows the quoted field \"1\"");
  EXPECT_EQ(Error("a\n1\"2\n"), "t.csv, line 2: a quotation mark inside \"1\"2\"");
  EXPECT_THAT(Error("a\r1\r2\r"), HasSubstr("a carriage return that ends no line"));
  EXPECT_THAT(Error(absl::string_view("a\n\0", 3)), HasSubstr("a byte is 0"));
}

}  // namespace
}  // namespace moebench::stats
