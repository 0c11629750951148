#include "moe_core/metrics/routing_patterns.h"

#include <torch/types.h>

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(RoutingPatterns, ByHand) {
  EXPECT_NEAR(LogBinomial(8, 2), std::log(28.0), 1e-12);
  EXPECT_NEAR(LogBinomial(8, 0), 0, 1e-12);
  EXPECT_NEAR(LogPatternsFrom(8, 1), std::log(255.0), 1e-12);
  EXPECT_NEAR(LogPatternsFrom(8, 2), std::log(247.0), 1e-12);  // less the 8 single experts
  EXPECT_NEAR(LogPatternsFrom(4, 3), std::log(5.0), 1e-12);
  EXPECT_NEAR(LogPatternsFrom(5, 5), 0, 1e-12);
}

TEST(RoutingPatterns, AllSetsAreTwoToTheN) {
  for (const int64_t n : {1, 10, 64, 1000, 5000}) {
    EXPECT_NEAR(LogPatternsFrom(n, 0), static_cast<double>(n) * std::log(2.0), 1e-9 * static_cast<double>(n)) << n;
  }
}

TEST(RoutingPatterns, CountsSetsNotOrders) {
  Routing routing;
  routing.num_experts = 4;
  // {0, 2} twice in two orders, {1}, {0, 1, 2} and the empty set.
  routing.expert = torch::tensor({{0, 2, 4}, {2, 0, 4}, {1, 4, 4}, {2, 1, 0}, {4, 4, 4}}, torch::kLong);
  EXPECT_EQ(CountPatterns(routing), 4);
  routing.expert = torch::empty({0, 3}, torch::kLong);
  EXPECT_EQ(CountPatterns(routing), 0);
}

TEST(RoutingPatterns, RefuseWhatHasNoMeaning) {
  EXPECT_THAT([] { LogBinomial(3, 4); }, ThrowsMessage<c10::Error>(HasSubstr("C(3, 4)")));
  EXPECT_THAT([] { LogPatternsFrom(3, -1); }, ThrowsMessage<c10::Error>(HasSubstr("at least -1 of 3 experts")));
}

}  // namespace
}  // namespace moebench
