#include "moe_core/schedules/expert_count_schedule.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;

std::vector<int> Counts(const std::string& schedule, int num_layers, int min_experts, int max_experts) {
  return ScheduledExperts(schedule, num_layers, min_experts, max_experts).value().by_layer;
}

// p = 0, 1/3, 2/3, 1 and R = 7.
TEST(ExpertCountSchedule, FourLayersByHand) {
  EXPECT_THAT(Counts("descending", 4, 1, 8), ElementsAre(8, 6, 3, 1));    // 8, 5.667, 3.333, 1: the paper's Table 6
  EXPECT_THAT(Counts("ascending", 4, 1, 8), ElementsAre(1, 3, 6, 8));     // 1, 3.333, 5.667, 8
  EXPECT_THAT(Counts("pyramid_up", 4, 1, 8), ElementsAre(1, 6, 6, 1));    // 1 + 7 * 2/3 = 5.667
  EXPECT_THAT(Counts("pyramid_down", 4, 1, 8), ElementsAre(8, 3, 3, 8));  // 1 + 7 * 1/3 = 3.333
  EXPECT_THAT(Counts("wave_down", 4, 1, 8), ElementsAre(8, 1, 8, 1));     // cosines of 0, pi, 2 pi, 3 pi
  EXPECT_THAT(Counts("wave_up", 4, 1, 8), ElementsAre(1, 8, 1, 8));
  EXPECT_THAT(Counts("uniform", 4, 1, 8), ElementsAre(4, 4, 4, 4));  // floor(4.5)
}

TEST(ExpertCountSchedule, AllSevenDifferAtFourLayers) {
  std::set<std::vector<int>> distinct;
  for (const std::string& schedule : ExpertSchedules()) distinct.insert(Counts(schedule, 4, 1, 8));
  EXPECT_EQ(ExpertSchedules().size(), 7);
  EXPECT_EQ(distinct.size(), 7);
}

TEST(ExpertCountSchedule, SixLayersByHand) {
  // p = 0, .2, .4, .6, .8, 1; cos 3 pi p = 1, -.309017, -.809017, .809017, .309017, -1
  EXPECT_THAT(Counts("wave_down", 6, 1, 8), ElementsAre(8, 3, 2, 7, 6, 1));   // 3.418, 1.668, 7.332, 5.582
  EXPECT_THAT(Counts("wave_up", 6, 1, 8), ElementsAre(1, 6, 7, 2, 3, 8));     // 9 minus those
  EXPECT_THAT(Counts("pyramid_up", 6, 1, 8), ElementsAre(1, 4, 7, 7, 4, 1));  // 3.8, 6.6, 6.6, 3.8
}

TEST(ExpertCountSchedule, RoundsHalvesUpAlsoWhereFloatingPointMissesThem) {
  EXPECT_THAT(Counts("descending", 3, 1, 8), ElementsAre(8, 5, 1));  // 4.5 in the middle
  EXPECT_THAT(Counts("ascending", 3, 1, 8), ElementsAre(1, 5, 8));
  // cos(3 pi / 2) is -1.8e-16 in floating point, so the middle is just below 4.5 or just above.
  ASSERT_NE(std::cos(3 * M_PI * 0.5), 0);
  EXPECT_THAT(Counts("wave_down", 3, 1, 8), ElementsAre(8, 5, 1));
  EXPECT_THAT(Counts("wave_up", 3, 1, 8), ElementsAre(1, 5, 8));
  EXPECT_EQ(RoundedExperts(2.5 - 4e-10, 1, 8), 3);  // within the snap of a half
  EXPECT_EQ(RoundedExperts(2.5 - 2e-9, 1, 8), 2);
  EXPECT_EQ(RoundedExperts(0.2, 1, 8), 1);
  EXPECT_EQ(RoundedExperts(8.7, 1, 8), 8);
}

TEST(ExpertCountSchedule, ASingleLayerHoldsTheMost) {
  for (const std::string& schedule : ExpertSchedules()) EXPECT_THAT(Counts(schedule, 1, 2, 8), ElementsAre(8));
}

TEST(ExpertCountSchedule, StaysInRangeAndKeepsItsShape) {
  for (int layers = 2; layers <= 40; ++layers) {
    for (const std::string& schedule : ExpertSchedules()) {
      EXPECT_THAT(Counts(schedule, layers, 2, 33), AllOf(testing::SizeIs(layers), Each(Ge(2)), Each(Le(33))))
          << schedule << " over " << layers;
    }
    const std::vector<int> descending = Counts("descending", layers, 2, 33);
    const std::vector<int> pyramid = Counts("pyramid_up", layers, 2, 33);
    EXPECT_TRUE(std::is_sorted(descending.rbegin(), descending.rend())) << layers;
    EXPECT_TRUE(std::equal(pyramid.begin(), pyramid.end(), pyramid.rbegin())) << layers;
  }
}

TEST(ExpertCountSchedule, EqualLimitsMakeEveryScheduleFlat) {
  for (const std::string& schedule : ExpertSchedules()) EXPECT_THAT(Counts(schedule, 5, 4, 4), Each(4)) << schedule;
}

TEST(ExpertCountSchedule, WarnsOfPyramidsOverTwoLayers) {
  const ExpertCounts up = ScheduledExperts("pyramid_up", 2, 1, 8).value();
  EXPECT_THAT(up.by_layer, ElementsAre(1, 1));
  EXPECT_THAT(up.warning, HasSubstr("pyramid_up over 2 layers is flat: 1, 1"));
  const ExpertCounts down = ScheduledExperts("pyramid_down", 2, 1, 8).value();
  EXPECT_THAT(down.by_layer, ElementsAre(8, 8));
  EXPECT_THAT(down.warning, HasSubstr("pyramid_down over 2 layers is flat: 8, 8"));
  for (const std::string& schedule : ExpertSchedules()) {
    EXPECT_EQ(ScheduledExperts(schedule, 4, 1, 8).value().warning, "") << schedule;
  }
  EXPECT_EQ(ScheduledExperts("descending", 2, 1, 8).value().warning, "");
}

TEST(ExpertCountSchedule, RefusesWhatHasNoMeaning) {
  const absl::Status unknown = ScheduledExperts("decending", 4, 1, 8).status();
  EXPECT_EQ(unknown.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(unknown.message(), AllOf(HasSubstr("\"decending\""), HasSubstr("did you mean \"descending\"")));
  EXPECT_THAT(ScheduledExperts("uniform", 4, 9, 8).status().message(), HasSubstr("from 9 to 8"));
  EXPECT_THAT(ScheduledExperts("uniform", 4, 0, 8).status().message(), HasSubstr("at least 1"));
  EXPECT_THAT(ScheduledExperts("uniform", 0, 1, 8).status().message(), HasSubstr("0 layers"));
}

TEST(FixedTopK, IsAtMostTheExpertsOfTheLayer) { EXPECT_THAT(FixedTopK(2, {8, 6, 3, 1}), ElementsAre(2, 2, 2, 1)); }

}  // namespace
}  // namespace moebench
