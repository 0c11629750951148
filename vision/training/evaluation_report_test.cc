#include "vision/training/evaluation_report.h"

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/training/text_table.h"
#include "vision/analysis/test_record.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

MetricValue Field(const MetricLine& line, const std::string& name) {
  for (const auto& [key, value] : line.fields) {
    if (key == name) return value;
  }
  ADD_FAILURE() << "no field " << name;
  return std::string();
}

// DEAD 4, 12, 8 of 16 over three evaluations: 8 deaths, then 4 revivals; the last is below the peak.
stats::RunRecord ThreeEvaluations() {
  TestRun run;
  run.dead = {4, 12, 8};
  return MakeTestRecord(run);
}

TEST(EvaluationLine, SaysTheEvaluationAndTheEcologySoFar) {
  const auto line = EvaluationLine(ThreeEvaluations());
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_EQ(line->kind, "evaluation");
  EXPECT_EQ(std::get<double>(Field(*line, "epoch")), 21);
  EXPECT_EQ(std::get<int64_t>(Field(*line, "revivals")), 4);
  EXPECT_EQ(std::get<int64_t>(Field(*line, "deaths")), 8);
  EXPECT_EQ(std::get<std::string>(Field(*line, "phase")), "reversible");
  EXPECT_EQ(std::get<std::vector<double>>(Field(*line, "expert_usage")).size(), 16u);
  EXPECT_EQ(std::get<std::vector<double>>(Field(*line, "expert_accuracy")).size(), 16u);
  const std::vector<std::string> classes = absl::StrSplit(std::get<std::string>(Field(*line, "expert_class")), ',');
  EXPECT_EQ(std::count(classes.begin(), classes.end(), "DEAD"), 8);
}

TEST(EvaluationText, IsTwoNarrowLines) {
  const auto text = EvaluationText(ThreeEvaluations());
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_THAT(*text, HasSubstr("epoch 21.00"));
  EXPECT_THAT(*text, HasSubstr("top-1 gated 30.00 %  top-2 gated 31.00 %"));
  EXPECT_THAT(*text, HasSubstr("revivals 4  deaths 8  reversible"));
  const std::vector<std::string> lines = absl::StrSplit(*text, '\n');
  ASSERT_EQ(lines.size(), 3u);
  for (const std::string& line : lines) EXPECT_LE(DisplayWidth(line), kTableColumns);
}

TEST(EvaluationReport, NeedsAnEvaluation) {
  EXPECT_FALSE(EvaluationLine(stats::RunRecord()).ok());
  EXPECT_FALSE(EvaluationText(stats::RunRecord()).ok());
}

}  // namespace
}  // namespace moebench::vision
