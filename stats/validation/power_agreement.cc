#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/power.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

TostDesign DesignOf(const Json& c) {
  if (c["design"] == "paired") return TostDesign::kPaired;
  return c["design"] == "pooled" ? TostDesign::kPooled : TostDesign::kWelch;
}

absl::Status AddPower(const Json& c, AgreementSection* section) {
  PowerQuestion question;
  question.design = DesignOf(c);
  question.sd_a = c["sd_a"];
  question.sd_b = c["sd_b"];
  question.margin = {c["lower"], c["upper"]};
  question.true_difference = c["true_difference"];
  question.alpha = c["alpha"];
  const int n_a = c["n_a"], n_b = c["n_b"];
  MOE_ASSIGN_OR_RETURN(const double power, TostPower(question, n_a, n_b));
  const std::string function = absl::StrCat("TostPower, ", c["design"].get<std::string>());
  if (question.design == TostDesign::kWelch) {
    // Up to 50 units the integral is over both standard deviations; above, at fixed degrees of freedom.
    const bool exact = std::min(n_a, n_b) <= 50;
    section->AddCase(
        {exact ? function : function + ", above 50 units", "plain grid", Measure::kAbsolute, exact ? 1e-6 : 1e-3},
        {{power, c["plain"]}});
    return absl::OkStatus();
  }
  section->AddCase({function, "R, Owen's Q", Measure::kAbsolute, 1e-10}, {{power, c["owen"]}});
  section->AddCase({function, "scipy", Measure::kAbsolute, 1e-10}, {{power, c["scipy"]}});
  return absl::OkStatus();
}

// Of a standard error and degrees of freedom that need not be whole: Welch's, as planned.
absl::Status AddPowerAt(const Json& c, AgreementSection* section) {
  if (DesignOf(c) != TostDesign::kWelch) return absl::OkStatus();
  const double n_a = c["n_a"], n_b = c["n_b"], sd_a = c["sd_a"], sd_b = c["sd_b"];
  const double a = sd_a * sd_a / n_a, b = sd_b * sd_b / n_b;
  const double df = (a + b) * (a + b) / (a * a / (n_a - 1) + b * b / (n_b - 1));
  MOE_ASSIGN_OR_RETURN(const double power,
                       TostPowerAt({c["lower"], c["upper"]}, std::sqrt(a + b), df, c["true_difference"], c["alpha"]));
  section->AddCase({"TostPowerAt", "R, Owen's Q", Measure::kAbsolute, 1e-10}, {{power, c["owen"]}});
  section->AddCase({"TostPowerAt", "scipy", Measure::kAbsolute, 1e-10}, {{power, c["scipy"]}});
  return absl::OkStatus();
}

absl::Status AddPlan(const Json& c, AgreementSection* section) {
  PowerQuestion question;
  question.design = DesignOf(c);
  question.sd_a = question.sd_b = c["sd"];
  question.margin = {-c["margin"].get<double>(), c["margin"]};
  question.true_difference = c["true_difference"];
  question.alpha = c["alpha"];
  MOE_ASSIGN_OR_RETURN(const std::optional<int> units, UnitsNeeded(question, c["power"]));
  MOE_ASSIGN_OR_RETURN(const std::optional<double> margin, MarginWithPower(question, c["n"], c["power"]));
  for (const char* package : {"r", "scipy"}) {
    section->AddCase({"UnitsNeeded", package, Measure::kAbsolute, 0},
                     {{units.value_or(-1) * 1.0, c[package]["units"]}});
    section->AddCase({"MarginWithPower", package, Measure::kRelative, 1e-9},
                     {{margin.value_or(-1), c[package]["margin"]}});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreementSection> PowerAgreement() {
  AgreementSection section(
      "Power of TOST",
      "2 to 3,000 units a variant. R: differences of two of Owen's Q functions, which is what TOSTER and PowerTOST "
      "compute; values that these publish are in power_test.cc. scipy: its own quadrature. The exact power of Welch's "
      "test is in no package: a grid of 1,500 x 1,500 standard deviations in NumPy. Units needed (up to 12,194) and "
      "smallest margins: bisection, uniroot and brentq over these.");
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/equivalence/testdata/power_reference.json"));
  for (const Json& c : reference["cases"]) {
    MOE_RETURN_IF_ERROR(AddPower(c, &section));
  }
  for (const Json& c : reference["cases"]) {
    MOE_RETURN_IF_ERROR(AddPowerAt(c, &section));
  }
  for (const Json& c : reference["plans"]) {
    MOE_RETURN_IF_ERROR(AddPlan(c, &section));
  }
  return section;
}

}  // namespace moebench::stats
