#include "stats/equivalence/study_controls.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

Comparison Found(const std::string& a, const std::string& b, double lower, double upper, double margin = 0.02) {
  Comparison c;
  c.a = a;
  c.b = b;
  c.difference = (lower + upper) / 2;
  c.standard_error = (upper - lower) / 3.29 + 1e-9;
  c.equivalence_interval = {lower, upper, 0.9};
  c.difference_interval = {lower - 0.001, upper + 0.001, 0.95};
  c.margin = {-margin, margin};
  c.decision = Decide(c);
  return c;
}

TEST(StudyControlsTest, TheNegativeControlMustLieOutsideAgainstEveryVariant) {
  const std::vector<Comparison> all = {Found("wide", "linear", 0.025, 0.04), Found("linear", "deep", -0.05, -0.03)};
  const ControlResult passed = JudgeNegativeControl("linear", 0.02, all, "");
  EXPECT_TRUE(passed.passed);
  EXPECT_TRUE(passed.negative);
  EXPECT_EQ(passed.variant, "linear");
  EXPECT_EQ(passed.words,
            "linear must differ from every variant by more than ±0.02. 90 % intervals: outside against wide 0.0250 to "
            "0.0400, deep -0.0500 to -0.0300.");
  EXPECT_FALSE(JudgeNegativeControl("linear", 0.03, all, "").passed) << "judged per margin";
  EXPECT_THAT(JudgeNegativeControl("linear", 0.03, all, "").words,
              HasSubstr("not outside against wide 0.0250 to 0.0400, deep"));
}

// Failing to be equivalent is what noise does too.
TEST(StudyControlsTest, NoiseIsNoNegativeControl) {
  const Comparison noise = Found("wide", "linear", -0.5, 0.6);
  ASSERT_EQ(noise.decision, Decision::kInconclusive);
  EXPECT_FALSE(JudgeNegativeControl("linear", 0.02, {noise}, "").passed);
  const Comparison different = Found("wide", "linear", 0.01, 0.6);
  ASSERT_EQ(different.decision, Decision::kDifferent);
  EXPECT_FALSE(JudgeNegativeControl("linear", 0.02, {different}, "").passed) << "different, but not all outside";
}

TEST(StudyControlsTest, ATouchedMarginIsNotOutside) {
  EXPECT_FALSE(JudgeNegativeControl("linear", 0.02, {Found("wide", "linear", 0.02, 0.04)}, "").passed);
}

TEST(StudyControlsTest, WhatWasNotComparedHasNotPassed) {
  const ControlResult none = JudgeNegativeControl("linear", 0.02, {}, "it has one run");
  EXPECT_FALSE(none.passed);
  EXPECT_FALSE(none.judged);
  EXPECT_EQ(none.words, "linear must differ from every variant by more than ±0.02. Not judged: it has one run.");
  EXPECT_FALSE(JudgeNegativeControl("linear", 0.02, {Found("a", "linear", 0.03, 0.04)}, "b is a point").passed);
  EXPECT_FALSE(JudgeNegativeControl("linear", 0.02, {}, "").passed);
  EXPECT_FALSE(JudgePositiveControl("wide", 0.02, {}, "too few runs").passed);
  EXPECT_FALSE(JudgePositiveControl("wide", 0.02, {}, "too few runs").judged);
  EXPECT_TRUE(JudgeNegativeControl("linear", 0.02, {Found("a", "linear", 0, 0.04)}, "b is a point").judged) << "failed";
}

TEST(StudyControlsTest, ADegenerateComparisonValidatesNothing) {
  Comparison constant = Found("wide", "linear", 0.5, 0.5);
  constant.decision = Decision::kDegenerate;
  EXPECT_FALSE(JudgeNegativeControl("linear", 0.02, {constant}, "").passed);
  Comparison same = Found("wide (seed 1)", "wide (seed 2)", 0, 0);
  same.decision = Decision::kDegenerate;
  EXPECT_FALSE(JudgePositiveControl("wide", 0.02, {same}, "").passed);
}

TEST(StudyControlsTest, ThePositiveControlMustBeEquivalentEveryTime) {
  const Comparison good = Found("wide (seed 1)", "wide (seed 2)", -0.01, 0.01);
  const Comparison trivial = Found("wide (seed 1)", "wide (seed 3)", 0.005, 0.01);
  const Comparison bad = Found("wide (seed 1)", "wide (seed 4)", 0.005, 0.03);
  ASSERT_EQ(trivial.decision, Decision::kBoth);
  EXPECT_TRUE(JudgePositiveControl("wide", 0.02, {good, trivial}, "").passed);
  const ControlResult failed = JudgePositiveControl("wide", 0.02, {good, bad}, "");
  EXPECT_FALSE(failed.passed);
  EXPECT_FALSE(failed.negative);
  EXPECT_THAT(failed.words, HasSubstr("not equivalent wide (seed 1) and wide (seed 4) 0.0050 to 0.0300 (different)"));
}

TEST(StudyControlsTest, BothMustBeThereAndPass) {
  ControlResult negative, positive;
  negative.variant = "linear";
  negative.passed = true;
  positive.variant = "wide";
  positive.negative = false;
  positive.passed = true;
  EXPECT_TRUE(ControlsValidate({negative, positive}));
  EXPECT_EQ(WhyNotValidated({}), "no negative control, no positive control");
  EXPECT_EQ(WhyNotValidated({negative}), "no positive control");
  positive.passed = false;
  EXPECT_FALSE(ControlsValidate({negative, positive}));
  EXPECT_EQ(WhyNotValidated({negative, positive}), "the positive control wide failed");
  positive.judged = false;
  EXPECT_EQ(WhyNotValidated({negative, positive}), "the positive control wide could not be judged");
}

}  // namespace
}  // namespace moebench::stats
