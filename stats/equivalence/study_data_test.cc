#include "stats/equivalence/study_data.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/equivalence/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<RunSample> Values(int seeds_a, int seeds_b) {
  std::vector<RunSample> runs;
  for (int s = 0; s < seeds_a; ++s) runs.push_back(ValueRun("a", absl::StrCat(s), 3.5 + 0.01 * s));
  for (int s = 0; s < seeds_b; ++s) runs.push_back(ValueRun("b", absl::StrCat(s), 3.4 + 0.02 * s));
  return runs;
}

std::vector<RunSample> Batches(int seeds_a, int seeds_b, int batches = 20) {
  std::vector<RunSample> runs;
  for (int s = 0; s < seeds_a; ++s) runs.push_back(BatchRun("a", absl::StrCat(s), 0, 0.01, batches, 1 + s));
  for (int s = 0; s < seeds_b; ++s) runs.push_back(BatchRun("b", absl::StrCat(s), 0, 0.01, batches, 100 + s));
  return runs;
}

StudyOptions With(const std::string& method) {
  StudyOptions options = LossOptions({0.02});
  options.method = method;
  return options;
}

TEST(StudyDataTest, TheNumberOfRunsDecidesTheUnitOfInference) {
  const auto level = [](const std::vector<RunSample>& runs) { return PrepareStudy(runs, LossOptions({0.02}))->level; };
  EXPECT_EQ(level(Values(2, 2)), StudyLevel::kSeeds);
  EXPECT_EQ(level(Values(30, 2)), StudyLevel::kSeeds);
  EXPECT_EQ(level(Batches(1, 1)), StudyLevel::kUnits);
  EXPECT_EQ(level(Batches(3, 3)), StudyLevel::kSeeds);
  EXPECT_EQ(level(Batches(8, 7)), StudyLevel::kSeeds);
  EXPECT_EQ(level(Batches(8, 9)), StudyLevel::kCrossed);
  EXPECT_EQ(PrepareStudy(Batches(1, 1), LossOptions({0.02}))->unit, InferenceUnit::kBatches);
  EXPECT_EQ(PrepareStudy(Batches(3, 3), LossOptions({0.02}))->unit, InferenceUnit::kSeeds);
  EXPECT_EQ(PrepareStudy(Batches(8, 8), LossOptions({0.02}))->unit, InferenceUnit::kSeedsAndBatches);
  EXPECT_EQ(PrepareStudy(Batches(8, 8), With("welch"))->level, StudyLevel::kSeeds);
  EXPECT_TRUE(PrepareStudy(Batches(8, 8), With("welch"))->crossable);
}

TEST(StudyDataTest, VariantsKeepTheirOrderAndValues) {
  StudyOptions options = LossOptions({0.02});
  options.margin_on_log_scale = true;
  options.metric = "perplexity";
  const StudyData data = *PrepareStudy(
      {ValueRun("z", "1", 30), ValueRun("a", "1", 31), ValueRun("z", "2", 32), ValueRun("a", "3", 33)}, options);
  ASSERT_EQ(data.variants.size(), 2u);
  EXPECT_EQ(data.variants[0].name, "z");
  EXPECT_EQ(data.variants[0].runs[1].seed, "2");
  EXPECT_EQ(data.variants[0].runs[1].raw_value, 32);
  EXPECT_DOUBLE_EQ(data.variants[0].runs[1].value, std::log(32));
}

TEST(StudyDataTest, PerplexityIsComparedAsSuchOrAsItsLogarithm) {
  std::vector<RunSample> runs = Batches(1, 1);
  for (RunSample& run : runs) run.value = std::exp(run.value);
  StudyOptions options = LossOptions({0.5});
  options.metric = "perplexity";
  EXPECT_EQ(PrepareStudy(runs, options)->scale, RunScale::kPerplexity);
  options.margin_on_log_scale = true;
  EXPECT_EQ(PrepareStudy(runs, options)->scale, RunScale::kMean);
  options.metric = "val_loss";
  EXPECT_THAT(std::string(PrepareStudy(runs, options).status().message()), HasSubstr("losses are logarithms already"));
}

TEST(StudyDataTest, AVariantWithOneRunAmongSeedsIsAPoint) {
  std::vector<RunSample> runs = Values(3, 3);
  runs.push_back(ValueRun("linear", "42", 3.3));
  const StudyData data = *PrepareStudy(runs, LossOptions({0.02}));
  EXPECT_FALSE(data.variants[2].testable);
  EXPECT_THAT(data.warnings, ElementsAre(HasSubstr("linear has one run")));
}

