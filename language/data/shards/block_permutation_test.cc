#include "language/data/shards/block_permutation.h"

#include <cmath>
#include <vector>

#include "gtest/gtest.h"

namespace moebench::language {
namespace {

TEST(BlockPermutation, VisitsEachBlockOnce) {
  for (const int64_t n : {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 1000, 4097}) {
    for (const uint64_t key : {uint64_t{0}, uint64_t{1}, ~uint64_t{0}}) {
      const BlockPermutation order(n, key);
      std::vector<int> visits(n);
      for (int64_t place = 0; place < n; ++place) {
        const int64_t block = order(place);
        ASSERT_GE(block, 0);
        ASSERT_LT(block, n);
        EXPECT_EQ(++visits[block], 1) << n << " " << key << " " << place;
      }
    }
  }
}

TEST(BlockPermutation, DependsOnTheKeyAlone) {
  const BlockPermutation order(1000, 7), again(1000, 7), other(1000, 8);
  int equal = 0;
  for (int64_t place = 0; place < 1000; ++place) {
    EXPECT_EQ(order(place), again(place));
    equal += order(place) == other(place);
  }
  // One in a thousand is expected, with a standard deviation of one.
  EXPECT_LE(equal, 8);
}

// Where block 0 comes, over 4,000 keys and 8 places, and likewise for each pair of neighbours: chi-squared with 7
// degrees of freedom is above 30.7 for one key set in 14,000; the keys are fixed.
TEST(BlockPermutation, PlacesAreEquallyLikely) {
  for (int64_t place = 0; place < 8; ++place) {
    std::vector<double> seen(8), step(8);
    for (uint64_t key = 0; key < 4000; ++key) {
      const BlockPermutation order(8, key);
      ++seen[order(place)];
      ++step[(order(place) - order((place + 1) % 8) + 8) % 8];
    }
    double chi_squared = 0, step_chi_squared = 0;
    for (int i = 0; i < 8; ++i) chi_squared += (seen[i] - 500) * (seen[i] - 500) / 500;
    for (int i = 1; i < 8; ++i) step_chi_squared += std::pow(step[i] - 4000 / 7.0, 2) / (4000 / 7.0);
    EXPECT_LT(chi_squared, 30.7) << place;
    EXPECT_LT(step_chi_squared, 30.7) << place;
    EXPECT_EQ(step[0], 0);
  }
}

TEST(BlockPermutation, TakesTheLargest) {
  const BlockPermutation order(int64_t{1} << 62, 3);
  EXPECT_NE(order(0), order((int64_t{1} << 62) - 1));
}

}  // namespace
}  // namespace moebench::language
