#include "stats/equivalence/bootstrap_tost.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/runfiles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/equivalence/tost.h"
#include "stats/estimators/distributions.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using Values = std::vector<double>;

constexpr IntervalKind kKinds[] = {IntervalKind::kPercentile, IntervalKind::kBasic, IntervalKind::kBca,
                                   IntervalKind::kStudentized, IntervalKind::kNormal};

Values Normal(uint64_t stream, int n, double mean, double sd) {
  CounterRandom random(19, stream);
  Values values;
  for (int i = 0; i < n; ++i) values.push_back(mean + sd * NormalQuantile(random.Uniform() + 0x1p-54));
  return values;
}

BootstrapTostOptions WithMargin(double lower, double upper, IntervalKind kind = IntervalKind::kPercentile) {
  BootstrapTostOptions options;
  options.margin = {lower, upper};
  options.kind = kind;
  options.bootstrap.resamples = 1000;
  return options;
}

// The references and ours are 200,000 draws each. A quantile at 5 % then has a standard error of .0047 standard
// errors of the mean, a p-value of .07 one of .0006; the bounds are 5 of the difference of two such, or more: a false
// alarm in 1e-5 of all choices of a seed.
TEST(BootstrapTostTest, AgreesWithScipyAndBoot) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("stats/equivalence/testdata/bootstrap_tost_reference.json")));
  ASSERT_GE(reference["cases"].size(), 3u);
  for (const auto& expected : reference["cases"]) {
    const Values differences = expected["differences"], zeros(differences.size(), 0.0);
    for (const IntervalKind kind : kKinds) {
      BootstrapTostOptions options = WithMargin(expected["lower"], expected["upper"], kind);
      options.bootstrap.resamples = kind == IntervalKind::kStudentized ? 1000 : reference["resamples"].get<int>();
      const Comparison ours = *PairedBootstrapTost(differences, zeros, options);
      for (const char* package : {"scipy", "r"}) {
        const auto& theirs = expected[package];
        SCOPED_TRACE(expected["name"].get<std::string>() + " " + ours.method + " " + package);
        if (kind == IntervalKind::kPercentile) {
          EXPECT_NEAR(ours.p_lower, theirs["p_lower"].get<double>(), 0.005);
          EXPECT_NEAR(ours.p_upper, theirs["p_upper"].get<double>(), 0.005);
        }
        if (!theirs.contains(IntervalKindName(kind))) continue;
        const auto& interval = theirs[IntervalKindName(kind)];
        EXPECT_NEAR(ours.equivalence_interval.lower, interval[0].get<double>(), 0.04 * ours.standard_error);
        EXPECT_NEAR(ours.equivalence_interval.upper, interval[1].get<double>(), 0.04 * ours.standard_error);
      }
    }
  }
}

// Mistake 5: p by another method than the interval shown; and mistake 3: 90 % for alpha = 0.05, asymmetric bounds too.
TEST(BootstrapTostTest, PAndTheIntervalShownAgreeForEveryKind) {
  int inside = 0, different = 0, all = 0;
  for (uint64_t i = 0; i < 40; ++i) {
    CounterRandom random(3, i);
    const Values a = Normal(2 * i, 20, 0.02 * random.Uniform(), 0.03), b = Normal(2 * i + 1, 20, 0, 0.02);
    for (const IntervalKind kind : kKinds) {
      auto options = WithMargin(-0.005 - 0.03 * random.Uniform(), 0.005 + 0.05 * random.Uniform(), kind);
      options.alpha = 0.02 + 0.1 * random.Uniform();
      for (const bool paired : {true, false}) {
        const Comparison result = paired ? *PairedBootstrapTost(a, b, options) : *TwoSampleBootstrapTost(a, b, options);
        EXPECT_DOUBLE_EQ(result.equivalence_interval.confidence, 1 - 2 * options.alpha);
        EXPECT_DOUBLE_EQ(result.difference_interval.confidence, 1 - options.alpha);
        EXPECT_EQ(result.p_equivalence, std::max(result.p_lower, result.p_upper));
        const bool in_margin = LiesInside(result.equivalence_interval, options.margin);
        EXPECT_EQ(result.p_equivalence <= options.alpha, in_margin) << result.method << " " << i;
        const bool differs = !result.difference_interval.Contains(0);
        EXPECT_EQ(result.p_difference < options.alpha, differs) << result.method << " " << i;
        inside += in_margin;
        different += differs;
        ++all;
      }
    }
  }
  EXPECT_GT(inside, all / 10);
  EXPECT_LT(inside, 9 * all / 10);
  EXPECT_GT(different, all / 20);
}