TEST(StudyDataTest, ThePositiveControlsOtherSeedsDoNotMakeSeedsTheUnit) {
  std::vector<RunSample> runs = Batches(2, 0);
  RunSample other = BatchRun("b", "1", 0, 0.01, 20, 100);  // of a's second seed
  runs.push_back(other);
  StudyOptions options = LossOptions({0.02});
  EXPECT_THAT(std::string(PrepareStudy(runs, options).status().message()), HasSubstr("two runs or more"));
  options.positive_control = "a";
  const StudyData data = *PrepareStudy(runs, options);
  EXPECT_EQ(data.level, StudyLevel::kUnits);
  EXPECT_EQ(data.variants[0].runs[0].seed, "1") << "the seed that b has comes first";
  EXPECT_FALSE(data.variants[0].control);
}

std::string Refusal(const std::vector<RunSample>& runs, const StudyOptions& options) {
  return std::string(PrepareStudy(runs, options).status().message());
}

TEST(StudyDataTest, RefusesTooFewRunsAndVariants) {
  const StudyOptions options = LossOptions({0.02});
  EXPECT_EQ(Refusal({}, options), "the runs are of 0 variants; a comparison needs at least 2");
  EXPECT_EQ(Refusal(Values(3, 0), options), "the runs are of 1 variant; a comparison needs at least 2");
  EXPECT_THAT(Refusal(Values(1, 1), options), HasSubstr("nothing to infer from"));
  EXPECT_THAT(Refusal(Values(3, 1), options), HasSubstr("Give more seeds"));
  EXPECT_EQ(Refusal({ValueRun("a", "1", 3), ValueRun("a", "1", 3), ValueRun("b", "1", 3)}, options),
            "\"a\" has two runs of seed 1; one run twice is no second sample");
  StudyOptions controlled = options;
  controlled.negative_control = "b";
  EXPECT_THAT(Refusal(Values(3, 3), controlled), HasSubstr("besides the controls"));
}

TEST(StudyDataTest, RefusesValuesThatAreNone) {
  std::vector<RunSample> runs = Values(2, 2);
  runs[1].value = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Refusal(runs, LossOptions({0.02})),
            "the run of \"a\", seed 1 (a-1.csv) has the value nan; expected a finite number");
  runs[1].value = 0;
  StudyOptions log = LossOptions({0.02});
  log.margin_on_log_scale = true;
  EXPECT_THAT(Refusal(runs, log), HasSubstr("a margin on the log scale needs values above 0"));
  runs = Batches(1, 1);
  runs[1].unit_value[3] = std::numeric_limits<double>::infinity();
  EXPECT_THAT(Refusal(runs, LossOptions({0.02})), HasSubstr("has a unit of value inf"));
  runs = Batches(1, 1);
  runs[0].unit_weight = {1, 2};
  EXPECT_THAT(Refusal(runs, LossOptions({0.02})), HasSubstr("has 20 units and 2 weights"));
  runs[0].unit_weight.assign(20, 0);
  EXPECT_THAT(Refusal(runs, LossOptions({0.02})), HasSubstr("a unit of weight 0; expected above 0"));
}

// Fewer than 8 seeds: no bootstrap over seeds, whoever asks; and equal seed numbers are no pairs.
TEST(StudyDataTest, RefusesMethodsThatTheRunsDoNotAllow) {
  EXPECT_THAT(Refusal(Values(7, 8), With("bootstrap")), HasSubstr("bootstrap needs at least 8 runs of each variant"));
  EXPECT_THAT(Refusal(Batches(3, 3), With("crossed")), HasSubstr("crossed needs at least 8 runs"));
  EXPECT_THAT(Refusal(Values(8, 8), With("crossed")), HasSubstr("the same batches, sequences or examples"));
  EXPECT_THAT(Refusal(Values(3, 3), With("paired_t")), HasSubstr("runs of equal seed numbers are no pairs"));
  EXPECT_THAT(Refusal(Batches(1, 1), With("crossed")), HasSubstr("crossed needs several runs of each variant"));
  EXPECT_EQ(Refusal(Batches(1, 1, 7), With("bootstrap")), "bootstrap needs at least 8 batches; a has 7");
  StudyOptions unpaired = With("paired_t");
  unpaired.unpaired = true;
  EXPECT_THAT(Refusal(Batches(1, 1), unpaired), HasSubstr("use welch"));
  EXPECT_EQ(Refusal(Values(8, 8), With("bootstrap")), "");
}

TEST(StudyDataTest, RefusesRunsThatAreNotAlignedUnlessUnpaired) {
  std::vector<RunSample> runs = Batches(2, 2);
  runs[3].unit_key[0] = "other";
  StudyOptions options = LossOptions({0.02});
  EXPECT_EQ(PrepareStudy(runs, options).status().code(), absl::StatusCode::kFailedPrecondition);
  options.unpaired = true;
  const StudyData data = *PrepareStudy(runs, options);
  EXPECT_FALSE(data.paired);
  EXPECT_FALSE(data.crossable);
  runs[3].unit = InferenceUnit::kExamples;
  EXPECT_EQ(PrepareStudy(runs, options).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace moebench::stats
