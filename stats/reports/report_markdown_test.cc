#include "stats/reports/report_markdown.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/build_report.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Text(const TestStudyShape& shape) {
  ReportContext context;
  context.title = "A | title";
  return ReportMarkdown(*BuildReport(TestStudy(shape), TestRuns(shape), context));
}

TEST(ReportMarkdown, HeadingsStatusAndTables) {
  const std::string text = Text({5, 3, {0.05, 0.02}});
  EXPECT_TRUE(absl::StartsWith(text, "# A \\| title\n\n**✓ Validated at ±0.05, ±0.02**\n\n## Conclusion\n"));
  EXPECT_THAT(
      text, HasSubstr("| pair | difference \\[90 % interval\\] | at ±0.05 | at ±0.02 |\n|---|---:|---|---|\n"
                      "| variant\\_0 − variant\\_1 | -0.0070 \\[-0.0161, 0.0021\\] | = equivalent | = equivalent |\n"));
  EXPECT_THAT(text, HasSubstr("| DEAD experts | 1 | 1 | 1 | 0 | 0 |\n"));
  EXPECT_EQ(text.substr(text.size() - 2).front(), '.');
}

TEST(ReportMarkdown, EveryTableLineHasItsHeadersCells) {
  size_t columns = 0;
  for (const absl::string_view line : absl::StrSplit(Text({6, 3, {0.05, 0.02}, true, {"a|b", "c\nd", "<b>"}}), '\n')) {
    if (!absl::StartsWith(line, "|")) {
      columns = 0;
      continue;
    }
    size_t bars = 0;
    for (size_t i = 0; i < line.size(); ++i) bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
    if (columns == 0) columns = bars;
    EXPECT_EQ(bars, columns) << line;
  }
}

TEST(ReportMarkdown, NamesAreText) {
  EXPECT_THAT(Text({3, 3, {0.05}, false, {"<script>alert(1)</script>"}}), Not(HasSubstr("<script")));
}

TEST(ReportMarkdown, FencesAreLongerThanWhatTheyHold) {
  ReportModel report;
  report.sections.push_back({"x", "X", {Verbatim{"", "a\n````\nb"}}});
  EXPECT_THAT(ReportMarkdown(report), HasSubstr("`````\na\n````\nb\n`````\n"));
}

}  // namespace
}  // namespace moebench::stats
