#include "stats/estimators/bootstrap_interval.h"

#include <algorithm>
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
#include "stats/estimators/distributions.h"

namespace moebench::stats {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr IntervalKind kKinds[] = {IntervalKind::kPercentile, IntervalKind::kBasic, IntervalKind::kBca,
                                   IntervalKind::kStudentized, IntervalKind::kNormal};

BootstrapOptions Options(int resamples, bool standard_errors = true) {
  BootstrapOptions options;
  options.resamples = resamples;
  options.standard_errors = standard_errors;
  return options;
}

std::vector<double> Skewed(size_t n) {
  CounterRandom random(11, 0);
  std::vector<double> sample(n);
  for (double& x : sample) x = -std::log(1 - random.Uniform());
  return sample;
}

BootstrapInference Infer(const BootstrapReplicates& replicates, IntervalKind kind) {
  return *BootstrapInference::Create(replicates, kind);
}

TEST(BootstrapIntervalTest, IntervalsAndPValuesAreThoseOfThePlainLoops) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("stats/estimators/testdata/bootstrap_reference.json")));
  ASSERT_EQ(reference["cases"].size(), 5u);
  for (const auto& of : reference["cases"]) {
    BootstrapReplicates replicates;
    replicates.estimate = of["estimate"];
    replicates.replicate = of["replicate"].get<std::vector<double>>();
    replicates.standard_error = of["standard_error"];
    replicates.acceleration = of["acceleration"].get<double>();
    replicates.sample_error = of["sample_error"];
    replicates.replicate_error = of["replicate_error"].get<std::vector<double>>();
    for (const IntervalKind kind : kKinds) {
      const std::string name = IntervalKindName(kind);
      const BootstrapInference ours = Infer(replicates, kind);
      const Interval interval = *ours.TwoSided(0.9);
      EXPECT_NEAR(interval.lower, of["intervals_90"][name][0], 1e-10) << name;
      EXPECT_NEAR(interval.upper, of["intervals_90"][name][1], 1e-10) << name;
      EXPECT_NEAR(ours.PAtMost(of["value"]), of["p_at_most"][name].get<double>(), 1e-9) << name;
    }
  }
}

// The duality: for any level, the p-value is at most a exactly when the limit reaches the value.
TEST(BootstrapIntervalTest, PValuesMatchTheIntervalShown) {
  const std::vector<double> samples[] = {
      Skewed(40), {0, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1}, {3, 1, 4, 1, 5, 9, 2, 6, 5, 3}};
  for (const auto& sample : samples) {
    const BootstrapReplicates replicates = *BootstrapMean(sample, Options(999));
    for (const IntervalKind kind : kKinds) {
      const BootstrapInference inference = Infer(replicates, kind);
      CounterRandom random(3, static_cast<uint64_t>(kind));
      for (int i = 0; i < 300; ++i) {
        const double a = 0.003 + 0.49 * random.Uniform();
        const double value = replicates.estimate + replicates.standard_error * (6 * random.Uniform() - 3);
        const Interval interval = *inference.TwoSided(1 - 2 * a);
        EXPECT_EQ(inference.PAtMost(value) <= a, interval.lower >= value) << IntervalKindName(kind) << " " << a;
        EXPECT_EQ(inference.PAtLeast(value) <= a, interval.upper <= value) << IntervalKindName(kind) << " " << a;
        EXPECT_EQ(inference.PTwoSided(value) > 2 * a, interval.lower < value && value < interval.upper);
      }
    }
  }
}

// One difference among 64: more than a third of the resamples are exactly 0, and so is the interval's limit. It
// contains 0 then, and the p-value must not say that it does not.
TEST(BootstrapIntervalTest, ALimitThatTiesWithTheValueContainsIt) {
  for (const double difference : {1.0, -1.0}) {
    std::vector<double> sample(64, 0.0);
    sample[7] = difference;
    const BootstrapReplicates replicates = *BootstrapMean(sample, Options(9999));
    for (const IntervalKind kind : {IntervalKind::kPercentile, IntervalKind::kBasic, IntervalKind::kBca}) {
      const BootstrapInference inference = Infer(replicates, kind);
      for (const double value : {0.0, 1.0 / 64, 2.0 / 64, -1.0 / 64}) {
        for (const double alpha : {0.02, 0.05, 0.1, 0.3, 0.5}) {
          const Interval interval = *inference.TwoSided(1 - alpha);
          EXPECT_EQ(inference.PTwoSided(value) < alpha, value < interval.lower || interval.upper < value)
              << IntervalKindName(kind) << " " << value << " " << alpha;
        }
      }
    }
    // (63/64)^64 = 0.365 of the resamples are 0; within 5 standard errors of 0.0048.
    EXPECT_NEAR(Infer(replicates, IntervalKind::kPercentile).PTwoSided(0), 2 * 0.365, 0.05);
  }
}

