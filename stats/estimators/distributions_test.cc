#include "stats/estimators/distributions.h"

#include <cmath>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

// References are scipy 1.17's: norm.cdf(1.96), norm.sf(8), t.sf(12, 30), nct.cdf(1.2, 10, 2.5), ...
void ExpectRelative(double value, double reference, double tolerance = 1e-12) {
  EXPECT_LE(std::abs(value / reference - 1), tolerance) << value << " against " << reference;
}

TEST(DistributionsTest, AgreeWithScipy) {
  ExpectRelative(NormalCdf(1.96), 0.9750021048517795);
  ExpectRelative(NormalUpperTail(8), 6.22096057427174e-16);
  ExpectRelative(NormalQuantile(0.95), 1.6448536269514722);
  ExpectRelative(StudentTCdf(2.1, 5), 0.9551233750577006);
  ExpectRelative(StudentTUpperTail(12, 30), 2.7900927075996303e-13);
  ExpectRelative(StudentTQuantile(0.95, 49), 1.6765508926168535);
  ExpectRelative(StudentTQuantile(0.95, 2.7), 2.4638889362708496, 1e-10);
  ExpectRelative(NoncentralTCdf(1.2, 10, 2.5), 0.09942208326178953, 1e-10);
  ExpectRelative(FUpperTail(4.2, 3, 20), 0.018557419834826203);
  ExpectRelative(ChiSquareUpperTail(3.84, 1), 0.05004352124870519);
  ExpectRelative(ChiSquareQuantile(0.9, 7), 12.017036623780532);
  ExpectRelative(BinomialCdf(3, 10, 0.5), 0.171875);
  ExpectRelative(BinomialPmf(3, 10, 0.3), 0.2668279319999998);
  ExpectRelative(BetaQuantile(0.025, 4, 7), 0.12155225811982719);
}

TEST(DistributionsTest, EndsAndNonsense) {
  EXPECT_EQ(BinomialCdf(-1, 10, 0.5), 0);
  EXPECT_EQ(BinomialCdf(10, 10, 0.5), 1);
  EXPECT_TRUE(std::isinf(NormalQuantile(1)));
  EXPECT_TRUE(std::isnan(NormalQuantile(1.5)));
  EXPECT_TRUE(std::isnan(StudentTCdf(1, -2)));
}

}  // namespace
}  // namespace moebench::stats
