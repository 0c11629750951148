#include "stats/reports/paper_section.h"

#include <variant>
#include <vector>

#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

const TestStudyShape kShape = {4, 3, {0.05, 0.02}, false};

TEST(PaperSection, NumbersBesideOurs) {
  const Section section = PaperSection(TestStudy(kShape), TestRuns(kShape), {});
  const auto& table = std::get<Table>(section.blocks.at(0));
  ASSERT_EQ(table.rows.size(), 4u);  // one a variant, though each seed's record repeats it
  EXPECT_EQ(table.rows[0][2].text, "3.524");
  EXPECT_EQ(table.rows[0][3].text, "3.920 ± 0.010 (3)");  // the last evaluation's
  EXPECT_EQ(table.rows[0][4].text, "0.396");
  EXPECT_EQ(table.rows[0][5].text, "pilot");
}

TEST(PaperSection, WhatWasNotMeasuredIsSaid) {
  std::vector<RunSample> runs = TestRuns({1, 2, {0.05}, false});
  for (RunSample& run : runs) {
    run.record->mutable_paper(0)->set_metric("other");
    run.record->mutable_paper(0)->clear_value();
    run.record->mutable_paper(0)->set_text("4, 12, 8");
  }
  const Section section = PaperSection(TestStudy({1, 2, {0.05}, false}), runs, {});
  const auto& table = std::get<Table>(section.blocks.at(0));
  EXPECT_EQ(table.rows[0][2].text, "4, 12, 8");
  EXPECT_EQ(table.rows[0][3].text, "not measured");
}

TEST(PaperSection, ANumberOfNoneIsWrittenLikeOurs) {
  std::vector<RunSample> runs = TestRuns({1, 3, {0.05}, false});
  for (size_t i = 0; i < runs.size(); ++i) {
    runs[i].record->mutable_paper(0)->set_metric("dead_experts");
    runs[i].record->mutable_paper(0)->set_value(0);
    Metric& metric = *runs[i].record->add_summary();
    metric.set_name("dead_experts");
    metric.set_value(4 + static_cast<double>(i));
  }
  const Section section = PaperSection(TestStudy({1, 3, {0.05}, false}), runs, {});
  const auto& table = std::get<Table>(section.blocks.at(0));
  EXPECT_EQ(table.rows[0][2].text, "0.000");
  EXPECT_EQ(table.rows[0][3].text, "5.000 ± 1.000 (3)");
}

TEST(PaperSection, ConclusionsStandBeforeNumbers) {
  PaperClaims claims;
  claims.pairs = {{TestVariantName(kShape, 0), TestVariantName(kShape, 1), 0.05, true, {}, "batches", "B.2"}};
  const Section section = PaperSection(TestStudy(kShape), TestRuns(kShape), claims);
  ASSERT_EQ(section.blocks.size(), 3u);
  EXPECT_EQ(std::get<Paragraph>(section.blocks[0]).lead, "At ±0.05.");
  EXPECT_EQ(std::get<Table>(section.blocks[2]).caption, "Numbers");
}

TEST(PaperSection, NothingToShow) { EXPECT_TRUE(PaperSection(TestStudy(kShape), {}, {}).blocks.empty()); }

}  // namespace
}  // namespace moebench::stats
