#include "stats/equivalence/power.h"

#include <cmath>
#include <limits>
#include <string>

#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

PowerQuestion Question(TostDesign design, double sd, double margin, double true_difference = 0) {
  PowerQuestion question;
  question.design = design;
  question.margin = {-margin, margin};
  question.sd_a = question.sd_b = sd;
  question.true_difference = true_difference;
  return question;
}

// "owen" is R's integral of the same probability, "plain" a fine grid over both standard deviations of Welch's test;
// "simulated" are 400,000 studies, standard error at most .0008: 5 of them are a false alarm in 1e-6.
TEST(PowerTest, AgreesWithOwensQInRAndWithSimulatedStudies) {
  const auto reference = nlohmann::json::parse(*ReadFile(*Runfile("stats/equivalence/testdata/power_reference.json")));
  ASSERT_GE(reference["cases"].size(), 13u);
  for (const auto& c : reference["cases"]) {
    SCOPED_TRACE(c.dump());
    PowerQuestion question;
    question.design = c["design"] == "paired"   ? TostDesign::kPaired
                      : c["design"] == "pooled" ? TostDesign::kPooled
                                                : TostDesign::kWelch;
    question.sd_a = c["sd_a"];
    question.sd_b = c["sd_b"];
    question.margin = {c["lower"], c["upper"]};
    question.true_difference = c["true_difference"];
    question.alpha = c["alpha"];
    const double power = *TostPower(question, c["n_a"], c["n_b"]);
    EXPECT_NEAR(power, c["simulated"].get<double>(), 0.004);
    if (question.design != TostDesign::kWelch) {
      EXPECT_NEAR(power, c["owen"].get<double>(), 1e-8);
    } else {  // above 50 units at degrees of freedom that do not vary
      EXPECT_NEAR(power, c["plain"].get<double>(), c["n_b"] <= 50 ? 1e-6 : 1e-3);
    }
  }
}

// The values that TOSTER's own tests of power_t_TOST expect (two samples, sd 18, bounds +-19.2, true difference -4).
TEST(PowerTest, AgreesWithTosterPublishedTests) {
  const PowerQuestion question = Question(TostDesign::kPooled, 18, 19.2, -4);
  EXPECT_NEAR(*TostPower(question, 3, 3), 0.0386, 5e-5);
  EXPECT_NEAR(*TostPower(question, 8, 8), 0.28871, 5e-6);
  EXPECT_NEAR(*TostPower(question, 15, 15), 0.69339, 5e-6);
  EXPECT_NEAR(*TostPower(question, 30, 30), 0.94326, 5e-6);
}

// PowerTOST's example sampleN.TOST(CV = 0.3): a 2 x 2 crossover with true ratio 0.95 needs 40 subjects, power 0.815845.
// Its standard error, sd_within sqrt(2 / n), is that of two samples of n / 2 with sd_within / sqrt(2).
TEST(PowerTest, AgreesWithPowerTostsExample) {
  PowerQuestion question = Question(TostDesign::kPooled, std::sqrt(std::log(1 + 0.3 * 0.3) / 2), 1, std::log(0.95));
  question.margin = {std::log(0.8), std::log(1.25)};
  EXPECT_NEAR(*TostPower(question, 20, 20), 0.815845, 1e-6);
  EXPECT_EQ(**UnitsNeeded(question, 0.8), 20);
}

TEST(PowerTest, IsAtMostAlphaAtTheMargin) {
  for (const TostDesign design : {TostDesign::kPaired, TostDesign::kPooled, TostDesign::kWelch}) {
    for (const int n : {2, 5, 50, 5000}) {
      EXPECT_LE(*TostPower(Question(design, 0.3, 0.5, 0.5), n, n), 0.05 + 1e-9);
    }
    EXPECT_NEAR(*TostPower(Question(design, 0.3, 0.5, 0.5), 5000, 5000), 0.05, 1e-6);
    EXPECT_LT(*TostPower(Question(design, 0.3, 0.5, 0.7), 50, 50), 1e-3);
  }
}

TEST(PowerTest, GrowsWithUnitsAndFallsWithTheDifference) {
  double before = -1;
  for (int n = 10; n < 60; ++n) {  // below, at powers under 1 %, it falls with n first
    const double power = *TostPower(Question(TostDesign::kPaired, 0.3, 0.1), n, 0);
    EXPECT_GE(power, before);
    before = power;
  }
  EXPECT_GT(*TostPower(Question(TostDesign::kPaired, 0.3, 0.1), 200, 0),
            *TostPower(Question(TostDesign::kPaired, 0.3, 0.1, 0.05), 200, 0));
  EXPECT_NEAR(*TostPower(Question(TostDesign::kPaired, 0.3, 0.1, 0.05), 200, 0),
              *TostPower(Question(TostDesign::kPaired, 0.3, 0.1, -0.05), 200, 0), 1e-12);
  EXPECT_NEAR(*TostPower(Question(TostDesign::kPaired, 1e-6, 0.1), 10, 0), 1, 1e-9);
}

