#include "moe_core/schedules/rdc_schedule.h"

#include <cmath>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr double kTolerance = 1e-12;

TEST(DiversityIndex, IsTheWeightedMeanOfShares) {
  // Shares .5, .3, .2 and .25, .25, .5; equal weights: .375, .275, .35.
  const std::vector<DiversityProbe> equal = {{"entropy", {5, 3, 2}}, {"rank", {100, 100, 200}}};
  EXPECT_THAT(DiversityIndex(equal).value(),
              ElementsAre(DoubleNear(.375, kTolerance), DoubleNear(.275, kTolerance), DoubleNear(.35, kTolerance)));
  // Weights 3 : 1: .375 + .0625, .225 + .0625, .15 + .125.
  const std::vector<DiversityProbe> weighted = {{"entropy", {5, 3, 2}, 3}, {"rank", {100, 100, 200}, 1}};
  EXPECT_THAT(DiversityIndex(weighted).value(),
              ElementsAre(DoubleNear(.4375, kTolerance), DoubleNear(.2875, kTolerance), DoubleNear(.275, kTolerance)));
}

TEST(DiversityIndex, AnAbsentSignalFavoursNoLayer) {
  EXPECT_THAT(DiversityIndex({{"entropy", {3, 1}}, {"variance", {0, 0}}}).value(),
              ElementsAre(DoubleNear(.625, kTolerance), DoubleNear(.375, kTolerance)));
}

TEST(DiversityIndex, RefusesWhatIsNoProbe) {
  EXPECT_THAT(DiversityIndex({}).status().message(), HasSubstr("no probe"));
  EXPECT_THAT(DiversityIndex({{"entropy", {1, 2}}, {"rank", {1}}}).status().message(),
              HasSubstr("probe rank has 1 layers, the first probe 2"));
  EXPECT_THAT(DiversityIndex({{"entropy", {1, -2}}}).status().message(), HasSubstr("probe entropy is -2"));
  EXPECT_THAT(DiversityIndex({{"entropy", {1, std::nan("")}}}).status().message(), HasSubstr("probe entropy is nan"));
  EXPECT_THAT(DiversityIndex({{"entropy", {1, 2}, 0}}).status().message(), HasSubstr("weights of all probes are 0"));
  EXPECT_THAT(DiversityIndex({{"entropy", {1, 2}, -1}}).status().message(), HasSubstr("weight of probe entropy is -1"));
}

TEST(RdcExperts, SpansTheRange) {
  // (D - .1) / .3 = 1, .5, 1/6, 0 of R = 7: 8, 4.5, 2.167, 1; the half goes up.
  EXPECT_THAT(RdcExperts({.4, .25, .15, .1}, 1, 8).value(), ElementsAre(8, 5, 2, 1));
  EXPECT_THAT(RdcExperts({.1, .4}, 1, 8).value(), ElementsAre(1, 8));
}

TEST(RdcExperts, DiversityThatFallsEvenlyIsTheDescendingSchedule) {
  EXPECT_THAT(RdcExperts({.4, .3, .2, .1}, 1, 8).value(), ElementsAre(8, 6, 3, 1));
}

TEST(RdcExperts, EqualDiversityIsTheUniformSchedule) {
  EXPECT_THAT(RdcExperts({.25, .25, .25, .25}, 1, 8).value(), ElementsAre(4, 4, 4, 4));
  EXPECT_THAT(RdcExperts({1.0 / 3, 1.0 / 3 + 1e-13, 1.0 / 3}, 1, 8).value(), ElementsAre(4, 4, 4));
  EXPECT_THAT(RdcExperts({0, 0}, 2, 8).value(), ElementsAre(5, 5));
  EXPECT_THAT(RdcExperts({.7}, 1, 8).value(), ElementsAre(8));
}

TEST(RdcExperts, RefusesWhatHasNoMeaning) {
  EXPECT_THAT(RdcExperts({.5, .5}, 3, 2).status().message(), HasSubstr("from 3 to 2"));
  EXPECT_THAT(RdcExperts({}, 1, 2).status().message(), HasSubstr("0 layers"));
  EXPECT_THAT(RdcExperts({.5, std::nan("")}, 1, 2).status().message(), HasSubstr("diversity is nan"));
}

TEST(MisalignmentPenalty, IsZeroExactlyForProportionalCounts) {
  EXPECT_NEAR(MisalignmentPenalty({8, 4, 2, 2}, {.4, .2, .1, .1}).value(), 0, kTolerance);
  // Shares of experts 1/4 each against 1/2, 1/4, 1/8, 1/8: 1/16 + 0 + 1/64 + 1/64.
  EXPECT_NEAR(MisalignmentPenalty({4, 4, 4, 4}, {.4, .2, .1, .1}).value(), 0.09375, kTolerance);
  EXPECT_GT(MisalignmentPenalty({8, 4, 2, 1}, {.4, .2, .1, .1}).value(), 1e-4);
}

TEST(MisalignmentPenalty, DoesNotDependOnUnits) {
  EXPECT_NEAR(MisalignmentPenalty({3, 1}, {.2, .5}).value(), MisalignmentPenalty({6, 2}, {2, 5}).value(), kTolerance);
}

TEST(MisalignmentPenalty, RefusesWhatHasNoMeaning) {
  EXPECT_THAT(MisalignmentPenalty({1, 2}, {.5}).status().message(), HasSubstr("of 2 layers, diversities of 1"));
  EXPECT_THAT(MisalignmentPenalty({1, 2}, {0, 0}).status().message(), HasSubstr("diversities to 0"));
}

}  // namespace
}  // namespace moebench