TEST(BootstrapIntervalTest, AMirroredSampleGivesMirroredAnswers) {
  const std::vector<double> sample = Skewed(30);
  std::vector<double> mirrored;
  for (const double x : sample) mirrored.push_back(-x);
  const BootstrapReplicates plain = *BootstrapMean(sample, Options(1999)),
                            other = *BootstrapMean(mirrored, Options(1999));
  for (const IntervalKind kind : kKinds) {
    const BootstrapInference a = Infer(plain, kind), b = Infer(other, kind);
    EXPECT_NEAR(a.TwoSided(0.9)->lower, -b.TwoSided(0.9)->upper, 1e-12) << IntervalKindName(kind);
    EXPECT_NEAR(a.PAtMost(0.8), b.PAtLeast(-0.8), 1e-9) << IntervalKindName(kind);
    EXPECT_NEAR(a.PTwoSided(0.8), b.PTwoSided(-0.8), 1e-9) << IntervalKindName(kind);
  }
}

TEST(BootstrapIntervalTest, MovingAndScalingTheSampleMovesAndScalesTheInterval) {
  const std::vector<double> sample = Skewed(25);
  std::vector<double> moved;
  for (const double x : sample) moved.push_back(100 + 3 * x);
  for (const IntervalKind kind : kKinds) {
    const Interval a = *BootstrapInterval(sample, kind, 0.9, Options(500));
    const Interval b = *BootstrapInterval(moved, kind, 0.9, Options(500));
    EXPECT_NEAR(b.lower, 100 + 3 * a.lower, 1e-11) << IntervalKindName(kind);
    EXPECT_NEAR(b.upper, 100 + 3 * a.upper, 1e-11) << IntervalKindName(kind);
  }
}

TEST(BootstrapIntervalTest, WiderConfidenceIsAWiderInterval) {
  const BootstrapReplicates replicates = *BootstrapMean(Skewed(35), Options(2000));
  for (const IntervalKind kind : kKinds) {
    Interval before = *Infer(replicates, kind).TwoSided(0.5);
    for (const double confidence : {0.8, 0.9, 0.95, 0.99}) {
      const Interval interval = *Infer(replicates, kind).TwoSided(confidence);
      EXPECT_LT(interval.lower, before.lower);
      EXPECT_GT(interval.upper, before.upper);
      EXPECT_EQ(interval.confidence, confidence);
      before = interval;
    }
  }
}

// Of a large normal sample all five are mean -+ 1.645 sd / sqrt(n), within the error of 20,000 draws (a quantile at 5 %
// has a standard error of 0.015 standard errors of the mean; 5 of those, and 1 / n for skewness).
TEST(BootstrapIntervalTest, LargeNormalSamplesGiveTheNormalInterval) {
  CounterRandom random(12, 0);
  std::vector<double> sample(400);
  for (double& x : sample) x = NormalQuantile(random.Uniform() + 0x1p-54);
  const BootstrapReplicates replicates = *BootstrapMean(sample, Options(20000));
  for (const IntervalKind kind : kKinds) {
    const Interval interval = *Infer(replicates, kind).TwoSided(0.9);
    const double half = 1.645 * replicates.standard_error, tolerance = 0.1 * replicates.standard_error;
    EXPECT_NEAR(interval.lower, replicates.estimate - half, tolerance) << IntervalKindName(kind);
    EXPECT_NEAR(interval.upper, replicates.estimate + half, tolerance) << IntervalKindName(kind);
  }
}

TEST(BootstrapIntervalTest, WithoutBiasAndAccelerationBcaIsPercentile) {
  BootstrapReplicates replicates;
  for (int i = -100; i <= 100; ++i) replicates.replicate.push_back(i);
  replicates.acceleration = 0;
  replicates.standard_error = 58;
  const Interval bca = *Infer(replicates, IntervalKind::kBca).TwoSided(0.9);
  const Interval percentile = *Infer(replicates, IntervalKind::kPercentile).TwoSided(0.9);
  EXPECT_NEAR(bca.lower, percentile.lower, 1e-9);
  EXPECT_NEAR(bca.upper, percentile.upper, 1e-9);
}

