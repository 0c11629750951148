#include "tools/ecology/evaluation_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;

TEST(GroupByEvaluationTest, SortsByLayerThenStepAndKeepsTheRowsOrder) {
  RoutingTrace trace;
  trace.top_k = 1;
  trace.expert = {0, 0, 0, 0, 0};
  trace.layer = {1, 0, 1, 1, 0};
  trace.step = {20, 10, 10.5, 20, 10};
  const std::vector<EvaluationRows> evaluations = GroupByEvaluation(trace);
  ASSERT_EQ(evaluations.size(), 3u);
  EXPECT_EQ(evaluations[0].layer, 0);
  EXPECT_EQ(evaluations[0].step, 10);
  EXPECT_THAT(evaluations[0].rows, ElementsAre(1, 4));
  EXPECT_EQ(evaluations[1].layer, 1);
  EXPECT_EQ(evaluations[1].step, 10.5);
  EXPECT_THAT(evaluations[1].rows, ElementsAre(2));
  EXPECT_EQ(evaluations[2].step, 20);
  EXPECT_THAT(evaluations[2].rows, ElementsAre(0, 3));
}

TEST(GroupByEvaluationTest, WithoutLayersAndStepsAllRowsAreOneEvaluation) {
  RoutingTrace trace;
  trace.top_k = 2;
  trace.expert = {0, 1, 1, 0};
  const std::vector<EvaluationRows> evaluations = GroupByEvaluation(trace);
  ASSERT_EQ(evaluations.size(), 1u);
  EXPECT_EQ(evaluations[0].layer, 0);
  EXPECT_EQ(evaluations[0].step, 0);
  EXPECT_THAT(evaluations[0].rows, ElementsAre(0, 1));
}

}  // namespace
}  // namespace moebench::tools
