#include "stats/equivalence/multiplicity.h"

#include <cmath>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::Pointwise;

const std::vector<double> kP = {0.01, 0.04, 0.03, 0.005};

MATCHER(Near, "") { return std::abs(std::get<0>(arg) - std::get<1>(arg)) < 1e-15; }

TEST(MultiplicityTest, ByHand) {
  // Sorted .005 .01 .03 .04. Holm: 4 x .005 = .02, 3 x .01 = .03, 2 x .03 = .06, max(.06, .04) = .06.
  EXPECT_THAT(*HolmAdjusted(kP), Pointwise(Near(), {0.03, 0.06, 0.06, 0.02}));
  // Hochberg: .04, min(.04, .06) = .04, min(.04, .03) = .03, min(.03, .02) = .02.
  EXPECT_THAT(*HochbergAdjusted(kP), Pointwise(Near(), {0.03, 0.04, 0.04, 0.02}));
  // BH: .04, min(.04, 4/3 .03 = .04), min(.04, 2 x .01 = .02), min(.02, 4 x .005 = .02).
  EXPECT_THAT(*BenjaminiHochbergAdjusted(kP), Pointwise(Near(), {0.02, 0.04, 0.04, 0.02}));
}

TEST(MultiplicityTest, OneHypothesisStaysAndNothingExceedsOne) {
  EXPECT_THAT(*HolmAdjusted({0.2}), Pointwise(Near(), {0.2}));
  EXPECT_THAT(*HolmAdjusted({0.6, 0.7}), Pointwise(Near(), {1.0, 1.0}));
  EXPECT_THAT(*HochbergAdjusted({0.6, 0.7}), Pointwise(Near(), {0.7, 0.7}));
}

TEST(MultiplicityTest, TiesAreEqual) {
  EXPECT_THAT(*HolmAdjusted({0.02, 0.02, 0.5}), Pointwise(Near(), {0.06, 0.06, 0.5}));
}

// Retracted by its authors: k - 1 as the size of the family of all pairs of k variants.
TEST(MultiplicityTest, AllPairsOfFiveVariantsAreTen) {
  const std::vector<double> p(10, 0.006);
  EXPECT_DOUBLE_EQ((*HolmAdjusted(p))[0], 0.06);
}

TEST(MultiplicityTest, RefusesWhatIsNoProbability) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(std::string(HolmAdjusted({}).status().message()), "the family has no p-values; at least 1 is needed");
  EXPECT_EQ(std::string(HochbergAdjusted({0.1, 1.1}).status().message()), "p[1] is 1.1; expected 0 to 1");
  EXPECT_FALSE(BenjaminiHochbergAdjusted({nan}).ok());
}

}  // namespace
}  // namespace moebench::stats
