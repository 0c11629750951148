#include "stats/equivalence/seed_methods.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/equivalence/test_runs.h"
#include "stats/estimators/crossed_bootstrap.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;

struct Pair {
  StudyData data;
  StudyOptions options;

  RunGroup Group(size_t variant) const {
    RunGroup group{data.variants[variant].name, {}};
    for (const StudyRun& run : data.variants[variant].runs) group.runs.push_back(&run);
    return group;
  }
  absl::StatusOr<PairMethods> Methods() const { return SeedMethods(Group(0), Group(1), data, options); }
};

Pair MakePair(int seeds, bool batches, const std::string& method = "auto", const std::string& metric = "val_loss") {
  std::vector<RunSample> runs;
  for (int s = 0; s < seeds; ++s) {
    runs.push_back(BatchRun("a", absl::StrCat(s), 0.004 * (s % 3), 0.01, 25, 10 + s, true));
    runs.push_back(BatchRun("b", absl::StrCat(s), 0.003 * (s % 4), 0.01, 25, 50 + s, true));
  }
  for (RunSample& run : runs) {
    if (metric == "perplexity") run.value = std::exp(run.value);
    if (!batches) run.unit_value = run.unit_weight = {}, run.unit_key = {};
  }
  Pair pair;
  pair.options = LossOptions({0.02});
  pair.options.method = method;
  pair.options.metric = metric;
  pair.data = *PrepareStudy(runs, pair.options);
  return pair;
}

std::vector<std::string> Names(const PairMethods& methods) {
  std::vector<std::string> names = {methods.primary({-1, 1})->method};
  for (const MarginTest& test : methods.sensitivity) names.push_back(test({-1, 1})->method);
  return names;
}

TEST(SeedMethodsTest, FewerThanEightSeedsAreNotResampled) {
  EXPECT_THAT(Names(*MakePair(3, false).Methods()), ElementsAre("Welch t", "pooled t"));
  EXPECT_THAT(Names(*MakePair(7, false).Methods()), ElementsAre("Welch t", "pooled t"));
  const PairMethods methods = *MakePair(7, true).Methods();
  EXPECT_THAT(Names(methods), ElementsAre("Welch t", "pooled t", "crossed bootstrap percentile"));
  EXPECT_FALSE(methods.sensitivity[1]({-1, 1})->reliable);
}

TEST(SeedMethodsTest, FromEightSeedsOnTheBootstrapStandsBesideWelch) {
  EXPECT_THAT(Names(*MakePair(8, false).Methods()),
              ElementsAre("Welch t", "pooled t", "two-sample bootstrap percentile"));
  EXPECT_THAT(Names(*MakePair(8, false, "bootstrap").Methods()),
              ElementsAre("two-sample bootstrap percentile", "Welch t", "pooled t"));
}

TEST(SeedMethodsTest, SeedsAndBatchesAreCrossed) {
  const Pair pair = MakePair(8, true);
  const PairMethods methods = *pair.Methods();
  EXPECT_THAT(Names(methods),
              ElementsAre("crossed bootstrap percentile", "Welch t", "pooled t", "two-sample bootstrap percentile"));
  const Comparison crossed = *methods.primary({-0.02, 0.02});
  EXPECT_EQ(crossed.unit, InferenceUnit::kSeedsAndBatches);
  EXPECT_EQ(crossed.n_a, 8);
  EXPECT_TRUE(crossed.reliable);
  std::vector<std::vector<double>> a, b;
  for (const StudyRun& run : pair.data.variants[0].runs) a.push_back(run.unit_value);
  for (const StudyRun& run : pair.data.variants[1].runs) b.push_back(run.unit_value);
  BootstrapOptions bootstrap;
  bootstrap.resamples = 1000;
  const auto drawn = *CrossedBootstrapDifference(a, b, pair.data.variants[0].runs[0].unit_weight, bootstrap);
  EXPECT_EQ(crossed.difference, drawn.estimate);
  EXPECT_EQ(crossed.standard_error, drawn.standard_error);
  // Seeds that bring this standard error.
  const PowerQuestion& question = methods.power->question;
  EXPECT_NEAR(question.sd_a * std::sqrt(2.0 / 8), drawn.standard_error, 1e-15);
  EXPECT_THAT(Names(*MakePair(8, true, "welch").Methods())[0], "Welch t");
}

TEST(SeedMethodsTest, PerplexitiesAreCrossedThroughTheirLinearizedUnits) {
  const Pair pair = MakePair(9, true, "auto", "perplexity");
  const PairMethods methods = *pair.Methods();
  const Comparison crossed = *methods.primary({-1, 1}), welch = *methods.sensitivity[0]({-1, 1});
  EXPECT_NEAR(crossed.difference, welch.difference, 1e-10);
  EXPECT_GT(std::abs(crossed.difference), 1e-4);
}

TEST(SeedMethodsTest, ConstantSeedsHaveNoPower) {
  std::vector<RunSample> runs;
  for (int s = 0; s < 3; ++s) {
    runs.push_back(ValueRun("a", absl::StrCat(s), 1));
    runs.push_back(ValueRun("b", absl::StrCat(s), 2));
  }
  Pair pair;
  pair.options = LossOptions({0.02});
  pair.data = *PrepareStudy(runs, pair.options);
  const PairMethods methods = *pair.Methods();
  EXPECT_FALSE(methods.power.has_value());
  EXPECT_EQ(methods.primary({-1, 1})->decision, Decision::kDegenerate);
}

TEST(SeedMethodsTest, RefusesASingleRun) {
  Pair pair = MakePair(3, false);
  pair.data.variants[1].runs.resize(1);
  EXPECT_EQ(std::string(pair.Methods().status().message()), "b has 1 value; at least 2 are needed");
}

}  // namespace
}  // namespace moebench::stats
