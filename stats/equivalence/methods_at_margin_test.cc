#include "stats/equivalence/methods_at_margin.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "stats/equivalence/bootstrap_tost.h"
#include "stats/equivalence/tost.h"

namespace moebench::stats {
namespace {

const std::vector<double> kA = {1.0, 1.2, 0.9, 1.1}, kB = {1.1, 1.0, 1.2, 1.4};

ComparisonLabel Label() {
  ComparisonLabel label;
  label.a = "wide";
  label.b = "deep";
  label.metric = "val_loss";
  label.unit = InferenceUnit::kBatches;
  return label;
}

TEST(MethodsAtMarginTest, TTestsAreThoseOfTost) {
  TostOptions options;
  options.margin = {-0.2, 0.2};
  options.alpha = 0.1;
  const auto p = [](const Comparison& c) { return c.p_equivalence; };
  EXPECT_EQ(p(*TTestAt(TTest::kPaired, kA, kB, 0.1, Label())({-0.2, 0.2})), p(*PairedTost(kA, kB, options)));
  EXPECT_EQ(p(*TTestAt(TTest::kWelch, kA, kB, 0.1, Label())({-0.2, 0.2})), p(*WelchTost(kA, kB, options)));
  EXPECT_EQ(p(*TTestAt(TTest::kPooled, kA, kB, 0.1, Label())({-0.2, 0.2})), p(*PooledTost(kA, kB, options)));
}

TEST(MethodsAtMarginTest, OneMethodAnswersAtEveryMargin) {
  const MarginTest test = TTestAt(TTest::kWelch, kA, kB, 0.05, Label());
  EXPECT_LT(test({-5, 5})->p_equivalence, test({-0.5, 0.5})->p_equivalence);
  EXPECT_EQ(test({-5, 5})->equivalence_interval.lower, test({-0.5, 0.5})->equivalence_interval.lower);
  EXPECT_FALSE(test({0.1, 0.2}).ok());
}

TEST(MethodsAtMarginTest, ComparisonsAreLabelled) {
  const Comparison t = *TTestAt(TTest::kWelch, kA, {1, 2, 4}, 0.05, Label())({-1, 1});
  EXPECT_EQ(t.a, "wide");
  EXPECT_EQ(t.b, "deep");
  EXPECT_EQ(t.metric, "val_loss");
  EXPECT_EQ(t.method, "Welch t");
  EXPECT_EQ(t.unit, InferenceUnit::kBatches);
  EXPECT_EQ(t.n_a, 4);
  EXPECT_EQ(t.n_b, 3);
  EXPECT_TRUE(t.reliable);
  ComparisonLabel blocks = Label();
  blocks.method = "moving blocks of 5";
  blocks.n_a = blocks.n_b = 4;
  blocks.reliable = false;
  blocks.caution = "few blocks";
  const BootstrapReplicates drawn = *BootstrapMean(kA, {});
  const Comparison b = *ReplicatesAt(drawn, IntervalKind::kPercentile, 0.05, blocks)({-2, 2});
  EXPECT_EQ(b.method, "moving blocks of 5");
  EXPECT_EQ(b.n_a, 4);
  EXPECT_FALSE(b.reliable);
  EXPECT_EQ(b.caution, "few blocks");
  EXPECT_EQ(b.p_equivalence, CompareReplicates(drawn, IntervalKind::kPercentile, {-2, 2}, 0.05)->p_equivalence);
}

}  // namespace
}  // namespace moebench::stats
