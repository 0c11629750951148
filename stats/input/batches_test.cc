#include "stats/input/batches.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/input/unit_mean.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

RunSample FiveSequences() {
  RunSample run;
  run.variant = "wide";
  run.seed = "7";
  run.source = "runs/a";
  run.unit = InferenceUnit::kSequences;
  run.unit_value = {2, 4, 1, 3, 5};
  run.unit_weight = {30, 10, 20, 20, 8};
  run.unit_key = {"0", "30", "40", "60", "80"};
  run.value = 208.0 / 88;
  return run;
}

TEST(DeriveBatches, AreRatioEstimates) {
  const absl::StatusOr<RunSample> batches = DeriveBatches(FiveSequences(), 2);
  ASSERT_TRUE(batches.ok()) << batches.status();
  EXPECT_EQ(batches->unit, InferenceUnit::kBatches);
  EXPECT_THAT(batches->unit_value, ElementsAre(2.5, 2, 5));  // 100 / 40, 80 / 40, 40 / 8
  EXPECT_THAT(batches->unit_weight, ElementsAre(40, 40, 8));
  EXPECT_THAT(batches->unit_key, ElementsAre("0..30", "40..60", "80..80"));
  EXPECT_EQ(batches->variant, "wide");
  EXPECT_EQ(batches->value, 208.0 / 88);
}

TEST(DeriveBatches, WithoutWeightsUnitsCountAlike) {
  RunSample run = FiveSequences();
  run.unit_weight.clear();
  run.unit_key.clear();
  const absl::StatusOr<RunSample> batches = DeriveBatches(run, 2);
  EXPECT_THAT(batches->unit_value, ElementsAre(3, 2, 5));
  EXPECT_THAT(batches->unit_weight, ElementsAre(2, 2, 1));
  EXPECT_THAT(batches->unit_key, IsEmpty());
}

TEST(DeriveBatches, OfAnySizeHaveTheSameMean) {
  RunSample run;
  CounterRandom random(1, 2);
  for (int i = 0; i < 1000; ++i) {
    run.unit_value.push_back(3 + random.Uniform());
    run.unit_weight.push_back(1 + random.Below(512));
    run.unit_key.push_back(absl::StrCat(i));
  }
  const double mean = ValueOfUnits(run, "val_loss").value();
  for (const int size : {1, 2, 7, 64, 999}) {
    const absl::StatusOr<RunSample> batches = DeriveBatches(run, size);
    ASSERT_TRUE(batches.ok());
    EXPECT_NEAR(ValueOfUnits(*batches, "val_loss").value(), mean, 1e-13) << size;
  }
}

TEST(DeriveBatches, RefusesWhatGivesFewerThanTwo) {
  EXPECT_THAT(DeriveBatches(FiveSequences(), 0).status().message(), HasSubstr("a batch of 0 units"));
  EXPECT_THAT(DeriveBatches(FiveSequences(), 5).status().message(),
              HasSubstr("runs/a: 5 sequences give fewer than two batches of 5"));
  EXPECT_THAT(DeriveBatches(RunSample(), 5).status().message(), HasSubstr("only the value of the whole run is known"));
}

}  // namespace
}  // namespace moebench::stats
