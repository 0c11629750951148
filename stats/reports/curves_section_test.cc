#include "stats/reports/curves_section.h"

#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

const TestStudyShape kShape = {2, 3, {0.05}, false};

TEST(CurvesSection, MeanAndBandOverSeeds) {
  const std::vector<RunSample> runs = TestRuns(kShape);
  const Section section = CurvesSection(TestStudy(kShape), runs);
  const auto& chart = std::get<CurveChart>(section.blocks.at(0));
  ASSERT_EQ(chart.curves.size(), 2u);
  EXPECT_EQ(chart.curves[0].seeds, 3);
  ASSERT_EQ(chart.curves[0].points.size(), 5u);
  const CurvePoint& last = chart.curves[0].points[4];  // 3.5 + 2 / 5 + 0.01 seed
  EXPECT_EQ(last.x, 400);
  EXPECT_NEAR(last.mean, 3.92, 1e-12);
  EXPECT_NEAR(last.low, 3.91, 1e-12);
  EXPECT_NEAR(last.high, 3.93, 1e-12);
}

TEST(CurvesSection, StepsThatNotEverySeedHasAreLeftOut) {
  std::vector<RunSample> runs = TestRuns(kShape);
  runs[1].record->mutable_evaluation()->RemoveLast();
  const Section section = CurvesSection(TestStudy(kShape), runs);
  const auto& chart = std::get<CurveChart>(section.blocks.at(0));
  EXPECT_EQ(chart.curves[0].points.size(), 4u);
  EXPECT_EQ(chart.curves[1].points.size(), 5u);
}

TEST(CurvesSection, TheEndHasADrawingOfItsOwnWhereTheBeginningHidesIt) {
  const Section section = CurvesSection(TestStudy(kShape), TestRuns(kShape));
  ASSERT_EQ(section.blocks.size(), 2u);
  const auto& end = std::get<CurveChart>(section.blocks[1]);
  EXPECT_EQ(end.caption, "val_loss, last third of the evaluations");
  EXPECT_EQ(end.curves[0].points.front().x, 300);
  EXPECT_LT(end.y.upper, 4.5);
}

TEST(CurvesSection, LongRunsAreThinned) {
  std::vector<RunSample> runs = TestRuns({1, 1, {0.05}, false});
  Evaluation evaluation = runs[0].record->evaluation(0);
  runs[0].record->clear_evaluation();
  for (int i = 0; i <= 5000; ++i) {
    evaluation.set_step(i);
    *runs[0].record->add_evaluation() = evaluation;
  }
  const Section section = CurvesSection(TestStudy({1, 1, {0.05}, false}), runs);
  const auto& chart = std::get<CurveChart>(section.blocks.at(0));
  EXPECT_EQ(chart.curves[0].points.size(), 200u);
  EXPECT_EQ(chart.curves[0].points.front().x, 0);
  EXPECT_EQ(chart.curves[0].points.back().x, 5000);
}

TEST(CurvesSection, NothingToShow) {
  std::vector<RunSample> runs = TestRuns(kShape);
  for (RunSample& run : runs) run.record.reset();
  EXPECT_TRUE(CurvesSection(TestStudy(kShape), runs).blocks.empty());
  EXPECT_TRUE(CurvesSection(TestStudy(kShape), {}).blocks.empty());
}

}  // namespace
}  // namespace moebench::stats
