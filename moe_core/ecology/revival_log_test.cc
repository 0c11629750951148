#include "moe_core/ecology/revival_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The first `dead` of 16 experts are DEAD.
DeadStates FirstDead(double epoch, int dead) {
  DeadStates states;
  states.epoch = epoch;
  states.dead.assign(16, false);
  std::fill_n(states.dead.begin(), dead, true);
  return states;
}

std::string Error(std::vector<DeadStates> evaluations) {
  return std::string(MakeRevivalLog(std::move(evaluations)).status().message());
}

// Expert:  0     1     2
// E0       DEAD  -     -
// E10      -     DEAD  DEAD    revival of 0; deaths of 1 and 2
// E20      DEAD  -     DEAD    death of 0; revival of 1
// E30      -     -     DEAD    revival of 0
TEST(RevivalLogTest, WorkedByHand) {
  const RevivalLog log = *MakeRevivalLog(
      {{0, {true, false, false}}, {10, {false, true, true}}, {20, {true, false, true}}, {30, {false, false, true}}});
  EXPECT_THAT(log.dead_count, ElementsAre(1, 2, 2, 1));
  EXPECT_THAT(log.revivals, ElementsAre(2, 1, 0));
  EXPECT_THAT(log.deaths, ElementsAre(1, 1, 1));
  EXPECT_EQ(log.total_revivals, 3);
  EXPECT_EQ(log.total_deaths, 3);
  EXPECT_EQ(log.peak_dead, 2);
  EXPECT_EQ(log.peak_epoch, 10);
  EXPECT_EQ(log.evaluation.size(), 4u);
}

TEST(RevivalLogTest, PapersPeakAndItsEightRevivals) {
  // Tiny ImageNet at E = 0.545, E0 ... E80; nested sets of DEAD experts, the fewest moves that give these counts.
  std::vector<DeadStates> evaluations;
  double epoch = 0;
  for (const int dead : {4, 12, 8, 7, 7, 7, 5, 5, 4}) {
    evaluations.push_back(FirstDead(epoch, dead));
    epoch += 10;
  }
  const RevivalLog log = *MakeRevivalLog(std::move(evaluations));
  EXPECT_EQ(log.peak_dead, 12);
  EXPECT_EQ(log.peak_epoch, 10);
  EXPECT_EQ(log.total_deaths, 8);
  EXPECT_EQ(log.total_revivals, 8);
}

TEST(RevivalLogTest, DeadFreeFromTheFirstOfTheLastEvaluationsWithoutDead) {
  EXPECT_EQ(MakeRevivalLog({FirstDead(0, 3), FirstDead(10, 0), FirstDead(20, 1), FirstDead(30, 0), FirstDead(40, 0)})
                ->dead_free_epoch,
            30);
  EXPECT_EQ(MakeRevivalLog({FirstDead(5, 0), FirstDead(6, 0)})->dead_free_epoch, 5);
  EXPECT_FALSE(MakeRevivalLog({FirstDead(0, 0), FirstDead(10, 1)})->dead_free_epoch.has_value());
}

TEST(RevivalLogTest, CountsMoveByDeathsLessRevivals) {
  const RevivalLog log = *MakeRevivalLog({FirstDead(0, 3), FirstDead(1, 9), FirstDead(2, 5)});
  EXPECT_EQ(log.dead_count.back() - log.dead_count.front(), log.total_deaths - log.total_revivals);
}

TEST(RevivalLogTest, OneEvaluationHasNoTransitions) {
  const RevivalLog log = *MakeRevivalLog({FirstDead(7, 2)});
  EXPECT_EQ(log.total_revivals, 0);
  EXPECT_EQ(log.total_deaths, 0);
  EXPECT_EQ(log.peak_dead, 2);
  EXPECT_EQ(log.peak_epoch, 7);
}

TEST(RevivalLogTest, RefusesBadSeries) {
  EXPECT_THAT(Error({}), HasSubstr("at least one evaluation"));
  EXPECT_THAT(Error({{0, {true}}, {1, {true, false}}}), HasSubstr("evaluation 1 has 2 experts, the first has 1"));
  EXPECT_THAT(Error({{5, {true}}, {5, {true}}}), HasSubstr("evaluation 1 is at epoch 5, not after epoch 5"));
}

}  // namespace
}  // namespace moebench