TEST(BootstrapTostTest, NamesWhatItDid) {
  const Values a = Normal(21, 30, 0, 0.02), b = Normal(22, 30, 0, 0.02);
  const Comparison paired = *PairedBootstrapTost(a, b, WithMargin(-0.1, 0.2, IntervalKind::kBca));
  EXPECT_EQ(paired.method, "bootstrap BCa");
  EXPECT_EQ(paired.n_a, 30);
  EXPECT_EQ(paired.n_b, 30);
  EXPECT_EQ(paired.margin.upper, 0.2);
  EXPECT_FALSE(paired.degrees_of_freedom.has_value());
  EXPECT_EQ(paired.decision, Decision::kEquivalent);
  const Comparison two = *TwoSampleBootstrapTost(a, Normal(3, 25, 0, 0.02), WithMargin(-0.1, 0.1));
  EXPECT_EQ(two.n_b, 25);
}

TEST(BootstrapTostTest, NearTheTTestOnManyNormalValues) {
  const Values a = Normal(4, 1000, 0.003, 0.05), b = Normal(5, 1000, 0, 0.05);
  TostOptions t;
  t.margin = {-0.008, 0.008};
  const Comparison theory = *PairedTost(a, b, t);
  for (const IntervalKind kind : kKinds) {
    auto options = WithMargin(-0.008, 0.008, kind);
    options.bootstrap.resamples = 10000;
    const Comparison result = *PairedBootstrapTost(a, b, options);
    EXPECT_NEAR(result.equivalence_interval.lower, theory.equivalence_interval.lower, 0.1 * theory.standard_error);
    EXPECT_NEAR(result.equivalence_interval.upper, theory.equivalence_interval.upper, 0.1 * theory.standard_error);
    EXPECT_NEAR(result.p_equivalence, theory.p_equivalence, 0.02);
  }
}

// With 0/1 outcomes many resamples lie on the bound itself: [-0.03, 0.03] is closed.
TEST(BootstrapTostTest, ATouchedBoundIsInside) {
  const Values a = Normal(6, 20, 0.01, 0.02), b = Normal(7, 20, 0, 0.02);
  const Interval interval = PairedBootstrapTost(a, b, WithMargin(-1, 1))->equivalence_interval;
  EXPECT_LE(PairedBootstrapTost(a, b, WithMargin(-1, interval.upper))->p_equivalence, 0.05);
  EXPECT_GT(PairedBootstrapTost(a, b, WithMargin(-1, interval.upper * (1 - 1e-9)))->p_equivalence, 0.05);
  Values right_a(1000, 0), right_b(1000, 0);
  for (int i = 0; i < 100; ++i) right_a[i] = 1;
  for (int i = 100; i < 200; ++i) right_b[i] = 1;
  const Comparison outcomes = *PairedBootstrapTost(right_a, right_b, WithMargin(-0.1, 0.1));
  const double upper = outcomes.equivalence_interval.upper;
  EXPECT_NEAR(upper * 1000, std::round(upper * 1000), 1e-9) << "a whole number of examples";
  EXPECT_NEAR(upper, 0.023, 0.003);
  const double decimal = std::round(upper * 1000) / 1000;
  EXPECT_LE(PairedBootstrapTost(right_a, right_b, WithMargin(-0.1, decimal))->p_equivalence, 0.05);
}

