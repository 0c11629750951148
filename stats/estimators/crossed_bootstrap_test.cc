#include "stats/estimators/crossed_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/runfiles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/estimators/bootstrap_interval.h"
#include "stats/estimators/distributions.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using Table = std::vector<std::vector<double>>;

// seeds x batches: level + seed effect + batch effect + noise; equal streams have equal batch effects.
Table MakeTable(size_t seeds, size_t batches, double level, uint64_t stream) {
  CounterRandom shared(1, 0), own(2, stream);
  std::vector<double> batch;
  for (size_t i = 0; i < batches; ++i) batch.push_back(shared.Uniform());
  Table table;
  for (size_t s = 0; s < seeds; ++s) {
    const double effect = 0.05 * own.Uniform();
    table.emplace_back();
    for (size_t i = 0; i < batches; ++i) table.back().push_back(level + effect + batch[i] + 0.1 * own.Uniform());
  }
  return table;
}

std::vector<SeedUnits> WithOwnKeys(const Table& table, const std::string& name) {
  std::vector<SeedUnits> seeds;
  for (size_t s = 0; s < table.size(); ++s) {
    seeds.push_back({table[s], {}});
    for (size_t i = 0; i < table[s].size(); ++i) seeds.back().key.push_back(absl::StrCat(name, " ", s, " ", i));
  }
  return seeds;
}

nlohmann::json Reference() {
  return nlohmann::json::parse(*ReadFile(*Runfile("stats/estimators/testdata/crossed_bootstrap_reference.json")));
}

void ExpectSame(const CrossedReplicates& ours, const nlohmann::json& expected) {
  EXPECT_NEAR(ours.estimate, expected["estimate"], 1e-13);
  const std::vector<double> replicates = expected["replicates"];
  ASSERT_EQ(ours.replicate.size(), replicates.size());
  for (size_t r = 0; r < replicates.size(); ++r) EXPECT_NEAR(ours.replicate[r], replicates[r], 1e-13) << r;
  const Interval interval = *BootstrapInference::Create(ours, IntervalKind::kPercentile)->TwoSided(0.9);
  EXPECT_NEAR(interval.lower, expected["interval_90"][0], 1e-13);
  EXPECT_NEAR(interval.upper, expected["interval_90"][1], 1e-13);
}

TEST(CrossedBootstrapTest, AgreesWithPlainLoopsResampleByResample) {
  const nlohmann::json reference = Reference();
  const BootstrapOptions options{.resamples = reference["resamples"], .seed = reference["seed"]};
  for (const auto& expected : reference["crossed"]) {
    SCOPED_TRACE(expected["name"].get<std::string>());
    ExpectSame(*CrossedBootstrapDifference(expected["a"].get<Table>(), expected["b"].get<Table>(),
                                           expected["weights"].get<std::vector<double>>(), options),
               expected);
  }
}

TEST(NestedBootstrapTest, AgreesWithPlainLoopsResampleByResample) {
  const nlohmann::json reference = Reference();
  const BootstrapOptions options{.resamples = reference["resamples"], .seed = reference["seed"]};
  const auto& expected = reference["nested"];
  ExpectSame(*NestedBootstrapDifference(WithOwnKeys(expected["a"], "a"), WithOwnKeys(expected["b"], "b"), options),
             expected);
}

// 2 seeds x 2 batches: a = {{0, 4}, {2, 6}}, b = {{0, 0}, {0, 0}}. A resample's mean of a is the mean of two seed
// effects (0 or 2) plus the mean of two batch effects (0 or 4): 0, 1, 2 plus 0, 2, 4, with probabilities 1/4, 1/2, 1/4
// each. The value 2 comes from 0 + 2 and 2 + 0: 1/8 + 1/16. A share is off by more than 5 of its standard errors once
// in 1.7 million.
TEST(CrossedBootstrapTest, EnumeratedByHand) {
  const int resamples = 100000;
  const CrossedReplicates crossed =
      *CrossedBootstrapDifference(Table{{0, 4}, {2, 6}}, Table{{0, 0}, {0, 0}}, {}, {.resamples = resamples});
  EXPECT_DOUBLE_EQ(crossed.estimate, 3);
  const double expected[] = {1 / 16., 2 / 16., 3 / 16., 4 / 16., 3 / 16., 2 / 16., 1 / 16.};
  for (int value = 0; value <= 6; ++value) {
    const double share =
        std::count(crossed.replicate.begin(), crossed.replicate.end(), value) / static_cast<double>(resamples);
    EXPECT_NEAR(share, expected[value], 5 * std::sqrt(expected[value] * (1 - expected[value]) / resamples)) << value;
  }
}

