#include "stats/reports/report_json.h"

#include <cmath>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/reports/build_report.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

nlohmann::json Parsed(const ReportModel& report) { return nlohmann::json::parse(ReportJson(report)); }

TEST(ReportJson, StudyAndSections) {
  const TestStudyShape shape = {5, 3, {0.05, 0.02}};
  ReportContext context;
  context.command = "equiv report";
  const nlohmann::json json = Parsed(*BuildReport(TestStudy(shape), TestRuns(shape), context));
  EXPECT_EQ(json["schema_version"], 1);
  EXPECT_EQ(json["kind"], "report");
  EXPECT_EQ(json["validated"], true);
  EXPECT_EQ(json["study"]["variants"].size(), 5u);
  std::set<std::string> kinds;
  for (const auto& section : json["sections"]) {
    EXPECT_TRUE(section["id"].is_string());
    for (const auto& block : section["blocks"]) kinds.insert(block["kind"].get<std::string>());
  }
  EXPECT_EQ(kinds,
            (std::set<std::string>{"curves", "matrix", "paragraph", "routing", "row_chart", "table", "verbatim"}));
}

TEST(ReportJson, EveryKindOfBlock) {
  ReportModel report;
  RowChart rows;
  rows.axis = {"x", -1, 1, {{0, "0"}}};
  rows.bands = {{-0.5, 0.5, "±0.5"}};
  ChartRow row;
  row.label = "a − b";
  row.spans = {{-0.25, std::nan(""), true}};
  row.marks = {{0.125}};
  row.verdicts = {{"= equivalent"}};
  rows.rows = {row};
  MatrixChart matrix;
  matrix.names = {"a", "b"};
  matrix.cells = {{{}, {"=", "0.1", "a − b: 0.1"}}, {{"=", "-0.1", "a − b: 0.1"}, {}}};
  CurveChart curves;
  curves.curves = {{"a", 2, {{0, 1, 0.5, 1.5}}}};
  RoutingPanel routing;
  routing.evaluations = {"E0"};
  routing.experts = {{3, std::nullopt, 12.5, "DEAD", "12.5 %"}};
  routing.usage_percent = {{12.5}};
  routing.dead = {{true}};
  Table table;
  table.columns = {{"n"}};
  table.rows = {{{"0.13", 0.125}}, {{"abc", {}, Tone::kNeutral, "abcdef"}}, {{"text"}}};
  report.sections.push_back({"all", "All", {rows, matrix, curves, routing, table}});

  const nlohmann::json blocks = Parsed(report)["sections"][0]["blocks"];
  EXPECT_EQ(blocks[0]["axis"]["ticks"][0]["text"], "0");
  EXPECT_EQ(blocks[0]["rows"][0]["spans"][0]["lower"], -0.25);
  EXPECT_EQ(blocks[0]["rows"][0]["spans"][0]["upper"], nullptr);
  EXPECT_EQ(blocks[0]["rows"][0]["marks"][0], 0.125);
  EXPECT_EQ(blocks[0]["rows"][0]["verdicts"][0], "= equivalent");
  EXPECT_EQ(blocks[1]["cells"][0][0], nullptr);
  EXPECT_EQ(blocks[1]["cells"][1][0]["detail"], "-0.1");
  EXPECT_EQ(blocks[2]["curves"][0]["points"][0], (nlohmann::json{0, 1, 0.5, 1.5}));
  EXPECT_EQ(blocks[3]["experts"][0]["expert"], 3);
  EXPECT_EQ(blocks[3]["experts"][0]["tier"], nullptr);
  EXPECT_EQ(blocks[3]["experts"][0]["dead_by_evaluation"][0], true);
  EXPECT_EQ(blocks[4]["rows"][0][0]["value"], 0.125);
  EXPECT_EQ(blocks[4]["rows"][1][0]["full"], "abcdef");
  EXPECT_EQ(blocks[4]["rows"][2][0], "text");
}

}  // namespace
}  // namespace moebench::stats
