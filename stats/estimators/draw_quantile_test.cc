#include "stats/estimators/draw_quantile.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/counter_random.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(DrawQuantileTest, ByHand) {
  const std::vector<double> draws = {30, 10, 40, 20};  // ranks are 5 p
  EXPECT_DOUBLE_EQ(DrawQuantile(draws, 0.2), 10);
  EXPECT_DOUBLE_EQ(DrawQuantile(draws, 0.3), 15);
  EXPECT_DOUBLE_EQ(DrawQuantile(draws, 0.5), 25);
  EXPECT_DOUBLE_EQ(DrawQuantile(draws, 0.8), 40);
  EXPECT_DOUBLE_EQ(DrawQuantile(draws, 0.01), 10);
  EXPECT_DOUBLE_EQ(DrawQuantile(draws, 0.99), 40);
  EXPECT_DOUBLE_EQ(LevelReaching(draws, 15), 0.3);
  EXPECT_DOUBLE_EQ(LevelReaching(draws, 10), 0.2);
  EXPECT_DOUBLE_EQ(LevelReaching(draws, -5), 0.2);
  EXPECT_DOUBLE_EQ(LevelReaching(draws, 41), 1);
  EXPECT_DOUBLE_EQ(UpperLevelReaching(draws, 35), 0.3);
  EXPECT_DOUBLE_EQ(UpperLevelReaching(draws, 50), 0.2);
  EXPECT_DOUBLE_EQ(UpperLevelReaching(draws, 9), 1);
}

TEST(DrawQuantileTest, TiesAreReachedByTheFirstOfThem) {
  const std::vector<double> draws = {1, 2, 2, 2, 3};  // ranks are 6 p
  EXPECT_DOUBLE_EQ(LevelReaching(draws, 2), 2.0 / 6);
  EXPECT_DOUBLE_EQ(UpperLevelReaching(draws, 2), 2.0 / 6);
  EXPECT_DOUBLE_EQ(DrawQuantile(draws, 0.5), 2);
}

TEST(DrawQuantileTest, TiesArePassedByTheLastOfThem) {
  const std::vector<double> draws = {1, 2, 2, 2, 3};
  EXPECT_DOUBLE_EQ(LevelPassing(draws, 2), 4.0 / 6);
  EXPECT_DOUBLE_EQ(UpperLevelPassing(draws, 2), 4.0 / 6);
  EXPECT_GT(DrawQuantile(draws, 4.1 / 6), 2);
  EXPECT_DOUBLE_EQ(LevelPassing(draws, 0), 1.0 / 6);
  EXPECT_DOUBLE_EQ(LevelPassing(draws, 3), 1);
  EXPECT_DOUBLE_EQ(LevelPassing(draws, 1.5), LevelReaching(draws, 1.5));
  for (const double level : {0.2, 0.3, 0.35, 0.5, 0.64, 0.67, 0.8}) {
    for (const double value : {0.5, 1.0, 1.5, 2.0, 2.5, 3.0}) {
      EXPECT_EQ(LevelPassing(draws, value) < level, DrawQuantile(draws, level) > value) << level << " " << value;
      EXPECT_EQ(UpperLevelPassing(draws, value) < level, DrawQuantile(draws, 1 - level) < value)
          << level << " " << value;
    }
  }
}

TEST(DrawQuantileTest, InfiniteDrawsGiveNoNan) {
  const std::vector<double> draws = {-kInfinity, -kInfinity, 0, 1, kInfinity};
  EXPECT_EQ(DrawQuantile(draws, 2.5 / 6), -kInfinity);
  EXPECT_EQ(DrawQuantile(draws, 3.0 / 6), 0);
  EXPECT_EQ(DrawQuantile(draws, 4.5 / 6), kInfinity);
  EXPECT_DOUBLE_EQ(LevelReaching(draws, -7), 3.0 / 6);
  EXPECT_DOUBLE_EQ(LevelReaching(draws, 5), 4.0 / 6);
  EXPECT_DOUBLE_EQ(UpperLevelReaching(draws, 5), 2.0 / 6);
}

// The sorted definition, against which any faster selection is held.
double BySorting(std::vector<double> draws, double level) {
  std::sort(draws.begin(), draws.end());
  const double position = (static_cast<double>(draws.size()) + 1) * level;
  const size_t below = static_cast<size_t>(std::clamp(position, 1.0, static_cast<double>(draws.size())));
  if (position <= 1 || below == draws.size()) return draws[below - 1];
  return draws[below - 1] + (position - static_cast<double>(below)) * (draws[below] - draws[below - 1]);
}

std::vector<double> SomeDraws(int count, int kind) {
  CounterRandom random(7, kind);
  std::vector<double> draws;
  for (int i = 0; i < count; ++i) {
    const double u = random.Uniform();
    draws.push_back(kind == 0   ? u
                    : kind == 1 ? std::floor(u * 6)            // ties
                    : kind == 2 ? 1 / (u + 1e-9)               // heavy tail
                    : kind == 3 ? static_cast<double>(i)       // in order
                                : (i % 16 == 0 ? 100 + u : u)  // every sixteenth is large
    );
  }
  return draws;
}

TEST(DrawQuantileTest, SelectionIsSorting) {
  for (const int count : {1, 2, 3, 16, 100, 999, 10000}) {
    for (const int kind : {0, 1, 2, 3, 4}) {
      const std::vector<double> draws = SomeDraws(count, kind);
      for (const double level : {1e-9, 0.001, 0.025, 0.05, 0.3, 0.5, 0.77, 0.95, 0.975, 0.9999, 1 - 1e-9}) {
        ASSERT_EQ(DrawQuantile(draws, level), BySorting(draws, level)) << count << " " << kind << " " << level;
      }
    }
  }
}

TEST(DrawQuantileTest, LevelsInvertQuantiles) {
  for (const int kind : {0, 1, 2}) {
    const std::vector<double> draws = SomeDraws(200, kind);
    for (int i = 1; i < 200; ++i) {
      const double level = (i + 0.37) / 201, value = DrawQuantile(draws, level);
      EXPECT_LE(LevelReaching(draws, value), level + 1e-12);
      EXPECT_LE(UpperLevelReaching(draws, value), 1 - level + 1e-12);
      if (kind == 1) continue;  // flat between ties
      EXPECT_NEAR(LevelReaching(draws, value), level, 1e-9);
      EXPECT_NEAR(UpperLevelReaching(draws, value), 1 - level, 1e-9);
    }
  }
}

}  // namespace
}  // namespace moebench::stats
