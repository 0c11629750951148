#include "tools/ecology/trace_ecology.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace moebench::tools {
namespace {

using ::testing::Contains;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pointwise;

struct Row {
  std::vector<int64_t> expert;
  std::vector<double> weight;
  bool right = false;
  double step = 0;
  int64_t layer = 0;
};

RoutingTrace Trace(const std::vector<Row>& rows, bool has_right, absl::string_view num_experts) {
  TraceBuilder builder(static_cast<int>(rows[0].expert.size()), {has_right, /*step=*/true, /*layer=*/true, false},
                       *ExpertNumbers::Parse(num_experts));
  for (const Row& row : rows) {
    TraceRow filled;
    filled.expert = row.expert;
    filled.weight = row.weight;
    filled.right = row.right;
    filled.step = row.step;
    filled.layer = row.layer;
    EXPECT_TRUE(builder.Add(filled).ok());
  }
  return *std::move(builder).Finish();
}

EcologyConfig Tiers(std::initializer_list<int> sizes) {
  EcologyConfig config;
  for (const int size : sizes) config.add_tiers(size);
  return config;
}

// Five rows of one evaluation, experts 0 and 1 in T0, 2 and 3 in T1:
//
//   row  first (weight)  second   right
//   0    0 (.75)         1 (.25)  yes
//   1    0 (.5)          2 (.5)   no
//   2    0 (1)           none     yes
//   3    2 (.5)          3 (.5)   no
//   4    none
const std::vector<Row>& FiveRows() {
  static const auto* const rows = new std::vector<Row>{{{0, 1}, {0.75, 0.25}, true},
                                                       {{0, 2}, {0.5, 0.5}, false},
                                                       {{0, -1}, {1, 0}, true},
                                                       {{2, 3}, {0.5, 0.5}, false},
                                                       {{-1, -1}, {0, 0}, true}};
  return *rows;
}

TEST(AnalyzeTraceTest, ExpertsWorkedByHand) {
  const TraceEcology ecology = *AnalyzeTrace(Trace(FiveRows(), true, ""), Tiers({2, 2}), 0);
  EXPECT_EQ(ecology.rows, 5);
  EXPECT_EQ(ecology.top_k, 2);
  EXPECT_TRUE(ecology.has_accuracy);
  ASSERT_EQ(ecology.layers.size(), 1u);
  const std::vector<ExpertOutcome>& experts = ecology.layers[0].experts;
  ASSERT_EQ(experts.size(), 4u);
  // Four routed rows: 0 wins three, two of them right; 2 wins one, not right.
  EXPECT_EQ(experts[0].wins, 3);
  EXPECT_DOUBLE_EQ(experts[0].usage, 0.75);
  EXPECT_DOUBLE_EQ(*experts[0].accuracy, 2.0 / 3);
  EXPECT_EQ(experts[0].ecology_class, EcologyClass::kPureCore);
  EXPECT_DOUBLE_EQ(*experts[2].accuracy, 0);
  EXPECT_EQ(experts[2].ecology_class, EcologyClass::kWeakCore);
  EXPECT_FALSE(experts[1].accuracy.has_value());
  EXPECT_EQ(experts[1].ecology_class, EcologyClass::kDead);
  EXPECT_EQ(experts[3].ecology_class, EcologyClass::kDead);
  // Load: 0 has 1/2 + 1/2 + 1 of 4 rows, 1 has 1/2, 2 has 1/2 + 1/2, 3 has 1/2.
  EXPECT_DOUBLE_EQ(experts[0].load, 0.5);
  EXPECT_DOUBLE_EQ(experts[1].load, 0.125);
  EXPECT_DOUBLE_EQ(experts[2].load, 0.25);
  EXPECT_DOUBLE_EQ(experts[3].load, 0.125);
  // Weight, 4 in all: 0 has .75 + .5 + 1, 1 has .25, 2 has .5 + .5, 3 has .5.
  EXPECT_DOUBLE_EQ(experts[0].weight_share, 2.25 / 4);
  EXPECT_DOUBLE_EQ(experts[1].weight_share, 0.25 / 4);
  EXPECT_DOUBLE_EQ(experts[2].weight_share, 1.0 / 4);
  EXPECT_DOUBLE_EQ(experts[3].weight_share, 0.5 / 4);
}

TEST(AnalyzeTraceTest, TiersTransitionsAndEvennessWorkedByHand) {
  const TraceEcology ecology = *AnalyzeTrace(Trace(FiveRows(), true, ""), Tiers({2, 2}), 0);
  const LayerEcology& layer = ecology.layers[0];
  ASSERT_EQ(layer.tiers.size(), 2u);
  EXPECT_EQ(layer.tiers[0].num_experts, 2);
  EXPECT_DOUBLE_EQ(layer.tiers[0].usage, 0.75);
  EXPECT_EQ(layer.tiers[0].alive, 1);
  EXPECT_EQ(layer.tiers[0].touched, 1);
  EXPECT_DOUBLE_EQ(*layer.tiers[0].accuracy, 2.0 / 3);
  EXPECT_DOUBLE_EQ(layer.tiers[1].usage, 0.25);
  EXPECT_EQ(layer.effective_depth, 2);
  EXPECT_EQ(layer.dominance, "T0");  // 75 % is more than 1.25 times 2 of 4 experts
  // Rows 0, 1 and 3 have a second choice: T0 -> T0, T0 -> T1, T1 -> T1.
  ASSERT_TRUE(layer.transition.has_value());
  EXPECT_EQ(layer.transition->rows, 3);
  EXPECT_THAT(layer.transition->joint, Pointwise(DoubleNear(1e-15), {1.0 / 3, 1.0 / 3, 0.0, 1.0 / 3}));
  EXPECT_DOUBLE_EQ(layer.transition->self_loop[0].joint, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*layer.transition->self_loop[0].conditional, 0.5);
  EXPECT_DOUBLE_EQ(*layer.transition->self_loop[1].conditional, 1);
  // Usage 3/4, 0, 1/4, 0: Gini = sum_i (2 i - 3) u_i / 4 in ascending order = (1 * 1/4 + 3 * 3/4) / 4 = .625.
  const EvaluationOutcome& last = layer.evaluations.back();
  EXPECT_DOUBLE_EQ(last.evenness.gini, 0.625);
  EXPECT_NEAR(last.evenness.entropy_bits, 0.75 * 0.4150375 + 0.25 * 2, 1e-7);
  EXPECT_EQ(last.rows, 5);
  EXPECT_EQ(last.routed_rows, 4);
  EXPECT_EQ(last.dead_count, 2);
  EXPECT_EQ(last.touched, 2);
  EXPECT_DOUBLE_EQ(*last.accuracy, 0.5);
  EXPECT_THAT(last.tier_usage, ElementsAre(0.75, 0.25));
}

TEST(AnalyzeTraceTest, WithoutPredictionsOnlyDeadIsDecided) {
  const TraceEcology ecology = *AnalyzeTrace(Trace(FiveRows(), false, ""), EcologyConfig(), 0);
  EXPECT_FALSE(ecology.has_accuracy);
  EXPECT_THAT(ecology.notices, Contains(HasSubstr("only DEAD is decided")));
  const LayerEcology& layer = ecology.layers[0];
  EXPECT_FALSE(layer.experts[0].accuracy.has_value());
  EXPECT_FALSE(layer.evaluations[0].accuracy.has_value());
  EXPECT_EQ(ClassName(layer.experts[0], false), "ALIVE");
  EXPECT_EQ(ClassName(layer.experts[1], false), "DEAD");
  const std::vector<ClassCount> counts = CountClasses(layer, false);
  ASSERT_EQ(counts.size(), 2u);
  EXPECT_EQ(counts[0].name, "ALIVE");
  EXPECT_EQ(counts[0].count, 2);
  EXPECT_EQ(counts[1].name, "DEAD");
  EXPECT_EQ(counts[1].count, 2);
}

TEST(AnalyzeTraceTest, CountsAllClassesOfTheTaxonomy) {
  const TraceEcology ecology = *AnalyzeTrace(Trace(FiveRows(), true, ""), EcologyConfig(), 0);
  std::string text;
  for (const ClassCount& count : CountClasses(ecology.layers[0], true)) {
    text += count.name + " " + std::to_string(count.count) + "\n";
  }
  EXPECT_EQ(text, "PURE_CORE 1\nBROAD_CORE 0\nWEAK_CORE 1\nEDGE 0\nNOISE 0\nDEAD 2\n");
}

TEST(AnalyzeTraceTest, OneChoiceHasNoTransitionAndFlatIsOneTier) {
  const TraceEcology ecology = *AnalyzeTrace(Trace({{{1}, {1}}, {{0}, {1}}}, false, "3"), EcologyConfig(), 0);
  EXPECT_FALSE(ecology.layers[0].transition.has_value());
  ASSERT_EQ(ecology.layers[0].tiers.size(), 1u);
  EXPECT_EQ(ecology.layers[0].tiers[0].num_experts, 3);
  EXPECT_EQ(ecology.layers[0].num_experts, 3);
  EXPECT_TRUE(ecology.num_experts_given);
}

// One layer of two experts, each in its tier, over three steps given out of order:
//   step 0   0 0 1    both alive
//   step 10  1 1 1    0 dies; T0 collapses
//   step 20  0 1 1    0 is revived; T0 recovers
std::vector<Row> ThreeSteps() {
  std::vector<Row> rows;
  for (const auto& [step, winners] :
       std::vector<std::pair<double, std::vector<int64_t>>>{{20, {0, 1, 1}}, {0, {0, 0, 1}}, {10, {1, 1, 1}}}) {
    for (const int64_t winner : winners) rows.push_back({{winner}, {1}, false, step});
  }
  return rows;
}

TEST(AnalyzeTraceTest, StepsAreEvaluations) {
  const TraceEcology ecology = *AnalyzeTrace(Trace(ThreeSteps(), false, ""), Tiers({1, 1}), 0);
  const LayerEcology& layer = ecology.layers[0];
  ASSERT_EQ(layer.evaluations.size(), 3u);
  EXPECT_EQ(layer.evaluations[1].step, 10);
  EXPECT_THAT(layer.revivals.dead_count, ElementsAre(0, 1, 0));
  EXPECT_THAT(layer.revivals.deaths, ElementsAre(1, 0));
  EXPECT_THAT(layer.revivals.revivals, ElementsAre(1, 0));
  EXPECT_EQ(layer.revivals.peak_dead, 1);
  EXPECT_EQ(layer.revivals.peak_epoch, 10);
  EXPECT_EQ(layer.revivals.dead_free_epoch, 20);
  EXPECT_EQ(layer.phase, Phase::kHealthy);
  ASSERT_EQ(layer.tiers[0].collapses.size(), 1u);
  EXPECT_EQ(layer.tiers[0].collapses[0].collapse_epoch, 10);
  EXPECT_EQ(layer.tiers[0].collapses[0].recovery_epoch, 20);
  EXPECT_THAT(layer.tiers[1].collapses, IsEmpty());
  EXPECT_DOUBLE_EQ(layer.experts[0].usage, 1.0 / 3);  // of the last step
}

TEST(AnalyzeTraceTest, TheStrictPhaseLooksAtEvaluationsAfterWarmup) {
  EcologyConfig strict;
  strict.set_strict_phase(true);
  const RoutingTrace trace = Trace(ThreeSteps(), false, "");
  EXPECT_EQ(AnalyzeTrace(trace, strict, 0)->layers[0].phase, Phase::kReversible);
  EXPECT_EQ(AnalyzeTrace(trace, strict, 10)->layers[0].phase, Phase::kReversible);
  EXPECT_EQ(AnalyzeTrace(trace, strict, 10.5)->layers[0].phase, Phase::kHealthy);
  EXPECT_EQ(AnalyzeTrace(trace, EcologyConfig(), 0)->layers[0].phase, Phase::kHealthy);
}

TEST(AnalyzeTraceTest, ThresholdsComeFromTheConfiguration) {
  EcologyConfig config;
  config.set_dead_usage(0.3);
  EXPECT_EQ(AnalyzeTrace(Trace(FiveRows(), true, ""), config, 0)->layers[0].evaluations[0].dead_count, 3);
}

TEST(AnalyzeTraceTest, TellsWhereEvenUseIsBelowAThreshold) {
  const auto notices = [](absl::string_view num_experts) {
    return AnalyzeTrace(Trace(FiveRows(), true, num_experts), EcologyConfig(), 0)->notices;
  };
  EXPECT_THAT(notices("50"), Not(Contains(HasSubstr("used evenly"))));  // 2 % each, as core_usage
  EXPECT_THAT(notices("64"), Contains(HasSubstr("each of 64 experts has 1.56 %, less than core_usage, 2 %")));
  EXPECT_THAT(notices("256"), Contains(HasSubstr("each of 256 experts has 0.391 %, less than dead_usage, 0.5 %")));
}

TEST(AnalyzeTraceTest, LayersAreEcologiesOfTheirOwn) {
  const std::vector<Row> rows = {{{0}, {1}, false, 0, 3}, {{1}, {1}, false, 0, 1}, {{2}, {1}, false, 5, 3}};
  const TraceEcology ecology = *AnalyzeTrace(Trace(rows, false, "1:2,3:3"), EcologyConfig(), 0);
  ASSERT_EQ(ecology.layers.size(), 2u);
  EXPECT_EQ(ecology.layers[0].layer, 1);
  EXPECT_EQ(ecology.layers[0].num_experts, 2);
  EXPECT_EQ(ecology.layers[0].evaluations.size(), 1u);
  EXPECT_EQ(ecology.layers[0].phase, Phase::kCollapsed);
  EXPECT_EQ(ecology.layers[1].layer, 3);
  EXPECT_EQ(ecology.layers[1].num_experts, 3);
  EXPECT_EQ(ecology.layers[1].evaluations.size(), 2u);
}

TEST(AnalyzeTraceTest, RefusesTiersOfAnotherNumber) {
  const absl::Status status = AnalyzeTrace(Trace(FiveRows(), true, ""), Tiers({8, 4, 4}), 0).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("--tiers=8:4:4 add up to 16 experts, but layer 0 has 4"));
}

TEST(AnalyzeTraceTest, RefusesAnEvaluationWithoutExperts) {
  const std::vector<Row> rows = {{{0}, {1}, false, 0, 0}, {{-1}, {0}, false, 1.5, 0}};
  const absl::Status status = AnalyzeTrace(Trace(rows, false, ""), EcologyConfig(), 0).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(std::string(status.message()), "none of the 1 rows of layer 0, step 1.5 has an expert");
}

}  // namespace
}  // namespace moebench::tools
