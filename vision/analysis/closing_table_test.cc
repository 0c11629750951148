#include "vision/analysis/closing_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "moe_core/training/text_table.h"
#include "vision/analysis/run_summary.h"
#include "vision/analysis/test_record.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kRegenerate[] =
    "# MOEBENCH_UPDATE_GOLDEN=$PWD/vision/analysis/testdata bazel run //vision/analysis:closing_table_test\n";

void AddPaper(const std::string& metric, double value, const std::string& source, stats::RunRecord* record) {
  stats::PaperResult* paper = record->add_paper();
  paper->set_metric(metric);
  paper->set_value(value);
  paper->set_source(source);
}

stats::RunRecord SixteenExperts() {
  stats::RunRecord record = MakeTestRecord(TestRun());
  record.add_summary()->set_name("linear_probe_accuracy");
  record.mutable_summary(0)->set_value(0.0512);
  AddPaper("top2_gated_accuracy_epoch_50", 0.3815, "ECOLOGY Table 5", &record);
  AddPaper("top2_gated_accuracy_epoch_99", 0.4768, "ECOLOGY Table 15", &record);
  AddPaper("dead_experts", 4, "ECOLOGY Table 7", &record);
  AddPaper("dead_experts_epoch_90", 4, "ECOLOGY Table 15", &record);
  AddPaper("top2_gated_accuracy", 0.4768, "ECOLOGY Table 15", &record);
  stats::PaperResult* series = record.add_paper();
  series->set_metric("dead_experts");
  series->set_source("ECOLOGY Table 7");
  series->set_text(
      "DEAD 4, 12, 8, 7, 7, 7, 5, 5, 4 and touched 14, 12, 10, 15, 15, 16, 16, 16, 16 at E0, E10, E20, E30, E40, E50, "
      "E60, E70, E80");
  EXPECT_TRUE(FillSummary(200, &record).ok());
  return record;
}

stats::RunRecord ThirtyTwoExperts() {
  TestRun run;
  run.tiers = {8, 8, 8, 8};
  run.dead = {5, 9, 25, 25};
  stats::RunRecord record = MakeTestRecord(run);
  EXPECT_TRUE(FillSummary(200, &record).ok());
  return record;
}

std::vector<std::string> Lines(const std::string& table) { return absl::StrSplit(table, '\n'); }

std::string LineWith(const std::string& table, const std::string& start) {
  for (const std::string& line : Lines(table)) {
    if (absl::StartsWith(absl::StripLeadingAsciiWhitespace(line), start)) return line;
  }
  return "";
}

void ExpectFitsATerminal(const std::string& table) {
  for (const std::string& line : Lines(table)) EXPECT_LE(DisplayWidth(line), 100) << line;
}

// With $MOEBENCH_UPDATE_GOLDEN set, writes the file into that folder instead of comparing.
void ExpectGolden(const std::string& name, const std::string& table) {
  const std::string golden = kRegenerate + table;
  const char* update = std::getenv("MOEBENCH_UPDATE_GOLDEN");
  if (update != nullptr) {
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(update, "/", name), golden).ok());
    return;
  }
  const absl::StatusOr<std::string> path = Runfile(absl::StrCat("vision/analysis/testdata/", name));
  ASSERT_TRUE(path.ok()) << path.status();
  EXPECT_EQ(*ReadFile(*path), golden);
}

TEST(ClosingTableTest, SixteenExpertsInThreeTiers) {
  const std::string table = *ClosingTable(SixteenExperts());
  ExpectFitsATerminal(table);
  ExpectGolden("closing_table_16.golden.txt", table);
}

TEST(ClosingTableTest, ThirtyTwoExpertsInFourTiers) {
  const std::string table = *ClosingTable(ThirtyTwoExperts());
  ExpectFitsATerminal(table);
  ExpectGolden("closing_table_32.golden.txt", table);
}

TEST(ClosingTableTest, OneLineAnExpertAndOneATier) {
  const stats::RunRecord record = ThirtyTwoExperts();
  const std::string table = *ClosingTable(record);
  int experts = 0;
  for (const std::string& line : Lines(table)) {
    for (const char* name : {"PURE_CORE", "BROAD_CORE", "WEAK_CORE", " DEAD  "})
      experts += absl::StrContains(line, name);
  }
  EXPECT_EQ(experts, 32);
  for (const char* tier : {"T0  ", "T1  ", "T2  ", "T3  "}) EXPECT_NE(LineWith(table, tier), "") << tier;
}

TEST(ClosingTableTest, ResultsStandBesideProbeAndPaper) {
  const std::string table = *ClosingTable(SixteenExperts());
  EXPECT_THAT(LineWith(table, "top2_gated_accuracy "), HasSubstr("61.00 %"));
  EXPECT_THAT(LineWith(table, "top2_gated_accuracy "), HasSubstr("5.12 %"));
  EXPECT_THAT(LineWith(table, "top2_gated_accuracy "), HasSubstr("47.68 %"));
  EXPECT_THAT(LineWith(table, "top2_gated_accuracy_epoch_50"), HasSubstr("46.00 %"));
  EXPECT_THAT(LineWith(table, "top2_gated_accuracy_epoch_50"), HasSubstr("38.15 %"));
  EXPECT_THAT(LineWith(table, "top2_gated_accuracy_epoch_99"), HasSubstr("–"));
  EXPECT_EQ(LineWith(table, "dead_experts_epoch_90"), "");
  EXPECT_THAT(table, HasSubstr("1 result of the paper not shown"));
  EXPECT_THAT(LineWith(table, "top1_gated_accuracy"), HasSubstr("5.12 %"));
  EXPECT_THAT(LineWith(table, "top5_accuracy"), Not(HasSubstr("5.12 %")));
  EXPECT_THAT(LineWith(table, "dead_experts"), HasSubstr("ECOLOGY Table 7"));
}

