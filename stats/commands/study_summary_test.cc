#include "stats/commands/study_summary.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Study OnePair() {
  PairResult pair;
  pair.comparison.a = "wide";
  pair.comparison.b = "deep";
  pair.comparison.method = "Welch t";
  pair.comparison.difference = -0.0127;
  pair.comparison.equivalence_interval = {-0.0248, -0.0006, 0.9};
  pair.comparison.difference_interval = {-0.0271, 0.0017, 0.95};
  pair.comparison.decision = Decision::kInconclusive;
  pair.words = "wide minus deep: words.";
  pair.sensitivity = {pair.comparison};
  pair.sensitivity[0].method = "pooled t";
  pair.sensitivity[0].reliable = false;
  MarginResult tested;
  tested.margin = 0.02;
  tested.pairs = {pair};
  tested.family_pairs = 1;
  tested.controls = {{"linear", true, false, "it must differ."}};
  MarginResult untested;
  untested.margin = 0.01;
  untested.tested = false;
  Study study;
  study.headline = "The headline.";
  study.scope = "The scope.";
  study.variants = {{"wide", {"1"}, {3.5}, 48, 3.5, {}, false}, {"deep", {"1"}, {3.6}, 48, 3.6, {}, true}};
  study.margins = {tested, untested};
  study.warnings = {"a warning"};
  return study;
}

TEST(StudySummary, SaysEverythingThereIs) {
  const std::string text = StudySummary(OnePair(), {});
  for (const char* part :
       {"The headline.\nThe scope.\n", "EXPLORATORY: the margin comes from a flag", "deep (control)",
        "Margin 0.02: 0 of 1 pair equivalent; not validated by controls.", "wide - deep", "-0.0127",
        "[-0.0248, -0.0006]", "inconclusive", "Negative control linear FAILED: it must differ.",
        "wide minus deep: words.", "Margin 0.01: not tested, for a larger one failed.", "Note: a warning"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text, Not(HasSubstr("pooled t")));
  Study unjudged = OnePair();
  unjudged.margins[0].controls[0].judged = false;
  EXPECT_THAT(StudySummary(unjudged, {}), HasSubstr("Negative control linear NOT JUDGED: it must differ."));
  EXPECT_THAT(StudySummary(OnePair(), {true, ""}), HasSubstr("by pooled t"));
  EXPECT_THAT(StudySummary(OnePair(), {true, ""}), HasSubstr("inconclusive (unreliable)"));
}

TEST(StudySummary, SaysWhereTheMarginComesFrom) {
  Study study = OnePair();
  study.options.margin_source = MarginSource::kPreregistration;
  EXPECT_THAT(StudySummary(study, {false, "study.textproto, SHA-256 ab"}),
              HasSubstr("Preregistered: study.textproto, SHA-256 ab"));
  study.options.margin_source = MarginSource::kConfig;
  EXPECT_THAT(StudySummary(study, {}), HasSubstr("declared in the configuration of the runs"));
  EXPECT_THAT(StudySummary(study, {}), Not(HasSubstr("EXPLORATORY")));
}

}  // namespace
}  // namespace moebench::stats
