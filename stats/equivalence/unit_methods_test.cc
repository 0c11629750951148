#include "stats/equivalence/unit_methods.h"

#include <cmath>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/equivalence/test_runs.h"
#include "stats/estimators/bootstrap.h"

namespace moebench::stats {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Pair {
  StudyData data;
  StudyOptions options;

  absl::StatusOr<PairMethods> Methods() const {
    const StudyVariant &a = data.variants[0], &b = data.variants[1];
    return UnitMethods({a.name, {&a.runs[0]}}, {b.name, {&b.runs[0]}}, data, options);
  }
};

Pair MakePair(const RunSample& a, const RunSample& b, const StudyOptions& options) {
  return {*PrepareStudy({a, b}, options), options};
}

Pair MakePair(int batches, bool weighted, const StudyOptions& options = LossOptions({0.02})) {
  return MakePair(BatchRun("a", "1", 0, 0.01, batches, 1, weighted),
                  BatchRun("b", "1", 0.002, 0.01, batches, 2, weighted), options);
}

StudyOptions With(const std::string& method, bool unpaired = false) {
  StudyOptions options = LossOptions({0.02});
  options.method = method;
  options.unpaired = unpaired;
  return options;
}

std::vector<std::string> Names(const PairMethods& methods) {
  std::vector<std::string> names = {methods.primary({-1, 1})->method};
  for (const MarginTest& test : methods.sensitivity) names.push_back(test({-1, 1})->method);
  return names;
}

TEST(UnitMethodsTest, ThePercentileBootstrapDecides) {
  const PairMethods methods = *MakePair(300, true).Methods();
  EXPECT_THAT(Names(methods), ElementsAre("bootstrap percentile", "paired t, linearized", "bootstrap basic",
                                          "bootstrap BCa", "bootstrap studentized", "moving blocks of 5",
                                          "moving blocks of 10", "circular blocks, automatic length"));
  EXPECT_TRUE(methods.warnings.empty());
  for (const MarginTest& test : methods.sensitivity) {
    const Comparison c = *test({-0.02, 0.02});
    EXPECT_EQ(c.n_a, 300);
    EXPECT_EQ(c.unit, InferenceUnit::kBatches);
    EXPECT_NEAR(c.difference, methods.primary({-1, 1})->difference, 1e-12);
    EXPECT_TRUE(c.reliable) << c.method;
  }
}

TEST(UnitMethodsTest, FewerThanTwentyBlocksAreUnreliable) {
  const PairMethods methods = *MakePair(100, false).Methods();
  EXPECT_TRUE(methods.sensitivity[4]({-1, 1})->reliable) << "20 blocks of 5";
  const Comparison ten = *methods.sensitivity[5]({-1, 1});
  EXPECT_EQ(ten.method, "moving blocks of 10");
  EXPECT_FALSE(ten.reliable);
  EXPECT_THAT(ten.caution, HasSubstr("10 blocks of 10 in 100 values"));
}

TEST(UnitMethodsTest, BlocksThatDoNotFitAreLeftOutAndSaid) {
  const PairMethods methods = *MakePair(12, false).Methods();
  EXPECT_THAT(methods.warnings, Contains(HasSubstr("moving blocks of 10 left out: the block length is 10")));
}

TEST(UnitMethodsTest, FewUnitsAreNotResampled) {
  const PairMethods methods = *MakePair(7, false).Methods();
  EXPECT_THAT(Names(methods), ElementsAre("paired t"));
  EXPECT_THAT(methods.warnings, ElementsAre("fewer than 8 batches: t tests only, no bootstrap"));
}

TEST(UnitMethodsTest, StudentizedStopsAtAThousandUnits) {
  const PairMethods methods = *MakePair(1001, false).Methods();
  EXPECT_THAT(methods.warnings, ElementsAre("studentized left out: more than 1000 batches"));
}

TEST(UnitMethodsTest, AskedMethodsDecide) {
  EXPECT_EQ(Names(*MakePair(40, false, With("paired_t")).Methods())[0], "paired t");
  EXPECT_EQ(Names(*MakePair(40, false, With("paired_t")).Methods())[1], "bootstrap percentile");
  EXPECT_EQ(Names(*MakePair(40, false, With("welch")).Methods())[0], "Welch t");
  EXPECT_EQ(Names(*MakePair(40, false, With("bootstrap")).Methods())[0], "bootstrap percentile");
}

TEST(UnitMethodsTest, UnpairedUnitsAreTwoSamples) {
  RunSample a = BatchRun("a", "1", 0, 0.01, 40, 1, true), b = BatchRun("b", "1", 0, 0.01, 33, 2, true);
  const PairMethods methods = *MakePair(a, b, With("auto", true)).Methods();
  EXPECT_THAT(Names(methods), ElementsAre("Welch t, linearized", "two-sample bootstrap percentile"));
  EXPECT_EQ(methods.primary({-1, 1})->n_b, 33);
  EXPECT_EQ(methods.sensitivity[0]({-1, 1})->n_b, 33);
  EXPECT_NEAR(methods.primary({-1, 1})->difference, a.value - b.value, 1e-12);
  EXPECT_EQ(methods.power->question.design, TostDesign::kWelch);
  EXPECT_EQ(Names(*MakePair(a, b, With("bootstrap", true)).Methods())[0], "two-sample bootstrap percentile");
}

// Ratio estimates: tokens and losses are drawn together.
TEST(UnitMethodsTest, WeightedUnitsAreRatioEstimates) {
  const RunSample a = BatchRun("a", "1", 0, 0.01, 60, 1, true), b = BatchRun("b", "1", 0.002, 0.01, 60, 2, true);
  std::vector<double> differences;
  for (size_t i = 0; i < 60; ++i) differences.push_back(a.unit_value[i] - b.unit_value[i]);
  BootstrapOptions bootstrap;
  bootstrap.resamples = 1000;
  const Comparison c = *MakePair(a, b, LossOptions({0.02})).Methods()->primary({-0.02, 0.02});
  EXPECT_EQ(c.standard_error, BootstrapRatio(differences, a.unit_weight, bootstrap)->standard_error);
  EXPECT_NEAR(c.difference, a.value - b.value, 1e-12);
}

TEST(UnitMethodsTest, PerplexitiesAreExponentialsOfMeans) {
  StudyOptions options = LossOptions({1});
  options.metric = "perplexity";
  RunSample a = BatchRun("a", "1", 0, 0.01, 60, 1, true), b = BatchRun("b", "1", 0.02, 0.01, 60, 2, true);
  BootstrapOptions bootstrap;
  bootstrap.resamples = 1000;
  const auto drawn = *BootstrapPerplexityDifference(a.unit_value, b.unit_value, a.unit_weight, bootstrap);
  const Comparison c = *MakePair(a, b, options).Methods()->primary({-1, 1});
  EXPECT_EQ(c.difference, drawn.estimate);
  EXPECT_NEAR(c.difference, std::exp(a.value) - std::exp(b.value), 1e-10);
  EXPECT_EQ(c.standard_error, drawn.standard_error);
}

TEST(UnitMethodsTest, ConstantDifferencesAreDegenerateForEveryMethod) {
  const RunSample a = BatchRun("a", "1", 0, 0.01, 60, 1);
  RunSample b = a;
  b.variant = "b";
  for (double& x : b.unit_value) x -= 0.01;
  const PairMethods methods = *MakePair(a, b, LossOptions({0.02})).Methods();
  EXPECT_FALSE(methods.power.has_value());
  EXPECT_EQ(methods.primary({-1, 1})->decision, Decision::kDegenerate);
  for (const MarginTest& test : methods.sensitivity) {
    EXPECT_EQ(test({-1, 1})->decision, Decision::kDegenerate) << test({-1, 1})->method;
  }
}

TEST(UnitMethodsTest, RefusesUnitsThatAreNoPairs) {
  Pair pair = MakePair(40, false);
  pair.data.variants[1].runs[0].unit_value.pop_back();
  EXPECT_THAT(std::string(pair.Methods().status().message()), HasSubstr("a has 40 values and b has 39"));
}

}  // namespace
}  // namespace moebench::stats