// Mistake 7: the answer is a function of the seed alone.
TEST(BootstrapTostTest, TheSameBitsForAnyNumberOfThreads) {
  const Values a = Normal(8, 700, 0.01, 0.02), b = Normal(9, 700, 0, 0.02);
  for (const IntervalKind kind : kKinds) {
    auto options = WithMargin(-0.02, 0.02, kind);
    options.bootstrap.num_threads = 1;
    const Comparison one = *PairedBootstrapTost(a, b, options);
    options.bootstrap.num_threads = 5;
    const Comparison five = *PairedBootstrapTost(a, b, options);
    EXPECT_EQ(one.equivalence_interval.lower, five.equivalence_interval.lower);
    EXPECT_EQ(one.difference_interval.upper, five.difference_interval.upper);
    EXPECT_EQ(one.p_equivalence, five.p_equivalence);
    options.bootstrap.seed = 43;
    EXPECT_NE(PairedBootstrapTost(a, b, options)->equivalence_interval.lower, one.equivalence_interval.lower);
  }
}

TEST(BootstrapTostTest, ConstantDifferencesAreDegenerate) {
  const Values a = {0.4, 0.5, 0.8, 1.3}, b = {0.3, 0.4, 0.7, 1.2};  // 0.1 but for rounding
  for (const IntervalKind kind : kKinds) {
    const Comparison result = *PairedBootstrapTost(a, b, WithMargin(-0.2, 0.2, kind));
    EXPECT_EQ(result.decision, Decision::kDegenerate) << result.method;
    EXPECT_EQ(result.standard_error, 0);
    EXPECT_EQ(result.p_equivalence, 0);
    EXPECT_EQ(result.p_difference, 0);
    EXPECT_EQ(PairedBootstrapTost(a, b, WithMargin(-0.05, 0.05, kind))->p_equivalence, 1);
    const Comparison same = *TwoSampleBootstrapTost({1, 1, 1}, {1, 1}, WithMargin(-0.2, 0.2, kind));
    EXPECT_EQ(same.decision, Decision::kDegenerate);
    EXPECT_EQ(same.p_difference, 1);
  }
}

std::string Refusal(const absl::StatusOr<Comparison>& result) { return std::string(result.status().message()); }

TEST(BootstrapTostTest, RefusesWhatHasNoAnswer) {
  const auto options = WithMargin(-1, 1);
  EXPECT_THAT(Refusal(PairedBootstrapTost({1, 2}, {1}, options)), HasSubstr("a has 2 values and b has 1"));
  EXPECT_THAT(Refusal(PairedBootstrapTost({1}, {1}, options)), HasSubstr("at least 2 are needed"));
  EXPECT_THAT(Refusal(TwoSampleBootstrapTost({1, std::numeric_limits<double>::quiet_NaN()}, {1, 2}, options)),
              HasSubstr("is nan"));
  EXPECT_THAT(Refusal(PairedBootstrapTost({1, 2}, {2, 1}, {})), HasSubstr("the margin is [0, 0]"));
  auto few = options;
  few.bootstrap.resamples = 99;
  EXPECT_EQ(Refusal(PairedBootstrapTost({1, 2}, {2, 1}, few)), "resamples is 99; expected at least 100");
  auto wide = options;
  wide.alpha = 0.5;
  EXPECT_THAT(Refusal(TwoSampleBootstrapTost({1, 2}, {2, 1}, wide)), HasSubstr("alpha is 0.5"));
  BootstrapReplicates blocks;
  blocks.replicate.assign(1000, 0.0);
  blocks.replicate[0] = 1;
  EXPECT_THAT(Refusal(CompareReplicates(blocks, IntervalKind::kBca, {-1, 1}, 0.05)), HasSubstr("acceleration"));
}

}  // namespace
}  // namespace moebench::stats
