#include "stats/estimators/variance_components.h"

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

using ::testing::HasSubstr;
using Groups = std::vector<std::vector<double>>;

TEST(VarianceComponentsTest, ByHand) {
  // Means 2 and 6, grand mean 4: MSB = 2 (4 + 4) / 1 = 16; MSW = (1 + 1 + 1 + 1) / 2 = 2; n0 = (4 - 8 / 4) / 1 = 2.
  const VarianceComponents parts = *EstimateVarianceComponents(Groups{{1, 3}, {5, 7}});
  EXPECT_EQ(parts.groups, 2);
  EXPECT_EQ(parts.observations, 4);
  EXPECT_DOUBLE_EQ(parts.effective_size, 2);
  EXPECT_DOUBLE_EQ(parts.within, 2);
  EXPECT_DOUBLE_EQ(parts.between, 7);
  EXPECT_DOUBLE_EQ(*parts.icc, 7.0 / 9);
  EXPECT_DOUBLE_EQ(*parts.f, 8);
  EXPECT_EQ(parts.note, "");
}

TEST(VarianceComponentsTest, UnequalGroupsByHand) {
  // Sizes 3, 1; means 2, 6; grand mean 3: SSB = 3 x 1 + 1 x 9 = 12; SSW = 2 on 2; n0 = 4 - 10 / 4 = 1.5.
  const VarianceComponents parts = *EstimateVarianceComponents(Groups{{1, 2, 3}, {6}});
  EXPECT_DOUBLE_EQ(parts.effective_size, 1.5);
  EXPECT_DOUBLE_EQ(parts.within, 1);
  EXPECT_DOUBLE_EQ(parts.between, 11 / 1.5);
}

TEST(VarianceComponentsTest, ANegativeEstimateIsReportedAsZeroAndSaid) {
  // Equal means: MSB = 0, MSW = 2, so (0 - 2) / 2 = -1.
  const VarianceComponents parts = *EstimateVarianceComponents(Groups{{1, 3}, {3, 1}});
  EXPECT_EQ(parts.between, 0);
  EXPECT_DOUBLE_EQ(parts.between_unbounded, -1);
  EXPECT_EQ(*parts.icc, 0);
  EXPECT_THAT(parts.note, HasSubstr("is negative (-1)"));
  EXPECT_THAT(parts.note, HasSubstr("reported as 0"));
}

TEST(VarianceComponentsTest, WithoutVariance) {
  const VarianceComponents equal = *EstimateVarianceComponents(Groups{{0.1, 0.1, 0.1}, {0.1, 0.1}});
  EXPECT_EQ(equal.between, 0);
  EXPECT_EQ(equal.within, 0);
  EXPECT_FALSE(equal.icc.has_value());
  EXPECT_FALSE(equal.f.has_value());
  EXPECT_THAT(equal.note, HasSubstr("all values are equal"));

  const VarianceComponents apart = *EstimateVarianceComponents(Groups{{0.1, 0.1}, {0.4, 0.4}});
  EXPECT_EQ(apart.within, 0);
  EXPECT_DOUBLE_EQ(apart.between, 0.045);
  EXPECT_EQ(*apart.icc, 1);
  EXPECT_FALSE(apart.f.has_value());
}

TEST(VarianceComponentsTest, AgreesWithStatsmodelsRAndPingouin) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("stats/estimators/testdata/variance_components_reference.json")));
  for (const auto& expected : reference["cases"]) {
    SCOPED_TRACE(expected["name"].get<std::string>());
    const Groups groups = expected["groups"];
    const VarianceComponents parts = *EstimateVarianceComponents(groups);
    // Around a million the packages themselves agree to six digits only.
    const double tolerance = std::abs(groups[0][0]) > 1e5 ? 1e-5 : 1e-10;
    EXPECT_NEAR(parts.effective_size, expected["n0"], 1e-12 * parts.effective_size);
    EXPECT_NEAR(parts.between_unbounded / expected["between"].get<double>(), 1, tolerance);
    for (const char* package : {"statsmodels", "r"}) {
      const auto& theirs = expected[package];
      EXPECT_NEAR(parts.within / theirs["within"].get<double>(), 1, tolerance);
      EXPECT_NEAR(*parts.f / theirs["f"].get<double>(), 1, tolerance);
      EXPECT_NEAR(*parts.f_p / theirs["p"].get<double>(), 1, 100 * tolerance);
    }
    if (expected.contains("pingouin_icc1")) {
      const double unbounded = parts.between_unbounded / (parts.between_unbounded + parts.within);
      EXPECT_NEAR(unbounded, expected["pingouin_icc1"], 1e-10);
      EXPECT_DOUBLE_EQ(*parts.icc, std::max(0.0, unbounded));
    }
  }
}

