#include "stats/equivalence/study_options.h"

#include <functional>
#include <limits>
#include <string>

#include "gtest/gtest.h"
#include "stats/equivalence/test_runs.h"

namespace moebench::stats {
namespace {

std::string RefusalAfter(const std::function<void(StudyOptions*)>& change) {
  StudyOptions options = LossOptions({0.02, 0.05});
  change(&options);
  return std::string(CheckStudyOptions(options).message());
}

TEST(StudyOptionsTest, GoodOnesPass) {
  EXPECT_EQ(RefusalAfter([](StudyOptions*) {}), "");
}

TEST(StudyOptionsTest, MarginsAreDeclared) {
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->margins.clear(); }),
            "no margin is given; declare how large a difference would not matter");
  for (const double bad : {0.0, -0.02, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_NE(RefusalAfter([&](StudyOptions* o) { o->margins.push_back(bad); }), "") << bad;
  }
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->margins.push_back(0.02); }), "the margin 0.02 is given twice");
}

TEST(StudyOptionsTest, NumbersAreInRange) {
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->metric = ""; }), "no metric is named");
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->alpha = 0.5; }),
            "alpha is 0.5; expected more than 0 and less than 0.5");
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->resamples = 99; }), "resamples is 99; expected at least 100");
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) {
              o->block_lengths = {5, 0};
            }),
            "a block length is 0; expected at least 1");
}

TEST(StudyOptionsTest, MethodsAreKnown) {
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->method = "bootstap"; }),
            "unknown method \"bootstap\" (did you mean \"bootstrap\"?); expected one of auto, welch, paired_t, "
            "bootstrap, crossed");
}

TEST(StudyOptionsTest, ControlsDoNotOverlap) {
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->negative_control = o->positive_control = "a"; }),
            "\"a\" cannot be the negative control and part of the positive one");
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->positive_control = o->positive_control_of = "a"; }),
            "\"a\" cannot be the control of itself; leave positive_control_of out to compare its own seeds");
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->positive_control_of = "a"; }),
            "positive_control_of is \"a\" but there is no positive_control");
}

TEST(StudyOptionsTest, RequiredControlsAreNamed) {
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) { o->controls_required = true; }),
            "controls are required, but no negative control is named");
  EXPECT_EQ(RefusalAfter([](StudyOptions* o) {
              o->controls_required = true;
              o->negative_control = "linear";
            }),
            "controls are required, but no positive control is named");
}

TEST(StudyOptionsTest, ControlsAreAmongTheVariants) {
  StudyOptions options = LossOptions({0.02});
  options.negative_control = "liner";
  EXPECT_EQ(std::string(CheckControls(options, {"wide", "linear"}).message()),
            "there are no runs of the control \"liner\" (did you mean \"linear\"?); variants are wide, linear");
  options.negative_control = "linear";
  EXPECT_TRUE(CheckControls(options, {"wide", "linear"}).ok());
}

TEST(StudyOptionsTest, AControlOfItsOwnSeedsNamesNoOther) {
  StudyOptions options;
  EXPECT_FALSE(ControlsByOwnSeeds(options));
  options.positive_control = "wide";
  EXPECT_TRUE(ControlsByOwnSeeds(options));
  options.positive_control_of = "wide_again";
  EXPECT_FALSE(ControlsByOwnSeeds(options));
}

}  // namespace
}  // namespace moebench::stats
