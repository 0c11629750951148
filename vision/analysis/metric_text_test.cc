#include "vision/analysis/metric_text.h"

#include <gtest/gtest.h>

#include <limits>

namespace moebench::vision {
namespace {

TEST(MetricTextTest, SharesArePercent) {
  EXPECT_EQ(MetricText("top2_gated_accuracy", 0.6787), "67.87 %");
  EXPECT_EQ(MetricText("linear_probe_accuracy", 1), "100.00 %");
  EXPECT_EQ(MetricText("top1_gated_accuracy_std_epochs_91_99", 0.0027), "0.27 %");
  EXPECT_EQ(MetricText("hard_share", 0.12), "12.00 %");
  EXPECT_EQ(MetricText("tier_usage_2", 0.091), "9.10 %");
  EXPECT_EQ(MetricText("tier_easy_share_0_epoch_30", 0.536), "53.60 %");
  EXPECT_EQ(MetricText("tier_transition_0_2_epoch_30", 0.116), "11.60 %");
  EXPECT_EQ(MetricText("self_loop_joint", 0.653), "65.30 %");
}

TEST(MetricTextTest, CountsAreWhole) {
  EXPECT_EQ(MetricText("dead_experts", 4), "4");
  EXPECT_EQ(MetricText("parameters", 36500000), "36500000");
  EXPECT_EQ(MetricText("revivals", 0), "0");
}

TEST(MetricTextTest, OtherNumbersHaveFourDigits) {
  EXPECT_EQ(MetricText("e_number", 0.3 / 0.55), "0.5455");
  EXPECT_EQ(MetricText("loss_nats", 1234.56), "1235");
  EXPECT_EQ(MetricText("tier_hard_ratio", 1.4634), "1.463");
  EXPECT_EQ(MetricText("loss_nats", std::numeric_limits<double>::quiet_NaN()), "nan");
  EXPECT_EQ(MetricText("loss_nats", std::numeric_limits<double>::infinity()), "inf");
}

TEST(MetricTextTest, PercentWithChosenDecimals) { EXPECT_EQ(PercentText(0.12345, 1), "12.3 %"); }

}  // namespace
}  // namespace moebench::vision
