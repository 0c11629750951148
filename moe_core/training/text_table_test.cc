#include "moe_core/training/text_table.h"

#include <cmath>

#include "absl/strings/str_split.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(TextTableTest, ColumnsAreAlignedAndNumbersStandRight) {
  TextTable table;
  table.SetHeader({"expert", "usage", "class"});
  table.AddRow({"0", "12.5 %", "PURE_CORE"});
  table.AddRow({"11", "3 %", "DEAD"});
  EXPECT_EQ(table.Render(),
            "expert   usage  class\n"
            "─────────────────────────\n"
            "     0  12.5 %  PURE_CORE\n"
            "    11     3 %  DEAD\n");
}

TEST(TextTableTest, ATitleStandsOverARule) {
  TextTable table("Run");
  table.AddRow({"experts", "16"});
  table.AddRow({"router", "prototype"});
  EXPECT_EQ(table.Render(),
            "Run\n"
            "──────────────────\n"
            "experts  16\n"
            "router   prototype\n");
}

TEST(TextTableTest, AColumnOfMixedCellsStandsLeftAndBlanksDoNotCount) {
  TextTable table;
  table.AddRow({"a", "1.5", "7"});
  table.AddRow({"b", "none", "—"});
  table.AddRow({"c"});
  table.AddRow({"d", "", "-12"});
  EXPECT_EQ(table.Render(),
            "a  1.5     7\n"
            "b  none    —\n"
            "c\n"
            "d        -12\n");
}

TEST(TextTableTest, WhatCountsAsANumber) {
  const auto is_right = [](const std::string& cell) {
    TextTable table;
    table.AddRow({cell});
    table.AddRow({"1000000000000000000"});
    return table.Render()[0] == ' ';
  };
  for (const char* number : {"5", "-5", "+0.5", ".5", "1,234", "1e-3", "36.5 M", "12 ms", "7%", "3/16", "0.91 ± 0.02",
                             "nan", "-inf", "1.5e+10"}) {
    EXPECT_TRUE(is_right(number)) << number;
  }
  for (const char* text : {"x5", "4-tier", "5 of 16", "cifar10", "1 is a number", "- 5"}) {
    EXPECT_FALSE(is_right(text)) << text;
  }
}

TEST(TextTableTest, LongCellsAreCutToTheWidth) {
  TextTable table(std::string(300, 't'));
  table.AddRow({"short", std::string(150, 'x'), "µµµ", std::string(80, 'y')});
  table.AddRow({"a", "b", "c", "d"});
  for (const int width : {100, 60, 30}) {
    const std::string text = table.Render(width);
    for (const absl::string_view line : absl::StrSplit(text, '\n')) EXPECT_LE(DisplayWidth(line), width) << line;
    EXPECT_NE(text.find("…"), std::string::npos);
    EXPECT_NE(text.find("short"), std::string::npos);
  }
}

TEST(TextTableTest, AnEmptyTableIsItsTitle) {
  EXPECT_EQ(TextTable().Render(), "");
  EXPECT_EQ(TextTable("Empty").Render(), "Empty\n─────\n");
}

TEST(FitTextTest, CutsWholeCharactersAndFlattensLines) {
  EXPECT_EQ(FitText("µµµµ", 4), "µµµµ");
  EXPECT_EQ(FitText("µµµµ", 3), "µµ…");
  EXPECT_EQ(FitText("abc", 1), "…");
  EXPECT_EQ(FitText("abc", 0), "");
  EXPECT_EQ(FitText("a\nb\tc", 10), "a b c");
}

TEST(BarTest, FillsInEighths) {
  EXPECT_EQ(Bar(0, 4), "    ");
  EXPECT_EQ(Bar(1, 4), "████");
  EXPECT_EQ(Bar(0.5, 4), "██  ");
  EXPECT_EQ(Bar(0.625, 2), "█▎");  // 1.25 columns: one full, two eighths
  EXPECT_EQ(Bar(0.001, 4), "▏   ");
  EXPECT_EQ(Bar(7, 2), "██");
  EXPECT_EQ(Bar(-1, 2), "  ");
  EXPECT_EQ(Bar(std::nan(""), 2), "  ");
  EXPECT_EQ(Bar(0.5, 0), "");
  for (int i = 0; i <= 100; ++i) EXPECT_EQ(DisplayWidth(Bar(i / 100.0, 13)), 13);
}

}  // namespace
}  // namespace moebench
