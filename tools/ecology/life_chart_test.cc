#include "tools/ecology/life_chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

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

TEST(LifeChartTest, LivesAreARowAnExpertAndAColumnAStep) {
  const TraceEcology ecology = Alternating(4, 3);
  const std::string chart = LifeChart(ecology, ecology.layers[0]);
  EXPECT_EQ(Count(chart, "<rect"), 12);
  EXPECT_EQ(Count(chart, "class=\"cross\""), 2 * 9);  // three of four are DEAD at each step
  EXPECT_THAT(chart, HasSubstr("<title>expert 3, step 1: 100.0 %</title>"));
  EXPECT_THAT(chart, HasSubstr("<title>expert 3, step 2: 0.0 %, DEAD</title>"));
}

TEST(LifeChartTest, OfManyExpertsThoseThatDiedAreShown) {
  const TraceEcology ecology = Alternating(500, 3);
  const std::vector<int> shown = ExpertsInLifeChart(ecology.layers[0]);
  ASSERT_EQ(shown.size(), 96u);
  EXPECT_EQ(shown.front(), 0);
  EXPECT_EQ(shown.back(), 499);
  const TraceEcology few = Alternating(3, 1);
  EXPECT_THAT(ExpertsInLifeChart(few.layers[0]), ElementsAre(0, 1, 2));
}

TEST(LifeChartTest, OfManyStepsSomeAreShown) {
  const TraceEcology ecology = Alternating(2, 1000);
  const std::string chart = LifeChart(ecology, ecology.layers[0]);
  EXPECT_EQ(Count(chart, "<rect"), 2 * 112);  // every ninth of 1000, counted back from the last
  EXPECT_THAT(chart, HasSubstr("step 999:"));
  EXPECT_THAT(chart, Not(HasSubstr("step 998:")));
}

}  // namespace
}  // namespace moebench::tools