TEST(BootstrapIntervalTest, TiesWithTheEstimateCountByHalf) {
  // 40 below, 120 that tie but for rounding, 40 above: no bias, as if the ties lay on both sides.
  BootstrapReplicates replicates;
  replicates.estimate = 0.3;
  replicates.acceleration = 0;
  for (int i = 1; i <= 40; ++i) {
    replicates.replicate.insert(replicates.replicate.end(), {0.3 - 0.01 * i, 0.1 + 0.2, 0.3, 0.3, 0.3 + 0.01 * i});
  }
  const Interval bca = *Infer(replicates, IntervalKind::kBca).TwoSided(0.9);
  const Interval percentile = *Infer(replicates, IntervalKind::kPercentile).TwoSided(0.9);
  EXPECT_NEAR(bca.lower, percentile.lower, 1e-9);
  EXPECT_NEAR(bca.upper, percentile.upper, 1e-9);
}

TEST(BootstrapIntervalTest, NoVarianceIsSaid) {
  const std::vector<double> constant(49, 0.1);
  const BootstrapReplicates replicates = *BootstrapMean(constant, Options(200));
  for (const IntervalKind kind : kKinds) {
    const BootstrapInference inference = Infer(replicates, kind);
    EXPECT_TRUE(inference.degenerate()) << IntervalKindName(kind);
    EXPECT_EQ(inference.TwoSided(0.9)->lower, 0.1);
    EXPECT_EQ(inference.TwoSided(0.9)->upper, 0.1);
    EXPECT_EQ(inference.PAtMost(-0.02), 0);
    EXPECT_EQ(inference.PAtMost(0.1), 0);  // closed: a bound that is touched is inside
    EXPECT_EQ(inference.PAtMost(0.2), 1);
    EXPECT_EQ(inference.PAtLeast(0.02), 1);
    EXPECT_EQ(inference.PTwoSided(0), 0);
    EXPECT_EQ(inference.PTwoSided(0.1), 1);
  }
  EXPECT_FALSE(Infer(*BootstrapMean({1, 2}, Options(200)), IntervalKind::kBca).degenerate());
}

TEST(BootstrapIntervalTest, TwoObservationsNeverGiveNan) {
  const BootstrapReplicates replicates = *BootstrapMean({1, 2}, Options(1000));
  for (const IntervalKind kind : kKinds) {
    const BootstrapInference inference = Infer(replicates, kind);
    const auto interval = inference.TwoSided(0.9);
    if (kind == IntervalKind::kStudentized) {  // half of the resamples hold one value twice
      EXPECT_EQ(interval.status().code(), absl::StatusCode::kFailedPrecondition);
      EXPECT_THAT(std::string(interval.status().message()), testing::HasSubstr("has no finite limit"));
    } else {
      // The quantiles are 1 and 2; the normal interval is 1.5 -+ 1.645 * 0.354.
      const double beyond = kind == IntervalKind::kNormal ? 0.12 : 0;
      EXPECT_GE(interval->lower, 1 - beyond) << IntervalKindName(kind);
      EXPECT_LE(interval->upper, 2 + beyond) << IntervalKindName(kind);
    }
    for (const double value : {0.0, 1.0, 1.2, 1.5, 2.0, 9.0}) {
      for (const double p : {inference.PAtMost(value), inference.PAtLeast(value), inference.PTwoSided(value)}) {
        EXPECT_TRUE(p >= 0 && p <= 1) << IntervalKindName(kind) << " " << value << " " << p;
      }
    }
  }
}

TEST(BootstrapIntervalTest, HeavyTailsNeverGiveNan) {
  CounterRandom random(13, 0);
  std::vector<double> cauchy(60);
  for (double& x : cauchy) x = std::tan(3.14159265358979 * (random.Uniform() - 0.5));
  cauchy[0] = 1e6;
  const BootstrapReplicates replicates = *BootstrapMean(cauchy, Options(1000));
  for (const IntervalKind kind : kKinds) {
    const Interval interval = *Infer(replicates, kind).TwoSided(0.95);
    EXPECT_TRUE(std::isfinite(interval.lower) && std::isfinite(interval.upper)) << IntervalKindName(kind);
    EXPECT_LE(interval.lower, interval.upper) << IntervalKindName(kind);
  }
}

