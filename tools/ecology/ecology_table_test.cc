#include "tools/ecology/ecology_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "absl/strings/str_split.h"
#include "moe_core/training/text_table.h"

namespace moebench::tools {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// One row a step for each of `num_experts` experts, two choices each.
TraceEcology EvenEcology(int num_experts, int num_steps, bool has_right, const EcologyConfig& config = {}) {
  TraceBuilder builder(2, {has_right, /*step=*/true, false, false}, {});
  for (int step = 0; step < num_steps; ++step) {
    for (int e = 0; e < num_experts; ++e) {
      TraceRow row;
      row.expert = {e, (e + 1) % num_experts};
      row.weight = {0.5, 0.5};
      row.right = true;
      row.step = step;
      EXPECT_TRUE(builder.Add(row).ok());
    }
  }
  return *AnalyzeTrace(*std::move(builder).Finish(), config, 0);
}

void ExpectFits(const std::string& text) {
  for (const absl::string_view line : absl::StrSplit(text, '\n')) EXPECT_LE(DisplayWidth(line), 100) << line;
}

TEST(EcologyTableTest, TheSummaryHasOneLineAClass) {
  const std::string text = EcologyTable("a.csv", EvenEcology(4, 1, true));
  EXPECT_THAT(text, HasSubstr("\nPURE_CORE  4\nBROAD_CORE  0\nWEAK_CORE  0\nEDGE  0\nNOISE  0\nDEAD  0\n"));
  EXPECT_THAT(text, HasSubstr("4 (largest id + 1; --num_experts says otherwise)"));
  EXPECT_THAT(text, HasSubstr("Gini 0.000, coefficient of variation 0.000, entropy 2.000 bits (1.000 of an even use)"));
  ExpectFits(text);
}

TEST(EcologyTableTest, WithoutPredictionsDeadAndAlive) {
  const std::string text = EcologyTable("a.csv", EvenEcology(4, 1, false));
  EXPECT_THAT(text, HasSubstr("\nALIVE  4\nDEAD  0\n"));
  EXPECT_THAT(text,
              HasSubstr("Note: without label and prediction an expert's accuracy is unknown: only DEAD is decided"));
  EXPECT_THAT(text, Not(HasSubstr("PURE_CORE")));
  ExpectFits(text);
}

TEST(EcologyTableTest, ManyExpertsTiersAndStepsStillFit) {
  EcologyConfig config;
  for (int i = 0; i < 20; ++i) config.add_tiers(50);
  const std::string text = EcologyTable(std::string(300, 'x'), EvenEcology(1000, 101, true, config));
  EXPECT_THAT(text, AllOf(HasSubstr("The 64 busiest of 1000 experts; --json and --html have all."),
                          HasSubstr("The whole matrix is in --json and --html."),
                          HasSubstr("One in 3 of 101 steps; --json and --html have all.")));
  ExpectFits(text);
}

TEST(EcologyTableTest, TwelveTiersFit) {
  EcologyConfig config;
  for (int i = 0; i < 12; ++i) config.add_tiers(1);
  const std::string text = EcologyTable("a.csv", EvenEcology(12, 1, true, config));
  EXPECT_THAT(text, HasSubstr("T11"));
  EXPECT_THAT(text, Not(HasSubstr("…")));
  ExpectFits(text);
}

TEST(EcologyTableTest, OneStepHasNoRevivalLog) {
  EXPECT_THAT(EcologyTable("a.csv", EvenEcology(4, 1, true)), HasSubstr("deaths and revivals cannot be seen"));
  EXPECT_THAT(EcologyTable("a.csv", EvenEcology(4, 2, true)), HasSubstr("Revival log\n"));
}

}  // namespace
}  // namespace moebench::tools
