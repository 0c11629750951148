#include "stats/commands/pair_sides.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

RunSample Of(const std::string& variant, const std::string& seed, const std::string& source) {
  RunSample run;
  run.variant = variant;
  run.seed = seed;
  run.source = source;
  return run;
}

RunSample Recorded(const std::string& experiment, const std::string& variant) {
  RunSample run = Of(variant, "1", experiment);
  run.record.emplace().set_experiment(experiment);
  return run;
}

std::vector<std::string> Joined(std::vector<RunSample> a, std::vector<RunSample> b) {
  const absl::StatusOr<std::vector<RunSample>> runs = JoinSides(std::move(a), std::move(b));
  EXPECT_TRUE(runs.ok()) << runs.status();
  return runs.ok() ? VariantsOf(*runs) : std::vector<std::string>();
}

TEST(JoinSides, KeepsNamesThatDiffer) {
  EXPECT_THAT(Joined({Of("deep", "1", "x"), Of("deep", "2", "x")}, {Of("wide", "1", "x")}),
              ElementsAre("deep", "wide"));
}

TEST(JoinSides, TellsSidesOfOneNameApart) {
  EXPECT_THAT(Joined({Of("w", "1", "x")}, {Of("w", "2", "y")}), ElementsAre("w, seed 1", "w, seed 2"));
  EXPECT_THAT(Joined({Of("w", "1", "x")}, {Of("w", "1", "y")}), ElementsAre("w (a)", "w (b)"));
  EXPECT_THAT(Joined({Of("w", "", "x")}, {Of("w", "1", "y")}), ElementsAre("w (a)", "w (b)"));
  EXPECT_THAT(Joined({Of("w", "1", "x"), Of("w", "2", "x")}, {Of("w", "3", "y")}), ElementsAre("w (a)", "w (b)"));
  EXPECT_THAT(Joined({Recorded("e/w", "w")}, {Recorded("d/w", "w")}), ElementsAre("e/w", "d/w"));
}

TEST(JoinSides, RefusesARunOnBothSides) {
  const RunSample run = Of("w", "1", "x");
  EXPECT_THAT(Joined({run}, {run}), ElementsAre("w (a)", "w (b)"));
  EXPECT_EQ(JoinSides({run, Of("w", "2", "x")}, {run}).status(),
            absl::FailedPreconditionError("x, seed 1, is a run of both sides"));
}

TEST(ChooseVariant, TakesAllRunsOfTheName) {
  const std::vector<RunSample> runs = {Of("a", "1", "x"), Of("b", "1", "x"), Of("a", "2", "x")};
  EXPECT_THAT(ChooseVariant(runs, "a", "a").value(), SizeIs(2));
  EXPECT_EQ(ChooseVariant(runs, "b", "bb").status(),
            absl::InvalidArgumentError("--b=bb is no variant of --runs (did you mean \"b\"?); it has a, b"));
}

TEST(CheckOneVariant, NamesAllThereAre) {
  EXPECT_TRUE(CheckOneVariant({Of("a", "1", "x"), Of("a", "2", "x")}, "a", "x").ok());
  EXPECT_THAT(CheckOneVariant({Of("a", "1", "x"), Of("b", "2", "x")}, "a", "x").message(),
              HasSubstr("--a=x holds the variants a, b; give it as --runs and choose one for each side, such as --a=a "
                        "--b=b"));
}

}  // namespace
}  // namespace moebench::stats
