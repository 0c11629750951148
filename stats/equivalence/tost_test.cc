#include "stats/equivalence/tost.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/estimators/distributions.h"

namespace moebench::stats {
namespace {

using Values = std::vector<double>;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

absl::StatusOr<Comparison> Tost(const std::string& kind, const Values& a, const Values& b, const TostOptions& options) {
  if (kind == "paired") return PairedTost(a, b, options);
  return kind == "welch" ? WelchTost(a, b, options) : PooledTost(a, b, options);
}

TostOptions WithMargin(double lower, double upper, double alpha = 0.05) {
  TostOptions options;
  options.margin = {lower, upper};
  options.alpha = alpha;
  return options;
}

Values Normal(uint64_t stream, int n, double mean, double sd) {
  CounterRandom random(17, stream);
  Values values;
  for (int i = 0; i < n; ++i) values.push_back(mean + sd * NormalQuantile(random.Uniform() + 0x1p-54));
  return values;
}

TEST(TostTest, AgreesWithStatsmodelsAndR) {
  const auto reference = nlohmann::json::parse(*ReadFile(*Runfile("stats/equivalence/testdata/tost_reference.json")));
  ASSERT_GE(reference["cases"].size(), 11u);
  for (const auto& expected : reference["cases"]) {
    SCOPED_TRACE(expected["name"].get<std::string>());
    const auto options = WithMargin(expected["lower"], expected["upper"], expected["alpha"]);
    const Comparison result = *Tost(expected["kind"], expected["a"], expected["b"], options);
    const auto near = [](double ours, double theirs, double relative) {
      EXPECT_NEAR(ours, theirs, relative * std::abs(theirs));
    };
    const auto& r = expected["r"];
    // Values around a million carry 1e-10 of rounding, 1e-7 of their spread.
    const bool large = expected["name"] == "small spread around a million";
    const double tolerance = large ? 1e-6 : 1e-9;
    near(result.difference, r["difference"], tolerance);
    near(result.standard_error, r["standard_error"], tolerance);
    near(*result.degrees_of_freedom, r["df"], tolerance);
    near(result.equivalence_interval.lower, r["narrow_lower"], tolerance);
    near(result.equivalence_interval.upper, r["narrow_upper"], tolerance);
    near(result.difference_interval.lower, r["wide_lower"], tolerance);
    near(result.difference_interval.upper, r["wide_upper"], tolerance);
    near(result.p_lower, r["p_lower"], tolerance);
    near(result.p_upper, r["p_upper"], tolerance);
    near(result.p_difference, r["p_difference"], tolerance);
    near(result.p_lower, expected["statsmodels"]["p_lower"], tolerance);
    near(result.p_upper, expected["statsmodels"]["p_upper"], tolerance);
    near(result.p_equivalence, expected["statsmodels"]["p"], tolerance);
  }
}

TEST(TostTest, PairedByHand) {
  // Differences 1 2 3: mean 2, sd 1, se 1/sqrt(3), t(.95, 2) = 2.91999.
  const Comparison result = *PairedTost({11, 22, 33}, {10, 20, 30}, WithMargin(-4, 4));
  EXPECT_EQ(result.method, "paired t");
  EXPECT_EQ(result.n_a, 3);
  EXPECT_EQ(result.n_b, 3);
  EXPECT_DOUBLE_EQ(result.difference, 2);
  EXPECT_DOUBLE_EQ(result.standard_error, 1 / std::sqrt(3.0));
  EXPECT_DOUBLE_EQ(*result.degrees_of_freedom, 2);
  EXPECT_NEAR(result.equivalence_interval.upper, 2 + 2.919986 / std::sqrt(3.0), 1e-6);
  EXPECT_NEAR(result.difference_interval.upper, 2 + 4.302653 / std::sqrt(3.0), 1e-6);
  EXPECT_EQ(result.decision, Decision::kEquivalent);  // [.31, 3.69] in [-4, 4]; [-.48, 4.48] has 0
}

TEST(TostTest, WelchAndPooledByHand) {
  // Variances 1 and 4, n = 3 and 2: Welch se^2 = 1/3 + 2 = 7/3, df = (7/3)^2 / ((1/9)/2 + 4/1) = 1.342466;
  // pooled variance (2 x 1 + 4) / 3 = 2... here b = {0, sqrt(8)} has variance 4.
  const Values a = {4, 5, 6}, b = {0, std::sqrt(8.0)};
  const Comparison welch = *WelchTost(a, b, WithMargin(-1, 1));
  EXPECT_NEAR(welch.standard_error, std::sqrt(7.0 / 3), 1e-12);
  EXPECT_NEAR(*welch.degrees_of_freedom, (49.0 / 9) / (1.0 / 18 + 4), 1e-12);
  const Comparison pooled = *PooledTost(a, b, WithMargin(-1, 1));
  EXPECT_NEAR(pooled.standard_error, std::sqrt(2 * (1.0 / 3 + 1.0 / 2)), 1e-12);
  EXPECT_DOUBLE_EQ(*pooled.degrees_of_freedom, 3);
}

// Mistake 1: the smaller of the two one-sided p-values instead of the larger.
TEST(TostTest, PIsTheLargerOfTheTwo) {
  // Far beyond the upper bound: p_lower is tiny, and taken alone would call this equivalent.
  const Comparison result = *WelchTost({1.00, 1.01, 0.99, 1.00}, {0, 0.01, -0.01, 0}, WithMargin(-0.1, 0.1));
  EXPECT_LT(result.p_lower, 1e-6);
  EXPECT_GT(result.p_upper, 1 - 1e-6);
  EXPECT_EQ(result.p_equivalence, result.p_upper);
  EXPECT_EQ(result.decision, Decision::kDifferent);
}

// Mistakes 2 and 3: a raw margin scaled by the standard deviation, or the 95 % interval for alpha = 0.05, would break
// this; bounds are asymmetric, standard deviations far from 1.
TEST(TostTest, PAndTheNinetyPercentIntervalAgree) {
  int inside = 0;
  for (uint64_t i = 0; i < 400; ++i) {
    CounterRandom random(5, i);
    const double sd = std::exp(8 * random.Uniform() - 4), alpha = 0.01 + 0.2 * random.Uniform();
    const Values a = Normal(2 * i, 8, 0.3 * sd * random.Uniform(), sd), b = Normal(2 * i + 1, 8, 0, sd);
    const auto options = WithMargin(-sd * (0.2 + random.Uniform()), sd * (0.2 + 2 * random.Uniform()), alpha);
    for (const char* kind : {"paired", "welch", "pooled"}) {
      const Comparison result = *Tost(kind, a, b, options);
      EXPECT_EQ(result.margin.lower, options.margin.lower);
      EXPECT_EQ(result.margin.upper, options.margin.upper);
      EXPECT_DOUBLE_EQ(result.equivalence_interval.confidence, 1 - 2 * alpha);
      EXPECT_DOUBLE_EQ(result.difference_interval.confidence, 1 - alpha);
      const bool in_margin = LiesInside(result.equivalence_interval, result.margin);
      EXPECT_EQ(result.p_equivalence <= alpha, in_margin) << kind << " " << i;
      EXPECT_EQ(result.p_difference < alpha, !result.difference_interval.Contains(0)) << kind << " " << i;
      inside += in_margin;
    }
  }
  EXPECT_GT(inside, 100);
  EXPECT_LT(inside, 1100);
}

// Mistake 3, the closed interval: a margin that the interval touches is one it lies in.
TEST(TostTest, ATouchedBoundIsInside) {
  const Values a = Normal(1, 20, 0.01, 0.02), b = Normal(2, 20, 0, 0.02);
  const Interval interval = PairedTost(a, b, WithMargin(-1, 1))->equivalence_interval;
  for (const double upper : {interval.upper, interval.upper * (1 + 1e-9), interval.upper * (1 - 1e-9)}) {
    const Comparison result = *PairedTost(a, b, WithMargin(-1, upper));
    const bool inside = upper >= interval.upper;
    EXPECT_EQ(result.p_equivalence <= 0.05, inside);
    EXPECT_EQ(result.decision == Decision::kEquivalent || result.decision == Decision::kBoth, inside);
  }
}

// Mistake 4: lower and upper exchanged.
TEST(TostTest, LowerAndUpperAreNotExchanged) {
  const Values a = Normal(3, 50, 0.03, 0.02), b = Normal(4, 50, 0, 0.02);
  const Comparison result = *PairedTost(a, b, WithMargin(-0.01, 0.05));
  EXPECT_LT(result.p_lower, result.p_upper) << "0.03 is farther from -0.01 than from 0.05";
  EXPECT_EQ(result.decision, Decision::kBoth);
  EXPECT_EQ(PairedTost(a, b, WithMargin(-0.05, 0.01))->decision, Decision::kDifferent);
  // Exchanging the samples exchanges and negates everything.
  const Comparison mirrored = *PairedTost(b, a, WithMargin(-0.05, 0.01));
  EXPECT_NEAR(mirrored.p_upper / result.p_lower, 1, 1e-9);
  EXPECT_NEAR(mirrored.p_lower / result.p_upper, 1, 1e-9);
  EXPECT_EQ(mirrored.equivalence_interval.upper, -result.equivalence_interval.lower);
  EXPECT_FALSE(PairedTost(a, b, WithMargin(0.05, -0.01)).ok());
}

TEST(TostTest, AStandardisedMarginIsTurnedIntoTheRawOneOnce) {
  // Differences 1 2 3 4 5: sd sqrt(2.5), df 4, J = 1 - 3 / 15 = 0.8.
  const Values a = {1, 2, 3, 4, 5}, b = {0, 0, 0, 0, 0};
  TostOptions options = WithMargin(-2, 3);
  options.unit = MarginUnit::kStandardized;
  const Comparison dz = *PairedTost(a, b, options);
  EXPECT_NEAR(dz.margin.lower, -2 * std::sqrt(2.5), 1e-12);
  EXPECT_NEAR(dz.margin.upper, 3 * std::sqrt(2.5), 1e-12);
  options.unit = MarginUnit::kStandardizedCorrected;
  const Comparison gz = *PairedTost(a, b, options);
  EXPECT_NEAR(gz.margin.upper, 3 * std::sqrt(2.5) / 0.8, 1e-12);
  // The same as the raw margin it says.
  const Comparison raw = *PairedTost(a, b, WithMargin(gz.margin.lower, gz.margin.upper));
  EXPECT_EQ(raw.p_equivalence, gz.p_equivalence);
  EXPECT_EQ(raw.equivalence_interval.upper, gz.equivalence_interval.upper);
  // Two samples: the pooled standard deviation, 5 + 5 - 2 = 8 degrees of freedom, J = 1 - 3 / 31.
  const Comparison g = *WelchTost(a, {1, 2, 3, 4, 5}, options);
  EXPECT_NEAR(g.margin.upper, 3 * std::sqrt(2.5) / (1 - 3.0 / 31), 1e-12);
}

TEST(TostTest, AStandardisedMarginNeedsAVarianceAndDegreesOfFreedom) {
  TostOptions options = WithMargin(-1, 1);
  options.unit = MarginUnit::kStandardizedCorrected;
  EXPECT_EQ(std::string(PairedTost({1, 2}, {0, 0}, options).status().message()),
            "a corrected standardised margin needs at least 2 degrees of freedom; Hedges' correction is 0 with 1");
  EXPECT_EQ(std::string(PairedTost({1, 1, 1}, {0, 0, 0}, options).status().message()),
            "the samples have no variance, so a standardised margin has no unit; give a raw margin");
}

TEST(TostTest, ConstantDifferencesAreDegenerate) {
  const Values a = {0.4, 0.5, 0.8, 1.3}, b = {0.3, 0.4, 0.7, 1.2};  // 0.1 but for rounding
  const Comparison result = *PairedTost(a, b, WithMargin(-0.2, 0.2));
  EXPECT_EQ(result.decision, Decision::kDegenerate);
  EXPECT_EQ(result.standard_error, 0);
  EXPECT_EQ(result.p_equivalence, 0);
  EXPECT_EQ(result.p_difference, 0);
  EXPECT_EQ(result.equivalence_interval.lower, result.equivalence_interval.upper);
  EXPECT_EQ(PairedTost(a, b, WithMargin(-0.05, 0.05))->p_equivalence, 1);
  EXPECT_EQ(PairedTost(a, b, WithMargin(-0.1, 0.1))->p_equivalence, 0) << "a touched bound is inside";
  const Comparison same = *PairedTost(a, a, WithMargin(-0.05, 0.05));
  EXPECT_EQ(same.decision, Decision::kDegenerate);
  EXPECT_EQ(same.p_difference, 1);
  EXPECT_EQ(WelchTost({0.1, 0.1, 0.1}, {0.3, 0.3}, WithMargin(-1, 1))->decision, Decision::kDegenerate);
  EXPECT_EQ(PooledTost({1, 1}, {1, 1}, WithMargin(-1, 1))->decision, Decision::kDegenerate);
}

TEST(TostTest, OneConstantSampleIsNotDegenerate) {
  const Comparison result = *WelchTost({1, 1, 1}, {0.9, 1.0, 1.1}, WithMargin(-1, 1));
  EXPECT_DOUBLE_EQ(*result.degrees_of_freedom, 2);
  EXPECT_EQ(result.decision, Decision::kEquivalent);
}

TEST(TostTest, TinyUnitsGiveTheSameDecision) {
  const Values a = Normal(5, 6, 1, 0.1), b = Normal(6, 7, 1, 0.2);
  const Comparison result = *WelchTost(a, b, WithMargin(-0.2, 0.2));
  Values tiny_a, tiny_b;
  for (const double x : a) tiny_a.push_back(x * 1e-150);
  for (const double x : b) tiny_b.push_back(x * 1e-150);
  const Comparison tiny = *WelchTost(tiny_a, tiny_b, WithMargin(-0.2e-150, 0.2e-150));
  EXPECT_NEAR(*tiny.degrees_of_freedom, *result.degrees_of_freedom, 1e-9);
  EXPECT_NEAR(tiny.p_equivalence, result.p_equivalence, 1e-9);
}

// 2,000 tests at a true difference on the margin: at most alpha = 5 % may be called equivalent. More than 136 of 2,000
// come up with probability 1e-4 at a true rate of 5 %.
TEST(TostTest, TheErrorRateAtTheMarginIsAlpha) {
  int called = 0;
  for (uint64_t i = 0; i < 2000; ++i) {
    const Comparison result =
        *WelchTost(Normal(100 + 2 * i, 10, 0.5, 0.2), Normal(101 + 2 * i, 15, 0, 0.3), WithMargin(-0.5, 0.5));
    called += result.p_equivalence <= 0.05;
  }
  EXPECT_LE(called, 136);
  EXPECT_GE(called, 66);
}

std::string Refusal(const absl::StatusOr<Comparison>& result) { return std::string(result.status().message()); }

TEST(TostTest, RefusesWhatHasNoAnswer) {
  const auto options = WithMargin(-1, 1);
  EXPECT_EQ(Refusal(PairedTost({1, 2}, {1}, options)),
            "a has 2 values and b has 1; a paired analysis needs one of each for every pair");
  EXPECT_EQ(Refusal(WelchTost({1}, {1, 2}, options)), "a has 1 value; at least 2 are needed");
  EXPECT_EQ(Refusal(PooledTost({1, 2}, {1, kNan}, options)), "b[1] is nan; expected a finite number");
  EXPECT_EQ(Refusal(PairedTost({1, kInfinity}, {1, 2}, options)), "a[1] is inf; expected a finite number");
  EXPECT_EQ(Refusal(WelchTost({1e200, -1e200}, {1, 2}, options)),
            "a value is as large as 1e+200; squares above 1e+140 overflow");
  EXPECT_EQ(Refusal(PairedTost({1e308, 1}, {-1e308, 1}, options)), "a - b[0] is inf; expected a finite number");
  EXPECT_EQ(Refusal(WelchTost({1, 2}, {1, 2}, {})),
            "the margin is [0, 0]; expected finite bounds with lower < 0 < upper");
  for (const auto& margin :
       {Margin{0.1, 0.2}, Margin{-0.2, -0.1}, Margin{1, -1}, Margin{-1, kNan}, Margin{-kInfinity, 1}, Margin{0, 1}}) {
    EXPECT_FALSE(CheckMarginBounds(margin).ok()) << margin.lower << " " << margin.upper;
  }
  for (const double alpha : {0.0, 0.5, -0.1, kNan}) {
    EXPECT_FALSE(WelchTost({1, 2}, {1, 2}, WithMargin(-1, 1, alpha)).ok()) << alpha;
  }
}

}  // namespace
}  // namespace moebench::stats