TEST(BootstrapIntervalTest, PValuesAreNeverBelowWhatTheResamplesCanShow) {
  const BootstrapReplicates replicates = *BootstrapMean(Skewed(30), Options(999));
  for (const IntervalKind kind : kKinds) {
    const BootstrapInference inference = Infer(replicates, kind);
    if (kind == IntervalKind::kNormal) continue;
    EXPECT_GE(inference.PAtMost(-50), 0.001) << IntervalKindName(kind);
    EXPECT_GE(inference.PAtLeast(50), 0.001) << IntervalKindName(kind);
    if (kind == IntervalKind::kBca) continue;  // its levels are moved
    EXPECT_DOUBLE_EQ(inference.PAtMost(-50), 0.001) << IntervalKindName(kind);
    EXPECT_DOUBLE_EQ(inference.PTwoSided(50), 0.002) << IntervalKindName(kind);
  }
}

std::string Refusal(const absl::StatusOr<BootstrapInference>& result) { return std::string(result.status().message()); }
std::string Refusal(const absl::StatusOr<Interval>& result) { return std::string(result.status().message()); }

TEST(BootstrapIntervalTest, RefusesWhatHasNoAnswer) {
  const std::vector<double> sample = {1, 2, 4};
  EXPECT_EQ(Refusal(BootstrapInterval({1}, IntervalKind::kBca, 0.9, {})), "sample has 1 value; at least 2 are needed");
  EXPECT_EQ(Refusal(BootstrapInterval(sample, IntervalKind::kBca, 1, {})),
            "confidence is 1; expected more than 0 and less than 1, such as 0.9");
  EXPECT_EQ(Refusal(BootstrapInterval(sample, IntervalKind::kPercentile, 0.99, Options(150))),
            "an interval of confidence 0.99 needs at least 199 resamples, not 150");
  EXPECT_TRUE(BootstrapInterval(sample, IntervalKind::kPercentile, 0.99, Options(199)).ok());
  EXPECT_EQ(BootstrapPValue(sample, IntervalKind::kBca, kNan, {}).status().message(),
            "value[0] is nan; expected a finite number");
  BootstrapReplicates replicates = *BootstrapMean(sample, Options(100, false));
  EXPECT_THAT(Refusal(BootstrapInference::Create(replicates, IntervalKind::kStudentized)),
              testing::HasSubstr("set BootstrapOptions::standard_errors"));
  replicates.acceleration.reset();
  EXPECT_THAT(Refusal(BootstrapInference::Create(replicates, IntervalKind::kBca)),
              testing::HasSubstr("needs a jackknife acceleration"));
  replicates.replicate[7] = kNan;
  EXPECT_EQ(Refusal(BootstrapInference::Create(replicates, IntervalKind::kBasic)),
            "replicate[7] is nan; expected a finite number");
  replicates.replicate.resize(50);
  EXPECT_EQ(Refusal(BootstrapInference::Create(replicates, IntervalKind::kBasic)),
            "resamples is 50; expected at least 100");
}

TEST(BootstrapIntervalTest, BcaRefusesABiasWithoutEnd) {
  BootstrapReplicates replicates;
  replicates.acceleration = 0;
  for (int i = 1; i <= 100; ++i) replicates.replicate.push_back(i);
  const auto result = BootstrapInference::Create(replicates, IntervalKind::kBca);
  EXPECT_EQ(result.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Refusal(result), "every replicate lies above the estimate; BCa cannot correct such a bias");
}

TEST(BootstrapIntervalTest, AVanishedStandardErrorIsSaid) {
  const BootstrapReplicates tiny = *BootstrapMean({1e-200, 2e-200, 4e-200, 5e-200}, Options(100));
  EXPECT_EQ(Refusal(BootstrapInference::Create(tiny, IntervalKind::kNormal)),
            "the standard error is 0 though the replicates vary");
  EXPECT_TRUE(Infer(tiny, IntervalKind::kBca).TwoSided(0.9).ok());
}

TEST(BootstrapIntervalTest, OfAMean) {
  const std::vector<double> sample = Skewed(20);
  for (const IntervalKind kind : kKinds) {
    const BootstrapInference inference = Infer(*BootstrapMean(sample, Options(300)), kind);
    EXPECT_EQ(BootstrapInterval(sample, kind, 0.9, Options(300))->lower, inference.TwoSided(0.9)->lower);
    EXPECT_EQ(*BootstrapPValue(sample, kind, 0.7, Options(300)), inference.PTwoSided(0.7));
  }
}

}  // namespace
}  // namespace moebench::stats
