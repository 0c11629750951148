#include "stats/estimators/resampling.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/estimators/distributions.h"
#include "stats/estimators/index_rule.h"
#include "stats/estimators/resampling_kernels.h"

namespace moebench::stats {
namespace {

std::vector<uint32_t> Drawn(uint64_t key, uint64_t resample, uint32_t n, size_t count) {
  std::vector<uint32_t> indices(count);
  DrawIndices(key, resample, n, absl::MakeSpan(indices));
  return indices;
}

TEST(ResamplingTest, DrawsAreThoseOfThePythonReference) {
  const auto reference =
      nlohmann::json::parse(*ReadFile(*Runfile("stats/estimators/testdata/bootstrap_reference.json")));
  ASSERT_EQ(reference["indices"].size(), 6u);
  for (const auto& of : reference["indices"]) {
    const auto first = of["first"].get<std::vector<uint32_t>>();
    EXPECT_EQ(Drawn(of["key"], of["resample"], of["n"], first.size()), first) << of["n"];
  }
}

TEST(ResamplingTest, AShorterSpanGetsTheSameDraws) {
  for (const uint32_t n : {1u, 2u, 50u, 4096u, 4097u, 3000000000u / 2}) {
    const std::vector<uint32_t> all = Drawn(1, 2, n, 101);
    for (const size_t count : {1, 2, 50, 100}) {
      EXPECT_EQ(Drawn(1, 2, n, count), std::vector<uint32_t>(all.begin(), all.begin() + count)) << n;
    }
    EXPECT_LT(*std::max_element(all.begin(), all.end()), n);
  }
}

// Chi-square of the counts, and of the pairs of neighbours, at 1e-5 each: 8 tests, false alarm below 1e-4 for a new
// key.
TEST(ResamplingTest, DrawsAreUniformAndNeighboursIndependent) {
  for (const uint32_t n : {3u, 10u, 37u, 64u}) {
    std::vector<double> counts(n), pairs(n * n);
    double draws = 0, drawn_pairs = 0;
    for (uint64_t r = 0; r < 2000; ++r) {
      const std::vector<uint32_t> indices = Drawn(99, r, n, 200);
      for (size_t i = 0; i < indices.size(); ++i, ++draws) ++counts[indices[i]];
      for (size_t i = 0; i + 1 < indices.size(); i += 2, ++drawn_pairs) ++pairs[indices[i] * n + indices[i + 1]];
    }
    double statistic = 0, pair_statistic = 0;
    for (const double count : counts) statistic += (count - draws / n) * (count - draws / n) / (draws / n);
    for (const double count : pairs) {
      const double expected = drawn_pairs / (double{1} * n * n);
      pair_statistic += (count - expected) * (count - expected) / expected;
    }
    EXPECT_GT(ChiSquareUpperTail(statistic, n - 1.0), 1e-5) << n;
    EXPECT_GT(ChiSquareUpperTail(pair_statistic, double{1} * n * n - 1), 1e-5) << n;
  }
}

double PlainSum(uint64_t key, uint64_t resample, const std::vector<double>& values) {
  const size_t n = values.size();
  const std::vector<uint32_t> indices = Drawn(key, resample, static_cast<uint32_t>(n), n);
  const bool paired = IndexRule(static_cast<uint32_t>(n)).paired;
  double sum = 0;
  for (size_t i = 0; i < n; i += paired ? 2 : 1) {
    sum += paired && i + 1 < n ? values[indices[i]] + values[indices[i + 1]] : values[indices[i]];
  }
  return sum;
}

std::vector<double> Values(size_t n) {
  std::vector<double> values(n);
  for (size_t i = 0; i < n; ++i) values[i] = std::sin(1.7 * static_cast<double>(i)) * 1e3;
  return values;
}

// Sizes around every change of form: odd and even, tables, pairs, single words; 4095 replaces many words.
TEST(ResamplingTest, EveryInstructionSetGivesTheBitsOfThePlainLoop) {
  for (const size_t n : {1, 2, 3, 7, 8, 25, 50, 63, 64, 65, 66, 1000, 1001, 4095, 4096, 4097, 9999}) {
    const std::vector<double> values = Values(n);
    const ResampleSumsProblem problem(5, values, /*resamples=*/1000);
    for (const ResampleSumsKernel& kernel : ResampleSumsKernels()) {
      std::vector<double> sums(kernel.lanes);
      const uint64_t first = (uint64_t{1} << 32) - 3;  // the lanes cross a word of the counter
      kernel.run(problem, first, sums.data());
      for (size_t lane = 0; lane < sums.size(); ++lane) {
        ASSERT_EQ(sums[lane], PlainSum(5, first + lane, values)) << kernel.name << " n=" << n << " lane=" << lane;
      }
    }
  }
}

TEST(ResamplingTest, SumsDoNotDependOnHowResamplesAreBatched) {
  for (const size_t n : {7, 50, 1001, 5000}) {
    const std::vector<double> values = Values(n);
    std::vector<double> together(100), apart(100);
    ResampleSums(3, 10, values, absl::MakeSpan(together));
    for (size_t begin = 0, size = 1; begin < 100; begin += size, size = (size * 3) % 19 + 1) {
      const size_t count = std::min(size, 100 - begin);
      ResampleSums(3, 10 + begin, values, absl::MakeSpan(apart).subspan(begin, count));
    }
    EXPECT_EQ(together, apart) << n;
  }
}

TEST(ResamplingTest, RangesTileWhatThereIs) {
  for (const int threads : {0, 1, 2, 7, 100}) {
    for (const int resamples : {1, 15, 100, 9999}) {
      std::vector<int> visits(resamples);
      ForResampleRanges(resamples, threads, 1000000, [&](int first, int last) {
        for (int r = first; r < last; ++r) ++visits[r];
      });
      EXPECT_EQ(visits, std::vector<int>(resamples, 1)) << threads << " threads";
    }
  }
}

}  // namespace
}  // namespace moebench::stats
