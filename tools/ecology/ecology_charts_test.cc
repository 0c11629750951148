#include "tools/ecology/ecology_charts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace moebench::tools {
namespace {

using ::testing::HasSubstr;

// One choice a row: expert 0 wins all rows of even steps, the last expert those of odd ones.
TraceEcology Alternating(int num_experts, int num_steps) {
  TraceBuilder builder(1, {/*right=*/true, /*step=*/true, false, false},
                       *ExpertNumbers::Parse(absl::StrCat(num_experts)));
  for (int step = 0; step < num_steps; ++step) {
    TraceRow row;
    row.expert = {step % 2 == 0 ? 0 : num_experts - 1};
    row.weight = {1};
    row.right = true;
    row.step = step;
    EXPECT_TRUE(builder.Add(row).ok());
  }
  return *AnalyzeTrace(*std::move(builder).Finish(), EcologyConfig(), 0);
}

int Count(const std::string& text, absl::string_view part) {
  int count = 0;
  for (size_t at = text.find(part.data(), 0, part.size()); at != std::string::npos;
       at = text.find(part.data(), at + 1, part.size())) {
    ++count;
  }
  return count;
}

TEST(EcologyChartsTest, LettersTellClassesApartWithoutColour) {
  EXPECT_EQ(ClassLetter("PURE_CORE"), "P");
  EXPECT_EQ(ClassLetter("ALIVE"), "A");
  EXPECT_EQ(ClassLetter("DEAD"), "×");
  EXPECT_EQ(ClassColour("BROAD_CORE"), "broad_core");
}

TEST(EcologyChartsTest, UsageHasABarAnExpert) {
  const TraceEcology ecology = Alternating(4, 1);
  const std::string chart = UsageChart(ecology, ecology.layers[0]);
  EXPECT_EQ(Count(chart, "<rect"), 4);
  EXPECT_THAT(chart, HasSubstr("<rect class=\"pure_core\""));
  EXPECT_THAT(chart, HasSubstr("<title>expert 0, PURE_CORE: usage 100.0 %, accuracy 100.0 %</title>"));
  EXPECT_THAT(chart, HasSubstr("<title>expert 3, DEAD: usage 0.0 %</title>"));
  EXPECT_EQ(Count(chart, ">×<"), 3);
  EXPECT_THAT(chart, HasSubstr("CORE from 2 %"));
}

TEST(EcologyChartsTest, ThousandsOfExpertsHaveFewLabels) {
  const TraceEcology ecology = Alternating(4096, 1);
  const std::string chart = UsageChart(ecology, ecology.layers[0]);
  EXPECT_EQ(Count(chart, "<rect"), 4096);
  EXPECT_LT(Count(chart, "<text"), 50);
}

TEST(EcologyChartsTest, DeadCountsAreDrawnOverSteps) {
  const TraceEcology ecology = Alternating(4, 3);
  const std::string chart = DeadChart(ecology.layers[0]);
  EXPECT_EQ(Count(chart, "<circle"), 3);
  EXPECT_THAT(chart, HasSubstr("<title>step 1: 3 DEAD</title>"));
  EXPECT_THAT(chart, HasSubstr(">peak 3<"));
  const TraceEcology longer = Alternating(4, 300);
  EXPECT_EQ(Count(DeadChart(longer.layers[0]), "<circle"), 0);
}

TEST(EcologyChartsTest, TransitionsAreShadedAndNumbered) {
  LayerEcology layer;
  layer.tiers.resize(2);
  layer.transition.emplace();
  layer.transition->joint = {0.5, 0.25, 0.25, 0};
  const std::string chart = TransitionChart(layer);
  EXPECT_EQ(Count(chart, "<rect"), 4);
  EXPECT_THAT(chart, HasSubstr("fill-opacity=\"0.5\"><title>T0 to T1: 25.0 %</title>"));
  EXPECT_THAT(chart, HasSubstr(">50.0<"));
}

}  // namespace
}  // namespace moebench::tools