// One set of batches serves every seed and both variants: a batch effect that all share is in no resample.
TEST(CrossedBootstrapTest, SharedBatchEffectsCancel) {
  const Table a = MakeTable(9, 40, 3.5, 1), b = MakeTable(8, 40, 3.4, 2);
  Table harder_a = a, harder_b = b;
  for (size_t i = 0; i < 40; ++i) {
    for (auto& row : harder_a) row[i] += std::sin(1.0 + i);
    for (auto& row : harder_b) row[i] += std::sin(1.0 + i);
  }
  const CrossedReplicates plain = *CrossedBootstrapDifference(a, b, {}, {.resamples = 300});
  const CrossedReplicates harder = *CrossedBootstrapDifference(harder_a, harder_b, {}, {.resamples = 300});
  for (int r = 0; r < 300; ++r) EXPECT_NEAR(harder.replicate[r], plain.replicate[r], 1e-13);
}

// Seeds are drawn for each variant on its own, even where their numbers agree: with a == b, replicates still spread.
TEST(CrossedBootstrapTest, SeedsAreNotPairs) {
  const Table a = {{1, 1}, {2, 2}, {4, 4}};
  const CrossedReplicates crossed = *CrossedBootstrapDifference(a, a, {}, {.resamples = 20000});
  EXPECT_EQ(crossed.estimate, 0);
  // Variance of the difference of two means of 3 drawn from {1, 2, 4}: 2 (14 / 9) / 3; off by 5 of its standard errors
  // once in 1.7 million.
  EXPECT_NEAR(crossed.standard_error / std::sqrt(28 / 27.), 1, 5 / std::sqrt(2 * 20000.));
}

TEST(CrossedBootstrapTest, AResampleIsAFunctionOfSeedAndIndex) {
  const Table a = MakeTable(10, 200, 3.5, 1), b = MakeTable(12, 200, 3.4, 2);
  const auto nested_a = WithOwnKeys(a, "a"), nested_b = WithOwnKeys(b, "b");
  const CrossedReplicates one = *CrossedBootstrapDifference(a, b, {}, {.resamples = 2000, .num_threads = 1});
  const CrossedReplicates nested =
      *NestedBootstrapDifference(nested_a, nested_b, {.resamples = 2000, .num_threads = 1});
  for (const int threads : {0, 2, 5}) {
    const BootstrapOptions options{.resamples = 2000, .num_threads = threads};
    EXPECT_EQ(CrossedBootstrapDifference(a, b, {}, options)->replicate, one.replicate);
    EXPECT_EQ(NestedBootstrapDifference(nested_a, nested_b, options)->replicate, nested.replicate);
  }
  const CrossedReplicates fewer = *CrossedBootstrapDifference(a, b, {}, {.resamples = 150});
  EXPECT_TRUE(std::equal(fewer.replicate.begin(), fewer.replicate.end(), one.replicate.begin()));
  EXPECT_NE(CrossedBootstrapDifference(a, b, {}, {.resamples = 2000, .seed = 7})->replicate, one.replicate);
}

TEST(CrossedBootstrapTest, EqualWeightsAreNoWeights) {
  const Table a = MakeTable(8, 30, 3.5, 1), b = MakeTable(8, 30, 3.4, 2);
  const CrossedReplicates plain = *CrossedBootstrapDifference(a, b, {}, {.resamples = 200});
  const CrossedReplicates weighted =
      *CrossedBootstrapDifference(a, b, std::vector<double>(30, 300.0), {.resamples = 200});
  for (int r = 0; r < 200; ++r) EXPECT_NEAR(weighted.replicate[r], plain.replicate[r], 1e-13);
}

