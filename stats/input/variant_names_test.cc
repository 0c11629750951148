#include "stats/input/variant_names.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;

RunSample Recorded(const std::string& experiment, const std::string& seed, const std::string& config = "lr: 1\n") {
  RunSample run;
  run.variant = experiment;
  run.seed = seed;
  run.source = "runs/" + experiment + "/" + seed;
  run.record.emplace().set_config_text(config);
  return run;
}

RunSample OfATable(const std::string& variant) {
  RunSample run;
  run.variant = variant;
  run.source = "t.csv";
  return run;
}

std::vector<std::string> Shortened(std::vector<RunSample> runs) {
  ShortenVariants(&runs);
  std::vector<std::string> names;
  for (const RunSample& run : runs) names.push_back(run.variant);
  return names;
}

TEST(ShortenVariants, TakesTheLastPartWhereItIsAlone) {
  EXPECT_THAT(
      Shortened({Recorded("e/wide", "1"), Recorded("e/wide", "2"), Recorded("e/deep", "1"), Recorded("x", "1")}),
      ElementsAre("wide", "wide", "deep", "x"));
  EXPECT_THAT(Shortened({Recorded("e/wide", "1"), Recorded("d/wide", "1"), Recorded("e/deep", "1")}),
              ElementsAre("e/wide", "d/wide", "deep"));
  EXPECT_THAT(Shortened({Recorded("e/wide", "1"), OfATable("wide"), OfATable("a/b")}),
              ElementsAre("e/wide", "wide", "a/b"));
  EXPECT_THAT(Shortened({Recorded("e/", "1")}), ElementsAre("e/"));
}

TEST(CheckVariants, RefusesARunTwice) {
  EXPECT_TRUE(CheckVariants({Recorded("wide", "1"), Recorded("wide", "2"), Recorded("deep", "1")}).ok());
  EXPECT_EQ(CheckVariants({Recorded("wide", "1"), Recorded("deep", "1"), Recorded("wide", "1")}),
            absl::FailedPreconditionError(
                "runs/wide/1 and runs/wide/1 are both variant \"wide\", seed 1; leave one of them out"));
  EXPECT_EQ(
      CheckVariants({OfATable("wide"), OfATable("wide")}),
      absl::FailedPreconditionError("t.csv and t.csv are both variant \"wide\" without a seed; leave one of them out"));
}

TEST(CheckVariants, RefusesOtherConfigurationsUnderOneName) {
  EXPECT_EQ(CheckVariants({Recorded("wide", "1"), Recorded("wide", "2", "lr: 2\n")}),
            absl::FailedPreconditionError("runs/wide/1 and runs/wide/2 are both called \"wide\" and were configured "
                                          "differently: lr is 1 and 2; leave one of them out"));
}

}  // namespace
}  // namespace moebench::stats