TEST(VarianceComponentsTest, DoesNotDependOnOriginOrUnit) {
  const Groups groups = {{1, 2, 4}, {3, 7}, {2, 2, 5, 6}};
  const VarianceComponents parts = *EstimateVarianceComponents(groups);
  Groups moved = groups;
  for (auto& group : moved) {
    for (double& x : group) x = 1e9 + 0.5 * x;
  }
  const VarianceComponents same = *EstimateVarianceComponents(moved);
  EXPECT_DOUBLE_EQ(same.within, parts.within / 4);
  EXPECT_NEAR(same.between_unbounded, parts.between_unbounded / 4, 1e-12);
  EXPECT_DOUBLE_EQ(*same.f, *parts.f);
}

// 2,000 simulated studies of 6 groups of 2 to 7, variances 0.09 between and 0.04 within. The estimator is unbiased, so
// the mean of the unbounded estimates lies within 5 of its standard errors: a false alarm once in 1.7 million.
TEST(VarianceComponentsTest, IsUnbiasedForUnequalGroups) {
  const int studies = 2000;
  double sum = 0, squares = 0, within = 0;
  for (int study = 0; study < studies; ++study) {
    CounterRandom random(11, static_cast<uint64_t>(study));
    const auto normal = [&] { return NormalQuantile(random.Uniform() + 0x1p-54); };
    Groups groups;
    for (int n = 2; n <= 7; ++n) {
      const double effect = 0.3 * normal();
      groups.emplace_back();
      for (int i = 0; i < n; ++i) groups.back().push_back(3.5 + effect + 0.2 * normal());
    }
    const VarianceComponents parts = *EstimateVarianceComponents(groups);
    sum += parts.between_unbounded;
    squares += parts.between_unbounded * parts.between_unbounded;
    within += parts.within;
  }
  const double mean = sum / studies, error = std::sqrt((squares / studies - mean * mean) / studies);
  EXPECT_NEAR(mean, 0.09, 5 * error);
  EXPECT_NEAR(within / studies, 0.04, 5 * 0.04 * std::sqrt(2.0 / 21 / studies));
}

TEST(VarianceComponentsTest, RefusesWhatHasNoAnswer) {
  const auto refusal = [](const Groups& groups) {
    return std::string(EstimateVarianceComponents(groups).status().message());
  };
  EXPECT_EQ(refusal({}), "there are 0 groups; at least 2 are needed");
  EXPECT_EQ(refusal({{1, 2}}), "there are 1 groups; at least 2 are needed");
  EXPECT_EQ(refusal({{1, 2}, {}}), "groups[1] has 0 values; at least 1 are needed");
  EXPECT_EQ(refusal({{1}, {2}, {3}}), "every group has 1 value; at least one needs 2, or within cannot be told");
  EXPECT_EQ(refusal({{1, 2}, {3, std::numeric_limits<double>::quiet_NaN()}}),
            "groups[1][1] is nan; expected a finite number");
  EXPECT_EQ(refusal({{1e200, 2}, {3, 4}}), "the values are too large: their squares overflow");
  EXPECT_EQ(refusal({{1, 2}, {std::numeric_limits<double>::infinity()}}),
            "groups[1][0] is inf; expected a finite number");
}

}  // namespace
}  // namespace moebench::stats