TEST(CrossedBootstrapTest, FewSeedsAreFlagged) {
  const Table eight = MakeTable(8, 20, 3.5, 1), seven = MakeTable(7, 20, 3.4, 2);
  const CrossedReplicates enough = *CrossedBootstrapDifference(eight, eight, {}, {.resamples = 100});
  EXPECT_TRUE(enough.reliable);
  EXPECT_EQ(enough.caution, "");
  EXPECT_EQ(enough.seeds_a, 8);
  EXPECT_EQ(enough.units, 20);
  const CrossedReplicates few = *CrossedBootstrapDifference(eight, seven, {}, {.resamples = 100});
  EXPECT_FALSE(few.reliable);
  EXPECT_THAT(few.caution, HasSubstr("only 7 seeds of a variant"));
  EXPECT_FALSE(NestedBootstrapDifference(WithOwnKeys(seven, "a"), WithOwnKeys(eight, "b"), {})->reliable);
}

TEST(CrossedBootstrapTest, ConstantDifferencesHaveNoSpread) {
  Table a = {{3.25, 3.5, 3.125}, {3.25, 3.5, 3.125}}, b = {{3, 3.25, 2.875}, {3, 3.25, 2.875}};
  const CrossedReplicates crossed = *CrossedBootstrapDifference(a, b, {}, {.resamples = 100});
  EXPECT_EQ(crossed.estimate, 0.25);
  EXPECT_EQ(crossed.standard_error, 0);
  EXPECT_TRUE(BootstrapInference::Create(crossed, IntervalKind::kPercentile)->degenerate());

  a = {{0.1, 0.1, 0.1}, {0.1, 0.1, 0.1}};
  EXPECT_EQ(CrossedBootstrapDifference(a, a, {}, {.resamples = 100})->standard_error, 0);
  EXPECT_EQ(NestedBootstrapDifference(WithOwnKeys(a, "a"), WithOwnKeys(a, "b"), {})->standard_error, 0);
}

TEST(CrossedBootstrapTest, IntervalAndPValueAreOfOneMethod) {
  const CrossedReplicates crossed =
      *CrossedBootstrapDifference(MakeTable(10, 50, 3.5, 1), MakeTable(10, 50, 3.4, 2), {}, {});
  const auto inference = *BootstrapInference::Create(crossed, IntervalKind::kPercentile);
  const Interval ninety = *inference.TwoSided(0.9);
  EXPECT_NEAR(inference.PAtMost(ninety.lower), 0.05, 1e-9);
  EXPECT_NEAR(inference.PAtLeast(ninety.upper), 0.05, 1e-9);
  EXPECT_NEAR(inference.PTwoSided(ninety.upper), 0.1, 1e-9);
}

// 400 studies of 10 seeds x 50 batches in which the variants differ by batch (variant x batch effects of 0.15): crossed
// 90 % intervals cover 86 to 93 %, nested ones far less. With a true coverage of 88.5 % a count outside 82 to 95 % has
// a probability below 1e-4; nested ones above 75 % would be as rare at a true coverage of 66 %.
TEST(CrossedBootstrapTest, CoversWhereTheNestedFormDoesNot) {
  int crossed_covers = 0, nested_covers = 0;
  const int studies = 400;
  for (int study = 0; study < studies; ++study) {
    CounterRandom random(3, static_cast<uint64_t>(study));
    const auto normal = [&](double sd) { return sd * NormalQuantile(random.Uniform() + 0x1p-54); };
    std::vector<double> batch(50);
    for (double& x : batch) x = normal(0.1);
    const auto variant = [&] {
      std::vector<double> own(50);
      for (double& x : own) x = normal(0.15);
      Table table(10);
      for (auto& row : table) {
        const double seed = normal(0.03);
        for (size_t i = 0; i < 50; ++i) row.push_back(3.5 + seed + batch[i] + own[i] + normal(0.1));
      }
      return table;
    };
    const Table a = variant(), b = variant();
    const BootstrapOptions options{.resamples = 400, .seed = static_cast<uint64_t>(study)};
    const auto covers = [](const CrossedReplicates& replicates) {
      return BootstrapInference::Create(replicates, IntervalKind::kPercentile)->TwoSided(0.9)->Contains(0);
    };
    crossed_covers += covers(*CrossedBootstrapDifference(a, b, {}, options));
    nested_covers += covers(*NestedBootstrapDifference(WithOwnKeys(a, "a"), WithOwnKeys(b, "b"), options));
  }
  EXPECT_NEAR(crossed_covers / 400.0, 0.885, 0.065);
  EXPECT_LT(nested_covers / 400.0, 0.75);
}

