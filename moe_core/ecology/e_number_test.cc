#include "moe_core/ecology/e_number.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace moebench {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<double> E(double temperature, double entropy, double oracle, double balance) {
  RouterConfig router;
  router.set_temperature(temperature);
  EcologyLossConfig loss;
  loss.set_entropy_weight(entropy);
  loss.set_oracle_weight(oracle);
  loss.set_balance_weight(balance);
  return ENumber(router, loss);
}

TEST(ENumberTest, GivesThePapersValues) {
  EXPECT_NEAR(*E(1, 0.05, 0.15, 0.20), 0.05 / 0.35, 1e-12);  // phase A, 0.14
  EXPECT_NEAR(*E(2, 0.07, 0.15, 0.25), 0.35, 1e-12);         // phase B: 0.14 / 0.40
  EXPECT_NEAR(*E(2.5, 0.08, 0.15, 0.30), 4.0 / 9, 1e-12);    // phase C: 0.20 / 0.45, 0.44
  EXPECT_NEAR(*E(3, 0.12, 0.15, 0.40), 0.36 / 0.55, 1e-12);  // phase D, 0.65
  EXPECT_NEAR(*E(3, 0.10, 0.15, 0.85), 0.30, 1e-12);         // CIFAR-10 at low E
  EXPECT_NEAR(*E(5.5, 0.10, 0.15, 0.40), 1.00, 1e-12);       // Tiny ImageNet at E = 1
}

TEST(ENumberTest, DefaultsAreThoseOfUnstatedRows) {
  EXPECT_NEAR(*ENumber(RouterConfig(), EcologyLossConfig()), 0.545, 5e-4);
}

TEST(ENumberTest, IsZeroWithoutEntropyAndProportionalToTemperature) {
  EXPECT_EQ(*E(3, 0, 0.15, 0.40), 0);
  EXPECT_NEAR(*E(6, 0.1, 0.15, 0.40), 2 * *E(3, 0.1, 0.15, 0.40), 1e-12);
}

TEST(ENumberTest, OneOfTheTwoWeightsIsEnough) {
  EXPECT_NEAR(*E(3, 0.1, 0, 0.40), 0.75, 1e-12);
  EXPECT_NEAR(*E(3, 0.1, 0.15, 0), 2.0, 1e-12);
}

TEST(ENumberTest, RefusesAZeroDenominator) {
  const absl::StatusOr<double> e = E(3, 0.1, 0, 0);
  EXPECT_EQ(e.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(e.status().message()), HasSubstr("E undefined: O + B = 0"));
  EXPECT_THAT(std::string(e.status().message()), HasSubstr("ecology.report_e"));
}

TEST(ComplexityAdjustedETest, FormsAgreeAtTenClasses) {
  for (const char* form : {"constant", "log", "sqrt"}) {
    EXPECT_NEAR(*ComplexityAdjustedE(0.545, form, 10), 0.545, 1e-12) << form;
  }
}

TEST(ComplexityAdjustedETest, DividesByTheForm) {
  EXPECT_NEAR(*ComplexityAdjustedE(0.6, "constant", 200), 0.6, 1e-12);
  EXPECT_NEAR(*ComplexityAdjustedE(0.6, "log", 100), 0.3, 1e-12);  // log 100 / log 10 = 2
  EXPECT_NEAR(*ComplexityAdjustedE(0.6, "sqrt", 90), 0.2, 1e-12);  // sqrt(90 / 10) = 3
  EXPECT_NEAR(*ComplexityAdjustedE(0.6, "sqrt", 1), 0.6 * std::sqrt(10), 1e-12);
}

TEST(ComplexityAdjustedETest, RefusesOneClassInTheLogForm) {
  EXPECT_THAT(std::string(ComplexityAdjustedE(0.6, "log", 1).status().message()), HasSubstr("f(C) = 0 for 1 classes"));
}

TEST(ComplexityAdjustedETest, RefusesAnUnknownForm) {
  EXPECT_THAT(std::string(ComplexityAdjustedE(0.6, "cubic", 10).status().message()),
              HasSubstr("\"cubic\"; it is one of constant, log, sqrt"));
}

}  // namespace
}  // namespace moebench
