#include "vision/analysis/seed_summary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "moe_core/training/text_table.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

void AddSummary(const std::string& name, double value, stats::RunRecord* record) {
  stats::Metric* metric = record->add_summary();
  metric->set_name(name);
  metric->set_value(value);
}

stats::RunRecord SeedRun(uint64_t seed, double accuracy) {
  stats::RunRecord record;
  record.set_experiment("ecology/tinyimagenet_4tier_a");
  record.set_scale("pilot");
  record.set_config_sha256("abc");
  record.set_seed(seed);
  record.set_status(stats::RunRecord::FINISHED);
  AddSummary("top2_gated_accuracy", accuracy, &record);
  return record;
}

std::string Error(const std::vector<stats::RunRecord>& records) {
  return std::string(SeedSummaryTable(records).status().message());
}

// The paper's three seeds at E99: 47.68, 47.86, 47.00; mean 47.5133; deviations .1667, .3467, -.5133; squares .0278 +
// .1202 + .2635 = .4115; over 2: .2057, root .4536.
TEST(SeedSummaryTest, WorkedByHand) {
  const std::vector<SeedStatistic> statistics =
      *SummarizeSeeds({SeedRun(1, 0.4768), SeedRun(2, 0.4786), SeedRun(3, 0.4700)});
  ASSERT_EQ(statistics.size(), 1u);
  EXPECT_EQ(statistics[0].metric, "top2_gated_accuracy");
  EXPECT_EQ(statistics[0].n, 3);
  EXPECT_NEAR(statistics[0].mean, 0.475133, 5e-7);
  EXPECT_NEAR(*statistics[0].standard_deviation, 0.004536, 5e-7);
}

TEST(SeedSummaryTest, TheTableShowsMeanSdAndN) {
  const std::string table = *SeedSummaryTable({SeedRun(1, 0.4768), SeedRun(2, 0.4786), SeedRun(3, 0.4700)});
  EXPECT_THAT(table, HasSubstr("ecology/tinyimagenet_4tier_a, scale pilot: n = 3 (seeds 1, 2, 3)"));
  EXPECT_THAT(table, HasSubstr("top2_gated_accuracy  47.51 %  0.45 %  3"));
}

TEST(SeedSummaryTest, OneRunHasNoStandardDeviation) {
  EXPECT_FALSE((*SummarizeSeeds({SeedRun(1, 0.5)}))[0].standard_deviation.has_value());
  const std::string table = *SeedSummaryTable({SeedRun(1, 0.5)});
  EXPECT_THAT(table, HasSubstr("n/a"));
  EXPECT_THAT(table, HasSubstr("(seed 1)"));
}

TEST(SeedSummaryTest, EqualRunsHaveADeviationOfZero) {
  EXPECT_EQ(*(*SummarizeSeeds({SeedRun(1, 0.5), SeedRun(2, 0.5)}))[0].standard_deviation, 0);
}

TEST(SeedSummaryTest, LargeMeansKeepTheirDeviation) {
  const double large = 1e9;
  const std::vector<SeedStatistic> statistics =
      *SummarizeSeeds({SeedRun(1, large + 1), SeedRun(2, large), SeedRun(3, large - 1)});
  EXPECT_DOUBLE_EQ(*statistics[0].standard_deviation, 1);
}

TEST(SeedSummaryTest, AMetricCountsTheRunsThatReportIt) {
  stats::RunRecord first = SeedRun(1, 0.5);
  stats::RunRecord second = SeedRun(2, 0.6);
  AddSummary("tier_hard_ratio", 1.5, &second);
  const std::vector<SeedStatistic> statistics = *SummarizeSeeds({first, second});
  ASSERT_EQ(statistics.size(), 2u);
  EXPECT_EQ(statistics[0].n, 2);
  EXPECT_EQ(statistics[1].metric, "tier_hard_ratio");
  EXPECT_EQ(statistics[1].n, 1);
}

TEST(SeedSummaryTest, ThePapersResultStandsBeside) {
  stats::RunRecord record = SeedRun(1, 0.5);
  stats::PaperResult* paper = record.add_paper();
  paper->set_metric("top2_gated_accuracy");
  paper->set_value(0.4768);
  EXPECT_THAT(*SeedSummaryTable({record}), HasSubstr("47.68 %"));
}

TEST(SeedSummaryTest, UnfinishedRunsAreNamedAndDoNotCount) {
  stats::RunRecord diverged = SeedRun(2, std::numeric_limits<double>::quiet_NaN());
  diverged.set_status(stats::RunRecord::DIVERGED);
  diverged.set_status_detail("loss term oracle is nan at step 12");
  const std::string table = *SeedSummaryTable({SeedRun(1, 0.5), diverged});
  EXPECT_THAT(table, HasSubstr("n = 1 (seed 1)"));
  EXPECT_THAT(table, HasSubstr("left out: seed 2, diverged: loss term oracle is nan at step 12"));
  EXPECT_THAT(table, Not(HasSubstr("nan %")));
}

TEST(SeedSummaryTest, FitsATerminal) {
  std::vector<stats::RunRecord> records;
  for (uint64_t seed = 1; seed <= 100; ++seed) records.push_back(SeedRun(seed, 0.01 * static_cast<double>(seed)));
  records[99].set_status(stats::RunRecord::INTERRUPTED);
  records[99].set_status_detail(std::string(200, 'x'));
  const std::string table = *SeedSummaryTable(records);
  const std::vector<std::string> lines = absl::StrSplit(table, '\n');
  for (const std::string& line : lines) EXPECT_LE(DisplayWidth(line), 100) << line;
}

TEST(SeedSummaryTest, RefusesWhatIsNotASample) {
  EXPECT_THAT(Error({}), HasSubstr("no finished run among 0"));
  EXPECT_THAT(Error({SeedRun(1, 0.5), SeedRun(1, 0.6)}), HasSubstr("seed 1 is there twice"));
  stats::RunRecord other = SeedRun(2, 0.5);
  other.set_config_sha256("def");
  EXPECT_THAT(Error({SeedRun(1, 0.5), other}), HasSubstr("seeds 1 and 2 are runs of different configurations"));
  EXPECT_THAT(Error({SeedRun(4, std::numeric_limits<double>::infinity())}),
              HasSubstr("metric top2_gated_accuracy of seed 4 is inf; expected a finite number"));
}

}  // namespace
}  // namespace moebench::vision