template <typename Result>
std::string Refusal(const Result& result) {
  return std::string(result.status().message());
}

TEST(CrossedBootstrapTest, RefusesWhatHasNoAnswer) {
  const Table a = MakeTable(3, 5, 3.5, 1);
  EXPECT_EQ(
      Refusal(CrossedBootstrapDifference({}, a, {}, {})),
      "a has 0 seeds; at least 2 are needed. With one seed a variant, compare the two runs batch by batch: a paired "
      "bootstrap");
  EXPECT_THAT(Refusal(CrossedBootstrapDifference(a, Table{{1, 2, 3, 4, 5}}, {}, {})), HasSubstr("b has 1 seed;"));
  EXPECT_EQ(Refusal(CrossedBootstrapDifference(a, MakeTable(3, 6, 3.5, 2), {}, {})),
            "b[0] has 6 batches and a[0] has 5; a crossed analysis needs the same batches for every seed");
  EXPECT_EQ(Refusal(CrossedBootstrapDifference(Table{{1}, {2}}, Table{{1}, {2}}, {}, {})),
            "a[0] has 1 value; at least 2 are needed");
  Table wrong = a;
  wrong[1][2] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(Refusal(CrossedBootstrapDifference(a, wrong, {}, {})), "b[1][2] is nan; expected a finite number");
  EXPECT_EQ(Refusal(CrossedBootstrapDifference(a, a, {1, 2}, {})),
            "there are 5 batches and 2 weights; expected one each, or none");
  EXPECT_EQ(Refusal(CrossedBootstrapDifference(a, a, {1, 2, -1, 1, 1}, {})), "weights[2] is -1; expected 0 or more");
  EXPECT_EQ(Refusal(CrossedBootstrapDifference(a, a, {1, 0, 0, 0, 0}, {})),
            "fewer than two weights are positive; there is nothing to resample");
  EXPECT_THAT(
      Refusal(CrossedBootstrapDifference(Table{{1e308, 1e308}, {1e308, -1e308}}, Table{{1, 2}, {1, 2}}, {}, {})),
      HasSubstr("is not finite"));
  EXPECT_EQ(Refusal(CrossedBootstrapDifference(a, a, {}, {.resamples = 50})), "resamples is 50; expected at least 100");
  EXPECT_EQ(Refusal(CrossedBootstrapDifference(a, a, {}, {.num_threads = -2})),
            "num_threads is -2; expected 0 (one a core) or more");
  EXPECT_THAT(Refusal(CrossedBootstrapDifference(a, a, {}, {.standard_errors = true})),
              HasSubstr("for independent observations"));
}

TEST(NestedBootstrapTest, RefusesUnitsThatSeedsShare) {
  const Table table = MakeTable(3, 4, 3.5, 1);
  const auto a = WithOwnKeys(table, "a"), b = WithOwnKeys(table, "b");
  EXPECT_EQ(Refusal(NestedBootstrapDifference(a, a, {})),
            "unit \"a 0 0\" is in a[0] and in b[0]; units shared by seeds need the crossed bootstrap");
  auto shared = a;
  shared[2].key[1] = "a 0 3";
  EXPECT_EQ(Refusal(NestedBootstrapDifference(shared, b, {})),
            "unit \"a 0 3\" is in a[0] and in a[2]; units shared by seeds need the crossed bootstrap");
  auto unnamed = b;
  unnamed[1].key.pop_back();
  EXPECT_EQ(Refusal(NestedBootstrapDifference(a, unnamed, {})), "b[1] has 4 values and 3 keys; expected one each");
  EXPECT_THAT(Refusal(NestedBootstrapDifference(absl::MakeSpan(a).subspan(0, 1), b, {})), HasSubstr("a has 1 seed;"));
}

}  // namespace
}  // namespace moebench::stats