TEST(PowerTest, WelchCostsPowerAgainstPooledWithFewUnitsOnly) {
  const auto welch = Question(TostDesign::kWelch, 0.3, 0.5), pooled = Question(TostDesign::kPooled, 0.3, 0.5);
  EXPECT_LT(*TostPower(welch, 3, 3), *TostPower(pooled, 3, 3) - 0.01);
  // Where the integral over both standard deviations ends, at 50 units, nothing jumps.
  const auto many = Question(TostDesign::kWelch, 1, 0.6), many_pooled = Question(TostDesign::kPooled, 1, 0.6);
  EXPECT_NEAR(*TostPower(many, 50, 50), *TostPower(many_pooled, 50, 50), 5e-4);
  EXPECT_NEAR(*TostPower(many, 51, 51), *TostPower(many_pooled, 51, 51), 1e-9);
}

TEST(PowerTest, UnitsNeededAreTheFewest) {
  for (const TostDesign design : {TostDesign::kPaired, TostDesign::kPooled, TostDesign::kWelch}) {
    for (const double difference : {0.0, 0.25}) {
      const PowerQuestion question = Question(design, 0.3, 0.5, difference);
      const int n = **UnitsNeeded(question, 0.9);
      EXPECT_GE(*TostPower(question, n, n), 0.9);
      ASSERT_GT(n, 2);
      EXPECT_LT(*TostPower(question, n - 1, n - 1), 0.9);
    }
  }
  EXPECT_EQ(**UnitsNeeded(Question(TostDesign::kPaired, 1e-9, 0.5), 0.9), 2);
}

// As large as a run's number of sequences: the normal approximation n = (z(.95) + z(.95))^2 sd^2 / margin^2.
TEST(PowerTest, LargeNumbersOfUnits) {
  const int n = **UnitsNeeded(Question(TostDesign::kPaired, 1, 0.01), 0.9);
  EXPECT_NEAR(n, std::pow(2 * 1.6448536, 2) * 1e4, 5);
  EXPECT_FALSE(UnitsNeeded(Question(TostDesign::kPaired, 1, 1e-6), 0.9)->has_value()) << "more than 10,000,000";
}

TEST(PowerTest, NoNumberSufficesOnTheMarginOrBeyond) {
  EXPECT_FALSE(UnitsNeeded(Question(TostDesign::kWelch, 0.3, 0.5, 0.5), 0.8)->has_value());
  EXPECT_FALSE(UnitsNeeded(Question(TostDesign::kWelch, 0.3, 0.5, -0.5), 0.8)->has_value());
  EXPECT_FALSE(UnitsNeeded(Question(TostDesign::kPaired, 0.3, 0.5, 0.9), 0.04)->has_value());
  EXPECT_TRUE(UnitsNeeded(Question(TostDesign::kWelch, 0.3, 0.5, 0.49), 0.8)->has_value());
}

TEST(PowerTest, TheMarginWithAPowerHasIt) {
  for (const double difference : {0.0, 0.1, -0.1}) {
    PowerQuestion question = Question(TostDesign::kWelch, 0.25, 1, difference);
    const double margin = **MarginWithPower(question, 3, 0.8);
    question.margin = {-margin, margin};
    EXPECT_NEAR(*TostPower(question, 3, 3), 0.8, 1e-6);
  }
  EXPECT_LT(**MarginWithPower(Question(TostDesign::kPaired, 0.25, 1), 500, 0.8),
            **MarginWithPower(Question(TostDesign::kPaired, 0.25, 1), 50, 0.8));
}

TEST(PowerTest, PowerOfAnEstimateIsThatOfItsDesign) {
  PowerQuestion question = Question(TostDesign::kPaired, 0.3, 1, 0.02);
  question.margin = {-0.1, 0.2};
  EXPECT_NEAR(*TostPowerAt(question.margin, 0.3 / std::sqrt(40.0), 39, 0.02, 0.05), *TostPower(question, 40, 0), 1e-12);
}

template <typename T>
std::string Refusal(const absl::StatusOr<T>& result) {
  return std::string(result.status().message());
}

TEST(PowerTest, RefusesWhatHasNoAnswer) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto good = Question(TostDesign::kWelch, 0.3, 0.5);
  EXPECT_EQ(Refusal(TostPower(good, 1, 5)), "n is 1; expected at least 2 units");
  EXPECT_EQ(Refusal(TostPower(good, 5, 1)), "n is 1; expected at least 2 units");
  EXPECT_EQ(Refusal(TostPower(Question(TostDesign::kWelch, 0, 0.5), 5, 5)),
            "sd_a is 0; expected a finite number above 0");
  EXPECT_THAT(Refusal(UnitsNeeded(Question(TostDesign::kPaired, 0.3, 0), 0.8)), HasSubstr("lower < 0 < upper"));
  EXPECT_EQ(Refusal(UnitsNeeded(good, 1)), "power is 1; expected more than 0 and less than 1");
  EXPECT_EQ(Refusal(MarginWithPower(good, 1, 0.8)), "n is 1; expected at least 2 units");
  EXPECT_EQ(Refusal(MarginWithPower(good, 3, nan)), "power is nan; expected more than 0 and less than 1");
  EXPECT_EQ(Refusal(TostPower(Question(TostDesign::kPaired, 0.3, 0.5, nan), 5, 5)),
            "true_difference is nan; expected a finite number");
  EXPECT_THAT(Refusal(TostPowerAt({-1, 1}, 0, 5, 0, 0.05)), HasSubstr("standard_error is 0"));
  EXPECT_THAT(Refusal(TostPowerAt({-1, 1}, 1, 5, 0, 0.5)), HasSubstr("alpha is 0.5"));
}

}  // namespace
}  // namespace moebench::stats
