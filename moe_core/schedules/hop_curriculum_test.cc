#include "moe_core/schedules/hop_curriculum.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

const TrainingLength kPaper{/*steps_per_epoch=*/5000, /*total_steps=*/5000};

TEST(HopCurriculum, ThePapersStages) {
  EXPECT_EQ(CurriculumStage(0, kPaper, 3), 1);
  EXPECT_EQ(CurriculumStage(999, kPaper, 3), 1);
  EXPECT_EQ(CurriculumStage(1000, kPaper, 3), 2);
  EXPECT_EQ(CurriculumStage(2999, kPaper, 3), 2);
  EXPECT_EQ(CurriculumStage(3000, kPaper, 3), 3);
  EXPECT_EQ(CurriculumStage(4999, kPaper, 3), 3);
  EXPECT_EQ(CurriculumStage(6000, kPaper, 3), 3);
}

TEST(HopCurriculum, StagesScaleWithTheRun) {
  const TrainingLength short_run{10, 50};
  EXPECT_EQ(CurriculumStage(9, short_run, 3), 1);
  EXPECT_EQ(CurriculumStage(10, short_run, 3), 2);
  EXPECT_EQ(CurriculumStage(29, short_run, 3), 2);
  EXPECT_EQ(CurriculumStage(30, short_run, 3), 3);
  // H = 4: ends at 1/7, 3/7, 5/7 of 49 steps: 7, 21, 35.
  const TrainingLength four_hops{49, 49};
  EXPECT_EQ(CurriculumStage(6, four_hops, 4), 1);
  EXPECT_EQ(CurriculumStage(7, four_hops, 4), 2);
  EXPECT_EQ(CurriculumStage(20, four_hops, 4), 2);
  EXPECT_EQ(CurriculumStage(21, four_hops, 4), 3);
  EXPECT_EQ(CurriculumStage(35, four_hops, 4), 4);
  EXPECT_EQ(CurriculumStage(0, four_hops, 1), 1);
  EXPECT_EQ(CurriculumStage(48, four_hops, 1), 1);
}

// With 2,000 draws of U{1, 2} the count of ones is within 5 standard deviations (22.4) of 1,000, of U{1, 2, 3} within 5
// (21.1) of 666.7: for a right implementation and a random seed each fails once in 1.7 million; the seed is fixed.
TEST(HopCurriculum, DrawsAreUniformWithinAStage) {
  std::vector<std::vector<int>> count(3, std::vector<int>(4, 0));
  for (int64_t step = 0; step < 5000; ++step) {
    ++count[CurriculumStage(step, kPaper, 3) - 1][CurriculumHops(7, step, kPaper, 3)];
  }
  EXPECT_THAT(count[0], testing::ElementsAre(0, 1000, 0, 0));
  EXPECT_EQ(count[1][3], 0);
  for (int hops = 1; hops <= 2; ++hops) EXPECT_NEAR(count[1][hops], 1000, 112) << hops;
  for (int hops = 1; hops <= 3; ++hops) EXPECT_NEAR(count[2][hops], 666.7, 106) << hops;
}

TEST(HopCurriculum, IsAPureFunctionOfSeedAndStep) {
  int different = 0;
  for (int64_t step = 3000; step < 3100; ++step) {
    EXPECT_EQ(CurriculumHops(7, step, kPaper, 3), CurriculumHops(7, step, kPaper, 3));
    different += CurriculumHops(7, step, kPaper, 3) != CurriculumHops(8, step, kPaper, 3);
  }
  EXPECT_GT(different, 30);  // two thirds of 100 on average; 30 or fewer: 8 standard deviations
}

}  // namespace
}  // namespace moebench
