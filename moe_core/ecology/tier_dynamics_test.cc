#include "moe_core/ecology/tier_dynamics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TierCollapsesTest, GivesThePapersCycleOfT2) {
  const std::vector<double> epoch = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99};
  const std::vector<double> usage = {.148, .057, .022, .009, .019, .017, .056, .052, .079, .082, .091};
  const std::vector<TierCollapse> collapses = TierCollapses(epoch, usage, EcologyConfig());
  ASSERT_EQ(collapses.size(), 1u);
  EXPECT_EQ(collapses[0].collapse_epoch, 30);
  EXPECT_THAT(collapses[0].latent_epochs, ElementsAre(30, 40, 50));
  EXPECT_EQ(collapses[0].recovery_epoch, 60);
}

TEST(TierCollapsesTest, TheOtherTiersOfThePaperNeverCollapse) {
  const std::vector<double> epoch = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 99};
  const std::vector<double> t3 = {.092, .037, .145, .239, .324, .260, .312, .264, .294, .280, .275};
  EXPECT_THAT(TierCollapses(epoch, t3, EcologyConfig()), IsEmpty());
}

TEST(TierCollapsesTest, BetweenTheThresholdsAStateLasts) {
  // 3 % neither ends an ordinary state nor a latent one; exactly 5 % is not yet above it.
  const std::vector<TierCollapse> collapses =
      TierCollapses({0, 1, 2, 3, 4}, {0.03, 0.01, 0.03, 0.05, 0.051}, EcologyConfig());
  ASSERT_EQ(collapses.size(), 1u);
  EXPECT_EQ(collapses[0].collapse_epoch, 1);
  EXPECT_THAT(collapses[0].latent_epochs, ElementsAre(1, 2, 3));
  EXPECT_EQ(collapses[0].recovery_epoch, 4);
}

TEST(TierCollapsesTest, ExactlyTwoPercentIsNoCollapse) {
  EXPECT_THAT(TierCollapses({0}, {0.02}, EcologyConfig()), IsEmpty());
}

TEST(TierCollapsesTest, ATierMayCollapseAgainAndStayDown) {
  const std::vector<TierCollapse> collapses =
      TierCollapses({0, 1, 2, 3, 4}, {0.0, 0.2, 0.3, 0.019, 0.01}, EcologyConfig());
  ASSERT_EQ(collapses.size(), 2u);
  EXPECT_EQ(collapses[0].collapse_epoch, 0);
  EXPECT_EQ(collapses[0].recovery_epoch, 1);
  EXPECT_EQ(collapses[1].collapse_epoch, 3);
  EXPECT_THAT(collapses[1].latent_epochs, ElementsAre(3, 4));
  EXPECT_FALSE(collapses[1].recovery_epoch.has_value());
}

TEST(TierCollapsesTest, ThresholdsComeFromTheConfiguration) {
  EcologyConfig config;
  config.set_tier_collapse_usage(0.1);
  config.set_tier_recovery_usage(0.1);
  const std::vector<TierCollapse> collapses = TierCollapses({0, 1, 2, 3}, {0.2, 0.09, 0.1, 0.11}, config);
  ASSERT_EQ(collapses.size(), 1u);
  EXPECT_EQ(collapses[0].collapse_epoch, 1);
  EXPECT_THAT(collapses[0].latent_epochs, ElementsAre(1, 2));
  EXPECT_EQ(collapses[0].recovery_epoch, 3);
}

TEST(TierCollapsesTest, NoEvaluationsNoCollapse) { EXPECT_THAT(TierCollapses({}, {}, EcologyConfig()), IsEmpty()); }

}  // namespace
}  // namespace moebench
