#include "stats/reports/routing_section.h"

#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(RoutingSection, UsageAndRevivalTimeline) {
  const TestStudyShape shape = {2, 3, {0.05}, false};
  const Section section = RoutingSection(TestStudy(shape), TestRuns(shape));
  ASSERT_EQ(section.blocks.size(), 3u);  // a panel a variant, and the tiers
  const auto& panel = std::get<RoutingPanel>(section.blocks[0]);
  EXPECT_EQ(panel.caption, "variant_0, seed 1");
  EXPECT_THAT(panel.evaluations, ElementsAre("E0", "E1", "E2", "E3", "E4"));
  ASSERT_EQ(panel.experts.size(), 8u);
  EXPECT_EQ(panel.experts[7].text, "22.2 %");  // 8 of 36
  EXPECT_THAT(panel.dead[7], ElementsAre(true, true, true, false, false));
  EXPECT_THAT(panel.dead_counts, ElementsAre("1", "1", "1", "0", "0"));
  EXPECT_NEAR(panel.usage_percent[7][0], 0.1, 1e-12);
  EXPECT_THAT(panel.note, HasSubstr("darkest, 22.2 %. Between the evaluations shown: 1 revival, 0 deaths."));
  const auto& tiers = std::get<Table>(section.blocks[2]);
  ASSERT_EQ(tiers.rows.size(), 4u);
  EXPECT_EQ(tiers.rows[1][5].text, "72.2 %");
  EXPECT_EQ(tiers.rows[1][6].text, "–");
}

TEST(RoutingSection, EpochsAreNamedShortly) {
  const auto names = [](const std::vector<double>& epochs) {
    std::vector<RunSample> runs = TestRuns({1, 1, {0.05}, false});
    for (int i = 0; i < 5; ++i) runs[0].record->mutable_evaluation(i)->set_epoch(epochs[i]);
    const Section section = RoutingSection(TestStudy({1, 1, {0.05}, false}), runs);
    return std::get<RoutingPanel>(section.blocks.at(0)).evaluations;
  };
  EXPECT_THAT(names({0, 10, 20, 30, 99}), ElementsAre("E0", "E10", "E20", "E30", "E99"));
  EXPECT_THAT(names({1.0 / 3, 14.0 / 15, 23.0 / 15, 32.0 / 15, 3}),
              ElementsAre("E0.3", "E0.9", "E1.5", "E2.1", "E3.0"));
  EXPECT_THAT(names({0.01, 0.02, 0.03, 0.04, 1}), ElementsAre("E0.01", "E0.02", "E0.03", "E0.04", "E1.00"));
}

TEST(RoutingSection, ExpertsStandByTierAndNumber) {
  std::vector<RunSample> runs = TestRuns({1, 1, {0.05}, false});
  for (Evaluation& evaluation : *runs[0].record->mutable_evaluation()) {
    for (ExpertRecord& expert : *evaluation.mutable_expert()) expert.set_tier(expert.expert() % 2);
  }
  const Section section = RoutingSection(TestStudy({1, 1, {0.05}, false}), runs);
  std::vector<int> order;
  for (const ExpertUsage& expert : std::get<RoutingPanel>(section.blocks[0]).experts) order.push_back(expert.expert);
  EXPECT_THAT(order, ElementsAre(0, 2, 4, 6, 1, 3, 5, 7));
}

TEST(RoutingSection, WithoutClassesUsageDecidesWhoIsDead) {
  std::vector<RunSample> runs = TestRuns({1, 1, {0.05}, false});
  Evaluation& last = *runs[0].record->mutable_evaluation(4);
  for (ExpertRecord& expert : *last.mutable_expert()) expert.clear_ecology_class();
  last.mutable_expert(0)->set_usage(0.0049);
  last.mutable_expert(1)->set_usage(0.005);
  const Section section = RoutingSection(TestStudy({1, 1, {0.05}, false}), runs);
  const auto& panel = std::get<RoutingPanel>(section.blocks[0]);
  EXPECT_TRUE(panel.dead[0][4]);
  EXPECT_FALSE(panel.dead[1][4]);
  EXPECT_EQ(panel.dead_counts[4], "1");
}

TEST(RoutingSection, ManyVariantsAndEvaluationsAreCut) {
  const TestStudyShape shape = {9, 1, {0.05}, false};
  std::vector<RunSample> runs = TestRuns(shape);
  const Evaluation evaluation = runs[0].record->evaluation(0);
  for (int i = 0; i < 95; ++i) *runs[0].record->add_evaluation() = evaluation;
  const Section section = RoutingSection(TestStudy(shape), runs);
  EXPECT_EQ(std::get<RoutingPanel>(section.blocks[0]).evaluations.size(), 30u);
  EXPECT_EQ(std::get<Paragraph>(section.blocks.back()).text, "Panels of 3 further variants are not shown.");
}

TEST(RoutingSection, NothingToShow) {
  EXPECT_TRUE(RoutingSection(TestStudy({2, 1, {0.05}, false}), {}).blocks.empty());
}

}  // namespace
}  // namespace moebench::stats
