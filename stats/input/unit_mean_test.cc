#include "stats/input/unit_mean.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(ValueOfUnits, WeighsByTokens) {
  RunSample run;
  run.unit_value = {2, 4};
  EXPECT_EQ(ValueOfUnits(run, "val_loss").value(), 3);
  run.unit_weight = {30, 10};  // (60 + 40) / 40
  EXPECT_EQ(ValueOfUnits(run, "val_loss").value(), 2.5);
  EXPECT_EQ(ValueOfUnits(run, "perplexity").value(), std::exp(2.5));
}

TEST(ValueOfUnits, RefusesWhatIsNoNumber) {
  RunSample run;
  run.source = "r.json";
  EXPECT_FALSE(ValueOfUnits(run, "val_loss").ok());
  run.unit_value = {1000};
  EXPECT_THAT(ValueOfUnits(run, "perplexity").status().message(),
              testing::HasSubstr("r.json: the perplexity of variant \"\", seed \"\" is beyond the range"));
  run.unit_value = {1e308, 1e308};
  EXPECT_EQ(ValueOfUnits(run, "val_loss").status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace moebench::stats