TEST(ClosingTableTest, EcologyOfTheRun) {
  const std::string table = *ClosingTable(SixteenExperts());
  EXPECT_THAT(LineWith(table, "phase"), HasSubstr("reversible: 4 DEAD at the end, peak 12 at E10"));
  EXPECT_THAT(LineWith(table, "phase"), HasSubstr("8 deaths, 8 revivals"));
  EXPECT_THAT(LineWith(table, "DEAD over time"), HasSubstr("▃█▆▅▅▅▄▄▃"));
  EXPECT_THAT(LineWith(table, "E = "), HasSubstr("0.545, at or above the critical 0.5"));
}

TEST(ClosingTableTest, TierComparisons) {
  const std::string table = *ClosingTable(SixteenExperts());
  EXPECT_THAT(LineWith(table, "dominant tiers"), HasSubstr("none; effective depth 3"));
  EXPECT_THAT(LineWith(table, "T0 to T0"), HasSubstr("of all samples"));
  EXPECT_THAT(LineWith(table, "T0/T2 hard ratio"), HasSubstr("1.5"));  // 12 % over 8 %
}

// Usage 45.2, 26.2 and 28.6 % with 50, 25 and 25 % of the experts.
TEST(ClosingTableTest, TierThresholdsAreThoseOfTheRun) {
  const stats::RunRecord record = WithConfig(SixteenExperts(), [](Experiment* experiment) {
    experiment->mutable_ecology()->set_dominance_ratio(1.1);
    experiment->mutable_ecology()->set_effective_depth_usage(0.27);
  });
  EXPECT_THAT(LineWith(*ClosingTable(record), "dominant tiers"), HasSubstr("T2; effective depth 2"));
}

TEST(ClosingTableTest, HealthyRunsSayThatNoneWasDead) {
  TestRun run;
  run.dead = {0, 0};
  EXPECT_THAT(LineWith(*ClosingTable(MakeTestRecord(run)), "phase"),
              HasSubstr("healthy: 0 DEAD at the end, none at any"));
}

TEST(ClosingTableTest, FlatHasNoTierComparisons) {
  TestRun run;
  run.tiers = {16};
  const std::string table = *ClosingTable(MakeTestRecord(run));
  EXPECT_EQ(LineWith(table, "dominant tiers"), "");
  EXPECT_EQ(LineWith(table, "T0 to T0"), "");
  EXPECT_THAT(table, Not(HasSubstr("top-2 T0")));
  EXPECT_THAT(LineWith(table, "T0"), HasSubstr("12/16"));
}

TEST(ClosingTableTest, ManyTiersFitToo) {
  TestRun run;
  run.tiers = std::vector<int>(16, 4);
  run.dead = std::vector<int>(500, 3);
  ExpectFitsATerminal(*ClosingTable(MakeTestRecord(run)));
}

TEST(ClosingTableTest, LongNamesAreCutAndTextsWrapped) {
  stats::RunRecord record = SixteenExperts();
  record.set_dataset(absl::StrCat("folder:/", std::string(300, 'x')));
  record.mutable_paper(0)->set_source(std::string(200, 's'));
  record.mutable_paper(5)->set_text(absl::StrCat(record.paper(5).text(), " ", std::string(200, 't')));
  const std::string table = *ClosingTable(record);
  ExpectFitsATerminal(table);
  EXPECT_THAT(LineWith(table, "paper, ECOLOGY Table 7"), HasSubstr("DEAD 4, 12, 8"));
  EXPECT_THAT(table, HasSubstr("E80"));
}

TEST(ClosingTableTest, UndefinedEAndNoBaselines) {
  const stats::RunRecord record = WithConfig(MakeTestRecord(TestRun()), [](Experiment* experiment) {
    experiment->mutable_loss()->set_oracle_weight(0);
    experiment->mutable_loss()->set_balance_weight(0);
  });
  const std::string table = *ClosingTable(record);
  EXPECT_THAT(LineWith(table, "E = "), HasSubstr("undefined: O + B = 0"));
  EXPECT_THAT(LineWith(table, "top1_gated_accuracy"), HasSubstr("–"));
}

TEST(ClosingTableTest, ATierThatCollapsedIsNamed) {
  stats::RunRecord record = MakeTestRecord(TestRun());
  record.mutable_evaluation(2)->mutable_tier(1)->set_usage(0.001);
  record.mutable_evaluation(8)->mutable_tier(2)->set_usage(0.001);
  const std::string table = *ClosingTable(record);
  EXPECT_THAT(LineWith(table, "T1 collapsed"), HasSubstr("at E20, recovered at E30"));
  EXPECT_THAT(LineWith(table, "T2 collapsed"), HasSubstr("at E80, not recovered"));
}

TEST(ClosingTableTest, RefusesARecordWithoutEvaluations) {
  stats::RunRecord record = SixteenExperts();
  record.clear_evaluation();
  EXPECT_THAT(std::string(ClosingTable(record).status().message()), HasSubstr("at least one evaluation"));
}

}  // namespace
}  // namespace moebench::vision
