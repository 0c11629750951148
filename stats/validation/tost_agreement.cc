#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/tost.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

constexpr double kLimit = 1e-9;
// Values around a million carry 1e-10 of rounding, 1e-7 of their spread.
constexpr double kLimitAroundAMillion = 1e-6;

absl::StatusOr<Comparison> ComparisonOf(const Json& c) {
  const std::vector<double> a = c["a"], b = c["b"];
  TostOptions options;
  options.margin = {c["lower"], c["upper"]};
  options.alpha = c["alpha"];
  if (c.contains("unit")) {
    options.unit = c["unit"] == "corrected" ? MarginUnit::kStandardizedCorrected : MarginUnit::kStandardized;
  }
  if (c["kind"] == "paired") return PairedTost(a, b, options);
  return c["kind"] == "welch" ? WelchTost(a, b, options) : PooledTost(a, b, options);
}

std::string FunctionOf(const Json& c) {
  const char* name = c["kind"] == "paired" ? "PairedTost" : c["kind"] == "welch" ? "WelchTost" : "PooledTost";
  if (!c.contains("unit")) return c["a"][0].get<double>() > 1e5 ? absl::StrCat(name, ", around a million") : name;
  const bool corrected = c["unit"] == "corrected", paired = c["kind"] == "paired";
  return absl::StrCat(name, ", margin in ", corrected ? "g" : "d", paired ? "z" : "");
}

void AddPValues(const std::string& function, const Comparison& ours, const Json& theirs, const std::string& package,
                double limit, AgreementSection* section) {
  const AgreementKey key = {function + ": p-values", package, Measure::kRelative, limit};
  std::vector<ComparedNumber> numbers;
  if (theirs.contains("p_lower")) numbers = {{ours.p_lower, theirs["p_lower"]}, {ours.p_upper, theirs["p_upper"]}};
  if (theirs.contains("p")) numbers.push_back({ours.p_equivalence, theirs["p"]});
  if (theirs.contains("p_difference")) numbers.push_back({ours.p_difference, theirs["p_difference"]});
  if (!numbers.empty()) section->AddCase(key, numbers);
}

void AddCase(const Comparison& ours, const Json& c, AgreementSection* section) {
  const std::string function = FunctionOf(c);
  const Json& r = c["r"];
  const double limit = c["a"][0].get<double>() > 1e5 ? kLimitAroundAMillion : kLimit;
  const auto add = [&](const char* what, const std::string& package, const std::vector<ComparedNumber>& numbers) {
    section->AddCase({absl::StrCat(function, ": ", what), package, Measure::kRelative, limit}, numbers);
  };
  if (c.contains("unit")) {
    for (const char* package : {"r", "pingouin"}) {
      add("margin in raw units", package,
          {{ours.margin.lower, c[package]["lower"]}, {ours.margin.upper, c[package]["upper"]}});
    }
  } else {
    add("difference, standard error, df", "r",
        {{ours.difference, r["difference"]},
         {ours.standard_error, r["standard_error"]},
         {*ours.degrees_of_freedom, r["df"]}});
    add("intervals", "r",
        {{ours.equivalence_interval.lower, r["narrow_lower"]},
         {ours.equivalence_interval.upper, r["narrow_upper"]},
         {ours.difference_interval.lower, r["wide_lower"]},
         {ours.difference_interval.upper, r["wide_upper"]}});
  }
  for (const char* package : {"r", "statsmodels", "pingouin"}) {
    if (c.contains(package)) AddPValues(function, ours, c[package], package, limit, section);
  }
}

}  // namespace

absl::StatusOr<AgreementSection> TostAgreement() {
  AgreementSection section(
      "Two one-sided t tests",
      "2 to 2,000 values a sample; a third of the margins are asymmetric. R: t.test, once with each bound as mu and "
      "once "
      "for each interval. statsmodels: ttost_paired, ttost_ind. pingouin: tost, which knows symmetric margins only. "
      "Standardised margins: R and pingouin turn them into raw ones on their own, statsmodels tests pingouin's. What "
      "p-values differ by is the library's closed margin, moved out by 1e-12 of its width.");
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/equivalence/testdata/tost_reference.json"));
  for (const char* kind : {"paired", "welch", "pooled"}) {
    for (const char* list : {"cases", "standardized"}) {
      for (const Json& c : reference[list]) {
        if (c["kind"] != kind) continue;
        MOE_ASSIGN_OR_RETURN(const Comparison ours, ComparisonOf(c));
        AddCase(ours, c, &section);
      }
    }
  }
  return section;
}

}  // namespace moebench::stats
