#include "tools/kill_test/kill_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "gtest/gtest.h"

namespace moebench::tools {
namespace {

std::vector<double> Moments(const PlannedRun& run) {
  std::vector<double> moments;
  for (const PlannedKill& kill : run.kills) moments.push_back(kill.moment);
  return moments;
}

TEST(KillPlan, SharesOfAHundredRuns) {
  std::map<KillKind, int> runs;
  for (const PlannedRun& run : DrawKillPlan(100, 1)) ++runs[run.kind];
  EXPECT_EQ(runs[KillKind::kRandom], 40);
  EXPECT_EQ(runs[KillKind::kBeforeFirstCheckpoint], 15);
  EXPECT_EQ(runs[KillKind::kDuringCheckpoint], 20);
  EXPECT_EQ(runs[KillKind::kRepeated], 15);
  EXPECT_EQ(runs[KillKind::kTerminated], 10);
}

TEST(KillPlan, EveryKindIsAmongTheFirstFive) {
  std::set<KillKind> kinds;
  for (const PlannedRun& run : DrawKillPlan(5, 1)) kinds.insert(run.kind);
  EXPECT_EQ(kinds.size(), 5u);
  EXPECT_TRUE(DrawKillPlan(0, 1).empty());
}

TEST(KillPlan, AimsAndNumbersOfKillsFollowTheKind) {
  std::set<size_t> repeated;
  std::set<KillAim> aims_of_repeated;
  for (const PlannedRun& run : DrawKillPlan(200, 3)) {
    if (run.kind == KillKind::kRepeated) {
      repeated.insert(run.kills.size());
      for (const PlannedKill& kill : run.kills) aims_of_repeated.insert(kill.aim);
      continue;
    }
    ASSERT_EQ(run.kills.size(), 1u);
    const KillAim aim = run.kills[0].aim;
    EXPECT_EQ(aim == KillAim::kBeforeFirstCheckpoint, run.kind == KillKind::kBeforeFirstCheckpoint);
    EXPECT_EQ(aim == KillAim::kDuringCheckpoint, run.kind == KillKind::kDuringCheckpoint);
  }
  EXPECT_EQ(repeated, (std::set<size_t>{2, 3}));
  EXPECT_EQ(aims_of_repeated, (std::set<KillAim>{KillAim::kMoment, KillAim::kDuringCheckpoint}));
}

// 1,600 uniform draws: the mean has a standard error of 0.289 / 40 = 0.0072, so 0.03 is four of them, and a tenth of
// the range stays empty with probability 0.9^1600.
TEST(KillPlan, RandomMomentsSpreadOverTheWholeTraining) {
  double sum = 0;
  int count = 0;
  std::set<int> tenths;
  for (const PlannedRun& run : DrawKillPlan(4000, 5)) {
    if (run.kind != KillKind::kRandom) continue;
    const double moment = run.kills[0].moment;
    ASSERT_GE(moment, 0);
    ASSERT_LT(moment, 1);
    sum += moment;
    ++count;
    tenths.insert(static_cast<int>(10 * moment));
  }
  EXPECT_EQ(count, 1600);
  EXPECT_NEAR(sum / count, 0.5, 0.03);
  EXPECT_EQ(tenths.size(), 10u);
}

TEST(KillPlan, RepeatedKillsFitIntoOneTraining) {
  for (const PlannedRun& run : DrawKillPlan(400, 7)) {
    double sum = 0;
    for (const double moment : Moments(run)) {
      EXPECT_GE(moment, 0);
      sum += moment;
    }
    EXPECT_LT(sum, 1);
  }
}

TEST(KillPlan, IsAFunctionOfTheSeedAndALongerOneBeginsTheSame) {
  const std::vector<PlannedRun> plan = DrawKillPlan(20, 11);
  const std::vector<PlannedRun> longer = DrawKillPlan(40, 11);
  const std::vector<PlannedRun> other = DrawKillPlan(20, 12);
  for (size_t i = 0; i < plan.size(); ++i) {
    EXPECT_EQ(Moments(plan[i]), Moments(longer[i]));
    EXPECT_NE(Moments(plan[i]), Moments(other[i]));
  }
}

TEST(KillPlan, MomentsAreSharesOfTheirSpan) {
  const Timeline timeline = {absl::Seconds(2), absl::Seconds(8), absl::Seconds(10)};
  EXPECT_EQ(MomentOf({KillAim::kMoment, 0.5}, timeline), absl::Seconds(5));
  EXPECT_EQ(MomentOf({KillAim::kBeforeFirstCheckpoint, 0.5}, timeline), absl::Seconds(1));
  EXPECT_EQ(MomentOf({KillAim::kDuringCheckpoint, 0.5}, timeline), absl::Seconds(4));
}

TEST(KillPlan, EveryKindHasAName) {
  std::set<std::string> names;
  for (const KillKind kind : kKillKinds) names.insert(KillKindName(kind));
  EXPECT_EQ(names.size(), 5u);
  EXPECT_EQ(names.count(""), 0u);
}

}  // namespace
}  // namespace moebench::tools
