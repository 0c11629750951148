#include "vision/analysis/dead_timeline.h"

#include <gtest/gtest.h>

#include <vector>

namespace moebench::vision {
namespace {

TEST(DeadTimelineTest, EighthsOfThePeakRoundedUp) {
  EXPECT_EQ(DeadTimeline({0, 1, 2, 3, 4, 5, 6, 7, 8}, 80), "·▁▂▃▄▅▆▇█");
  // Of a peak of 12: 4 is 2.67 eighths, 8 is 5.33, 7 is 4.67, 5 is 3.33.
  EXPECT_EQ(DeadTimeline({4, 12, 8, 7, 7, 7, 5, 5, 4}, 80), "▃█▆▅▅▅▄▄▃");
  EXPECT_EQ(DeadTimeline({1, 100}, 80), "▁█");
}

TEST(DeadTimelineTest, NoneDeadAndNoEvaluations) {
  EXPECT_EQ(DeadTimeline({0, 0, 0}, 80), "···");
  EXPECT_EQ(DeadTimeline({}, 80), "");
}

TEST(DeadTimelineTest, ManyEvaluationsShareACharacterByTheirHighest) {
  EXPECT_EQ(DeadTimeline({1, 8, 0, 0, 4}, 3), "█·▄");
  EXPECT_EQ(DeadTimeline({1, 8, 0, 0, 4}, 1), "█");
  const std::vector<int> many(1000, 2);
  EXPECT_LE(DeadTimeline(many, 60).size(), 60 * std::string("█").size());
}

}  // namespace
}  // namespace moebench::vision
