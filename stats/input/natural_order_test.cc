#include "stats/input/natural_order.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(NaturalLess, SortsNumbersByTheirSize) {
  const std::vector<std::string> sorted = {"",       "07",      "7",  "8",        "10",        "99999999999999999999",
                                           "batch2", "batch10", "c0", "doc1/seq", "doc1/seq9", "doc01/seq10",
                                           "doc2"};
  std::vector<std::string> keys(sorted.rbegin(), sorted.rend());
  std::sort(keys.begin(), keys.end(), NaturalLess);
  EXPECT_EQ(keys, sorted);
}

TEST(NaturalLess, IsAStrictOrder) {
  const std::vector<std::string> keys = {"", "0", "00", "a", "a0", "a00b", "a0b", "a1", "1a", "01a", "\xC3\xA4", "-1"};
  for (const std::string& a : keys) {
    EXPECT_FALSE(NaturalLess(a, a));
    for (const std::string& b : keys) {
      EXPECT_EQ(NaturalLess(a, b) || NaturalLess(b, a), a != b) << a << " " << b;
      EXPECT_FALSE(NaturalLess(a, b) && NaturalLess(b, a)) << a << " " << b;
      for (const std::string& c : keys) {
        EXPECT_TRUE(NaturalLess(a, c) || !NaturalLess(a, b) || !NaturalLess(b, c)) << a << " " << b << " " << c;
      }
    }
  }
}

}  // namespace
}  // namespace moebench::stats
