#include "moe_core/experiments/shortest_double.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(ShortestDoubleTest, WritesWhatPeopleWrite) {
  EXPECT_EQ(ShortestDouble(0.15), "0.15");
  EXPECT_EQ(ShortestDouble(0.0005), "0.0005");
  EXPECT_EQ(ShortestDouble(100), "100");
  EXPECT_EQ(ShortestDouble(1e6), "1000000");
  EXPECT_EQ(ShortestDouble(-2.5), "-2.5");
  EXPECT_EQ(ShortestDouble(0), "0");
  EXPECT_EQ(ShortestDouble(1e-8), "1e-08");
  EXPECT_EQ(ShortestDouble(0.1 + 0.2), "0.30000000000000004");
}

TEST(ShortestDoubleTest, NamesWhatIsNoNumber) {
  EXPECT_EQ(ShortestDouble(std::nan("")), "nan");
  EXPECT_EQ(ShortestDouble(std::numeric_limits<double>::infinity()), "inf");
  EXPECT_EQ(ShortestDouble(-std::numeric_limits<double>::infinity()), "-inf");
}

TEST(ShortestDoubleTest, ReadsBackBitEqual) {
  const std::vector<double> values = {1.0 / 3,
                                      -1.0 / 3e-5,
                                      1.0000000000000002e-5,
                                      123456789012345.67,
                                      999999999999999.9,
                                      std::numeric_limits<double>::max(),
                                      std::numeric_limits<double>::denorm_min(),
                                      std::numeric_limits<double>::lowest()};
  for (const double value : values) EXPECT_EQ(std::strtod(ShortestDouble(value).c_str(), nullptr), value);
}

}  // namespace
}  // namespace moebench
