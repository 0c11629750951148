#include "stats/equivalence/study_pairs.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/equivalence/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<RunSample> Seeds(const std::vector<std::string>& variants, int seeds) {
  std::vector<RunSample> runs;
  for (size_t v = 0; v < variants.size(); ++v) {
    for (int s = 0; s < seeds; ++s) {
      runs.push_back(ValueRun(variants[v], absl::StrCat(s), 3.5 + 0.001 * ((7 * s + 3 * v) % 5)));
    }
  }
  return runs;
}

std::vector<std::string> Plan(const std::vector<RunSample>& runs, const StudyOptions& options) {
  const StudyData data = *PrepareStudy(runs, options);
  std::vector<std::string> lines;
  for (const PlannedPair& pair : PlanPairs(data, options)) {
    const char* role[] = {"family", "negative", "positive", "other"};
    lines.push_back(absl::StrCat(pair.a.name, " | ", pair.b.name, " | ", role[static_cast<int>(pair.role)]));
  }
  return lines;
}

TEST(StudyPairsTest, AllPairsOfWhatIsNoControlAreTheFamily) {
  StudyOptions options = LossOptions({0.02});
  EXPECT_THAT(Plan(Seeds({"a", "b", "c"}, 3), options),
              ElementsAre("a | b | family", "a | c | family", "b | c | family"));
  options.negative_control = "b";
  EXPECT_THAT(Plan(Seeds({"a", "b", "c"}, 3), options),
              ElementsAre("a | b | negative", "a | c | family", "b | c | negative"));
}

TEST(StudyPairsTest, APositiveControlOfItsOwnSeedsStaysInTheFamily) {
  StudyOptions options = LossOptions({0.02});
  options.positive_control = "a";
  EXPECT_THAT(Plan(Seeds({"a", "b"}, 5), options),
              ElementsAre("a | b | family", "a (seeds 0, 2, 4) | a (seeds 1, 3) | positive"));
  EXPECT_THAT(Plan(Seeds({"a", "b"}, 8), options),
              ElementsAre("a | b | family", "a (half of its seeds) | a (other half of its seeds) | positive"));
  EXPECT_THAT(Plan(Seeds({"a", "b"}, 3), options), ElementsAre("a | b | family"));
}

TEST(StudyPairsTest, APositiveControlThatIsAVariantIsNotInTheFamily) {
  StudyOptions options = LossOptions({0.02});
  options.positive_control = "a2";
  options.positive_control_of = "a";
  EXPECT_THAT(Plan(Seeds({"a", "a2", "b"}, 3), options),
              ElementsAre("a | a2 | positive", "a | b | family", "a2 | b | other"));
}

TEST(StudyPairsTest, SingleRunsAreComparedWithTheFirst) {
  StudyOptions options = LossOptions({0.02});
  options.positive_control = "a";
  std::vector<RunSample> runs;
  for (int s = 0; s < 3; ++s) runs.push_back(BatchRun("a", absl::StrCat(s), 0, 0.01, 20, 1 + s));
  runs.push_back(BatchRun("b", "0", 0, 0.01, 20, 9));
  EXPECT_THAT(Plan(runs, options), ElementsAre("a | b | family", "a (seed 0) | a (seed 1) | positive",
                                               "a (seed 0) | a (seed 2) | positive"));
}

TEST(StudyPairsTest, OneResultForEachMargin) {
  const StudyOptions options = LossOptions({0.5, 0.0015});
  const StudyData data = *PrepareStudy(Seeds({"a", "b"}, 3), options);
  std::vector<std::string> warnings;
  const auto results = *EvaluatePair(PlanPairs(data, options)[0], data, options, options.margins, &warnings);
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].comparison.margin.upper, 0.5);
  EXPECT_EQ(results[0].comparison.decision, Decision::kEquivalent);
  EXPECT_FALSE(results[0].power.has_value());
  EXPECT_EQ(results[1].comparison.decision, Decision::kInconclusive);
  ASSERT_TRUE(results[1].power.has_value());
  EXPECT_EQ(results[0].smallest_margin, results[1].smallest_margin);
  EXPECT_EQ(results[0].smallest_margin, SmallestMargin(results[0].comparison));
  EXPECT_EQ(results[0].sensitivity.size(), 1u);
  EXPECT_FALSE(results[0].involves_control);
  EXPECT_TRUE(warnings.empty());
}

TEST(StudyPairsTest, WhatCouldNotBeAppliedIsWarnedOf) {
  const StudyOptions options = LossOptions({0.5});
  const StudyData data =
      *PrepareStudy({BatchRun("a", "1", 0, 0.01, 12, 1), BatchRun("b", "1", 0, 0.01, 12, 2)}, options);
  std::vector<std::string> warnings;
  ASSERT_TRUE(EvaluatePair(PlanPairs(data, options)[0], data, options, options.margins, &warnings).ok());
  EXPECT_THAT(warnings, ElementsAre(HasSubstr("moving blocks of 10 left out")));
}

// So few resamples that the 1 - 2 alpha interval has no limit.
TEST(StudyPairsTest, APrimaryMethodWithoutAnswerIsAnError) {
  StudyOptions options = LossOptions({0.5});
  options.alpha = 0.001;
  options.resamples = 100;
  const StudyData data =
      *PrepareStudy({BatchRun("a", "1", 0, 0.01, 12, 1), BatchRun("b", "1", 0, 0.01, 12, 2)}, options);
  std::vector<std::string> warnings;
  const auto results = EvaluatePair(PlanPairs(data, options)[0], data, options, options.margins, &warnings);
  EXPECT_THAT(std::string(results.status().message()), HasSubstr("resamples, not 100"));
}

}  // namespace
}  // namespace moebench::stats
