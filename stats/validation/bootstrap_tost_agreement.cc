#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/bootstrap_tost.h"
#include "stats/equivalence/linearized_units.h"
#include "stats/estimators/summary.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

constexpr IntervalKind kKinds[] = {IntervalKind::kPercentile, IntervalKind::kBasic, IntervalKind::kBca,
                                   IntervalKind::kStudentized, IntervalKind::kNormal};

// A package's limits of one kind: [0] lower, [1] upper, each with its one-sided level.
struct Limit {
  double value, level;
};
struct Limits {
  std::vector<Limit> lower, upper;
};

Limits LimitsOf(const Json& limits, IntervalKind kind) {
  Limits of;
  for (const Json& limit : limits) {
    if (limit["kind"] != IntervalKindName(kind)) continue;
    const double level = (1 - limit["confidence"].get<double>()) / 2;
    if (limit.contains("lower")) of.lower.push_back({limit["lower"], level});
    if (limit.contains("upper")) of.upper.push_back({limit["upper"], level});
  }
  return of;
}

// The case with its differences moved by `shift`, at the margin.
absl::StatusOr<Comparison> TestMoved(const Json& c, double shift, const BootstrapTostOptions& options) {
  std::vector<double> a = c["columns"][0], b(a.size(), shift);
  if (c["kind"] == "mean") return PairedBootstrapTost(a, b, options);
  b = c["columns"][1].get<std::vector<double>>();
  for (double& x : a) x -= shift;
  return TwoSampleBootstrapTost(a, b, options);
}

double LimitAt(const std::vector<Limit>& limits, double level) {
  for (const Limit& limit : limits) {
    if (std::abs(limit.level - level) < 1e-9) return limit.value;
  }
  return NAN;
}

// Moved so that the estimate is 0, with the package's lower limit at one level and its upper limit at another as the
// margin: the one-sided p-values are those levels. Moved so that 0 is a lower limit: p of difference is twice its
// level.
absl::Status AddKind(const Json& c, const std::string& package, double estimate, const BootstrapTostOptions& with,
                     AgreementSection* section) {
  const Limits theirs = LimitsOf(c[package]["limits"], with.kind);
  if (theirs.lower.empty()) return absl::OkStatus();
  const auto lowest = [](const Limit& x, const Limit& y) { return x.level < y.level; };
  const Limit lower = *std::min_element(theirs.lower.begin(), theirs.lower.end(), lowest);
  const Limit upper = *std::max_element(theirs.upper.begin(), theirs.upper.end(), lowest);
  const std::string function = absl::StrCat(c["kind"] == "mean" ? "PairedBootstrapTost, " : "TwoSampleBootstrapTost, ",
                                            IntervalKindName(with.kind));

  BootstrapTostOptions options = with;
  options.margin = {lower.value - estimate, upper.value - estimate};
  MOE_ASSIGN_OR_RETURN(const Comparison centered, TestMoved(c, estimate, options));
  MOE_ASSIGN_OR_RETURN(const Comparison touching, TestMoved(c, lower.value, options));
  section->AddCase({function + ": p-values", package, Measure::kRelative, 1e-8},
                   {{centered.p_lower, lower.level},
                    {centered.p_upper, upper.level},
                    {centered.p_equivalence, std::max(lower.level, upper.level)},
                    {touching.p_difference, 2 * lower.level}});
  if (with.kind == IntervalKind::kBca) return absl::OkStatus();  // its limits were asked for at levels of their own
  const double alpha = with.alpha, shift = estimate;
  section->AddCase({function + ": intervals", package, Measure::kRelative, 1e-9},
                   {{centered.equivalence_interval.lower, LimitAt(theirs.lower, alpha) - shift},
                    {centered.equivalence_interval.upper, LimitAt(theirs.upper, alpha) - shift},
                    {centered.difference_interval.lower, LimitAt(theirs.lower, alpha / 2) - shift},
                    {centered.difference_interval.upper, LimitAt(theirs.upper, alpha / 2) - shift}});
  return absl::OkStatus();
}

absl::Status AddSameDraws(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/same_draws_reference.json"));
  BootstrapTostOptions options;
  options.bootstrap.resamples = reference["resamples"];
  options.bootstrap.seed = reference["seed"];
  for (const char* kind_of_case : {"mean", "two_sample"}) {
    for (const IntervalKind kind : kKinds) {
      for (const Json& c : reference["cases"]) {
        if (c["kind"] != kind_of_case) continue;
        options.kind = kind;
        for (const char* package : {"boot", "scipy", "arch"}) {
          MOE_RETURN_IF_ERROR(AddKind(c, package, c["boot"]["estimate"], options, section));
        }
      }
    }
  }
  return absl::OkStatus();
}

absl::Status AddLinearized(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/equivalence/testdata/linearized_reference.json"));
  for (const auto& [scale, name] :
       {std::pair{RunScale::kMean, "mean"}, std::pair{RunScale::kPerplexity, "perplexity"}}) {
    for (const Json& c : reference["cases"]) {
      const std::vector<double> values = c["values"], weights = c["weights"];
      MOE_ASSIGN_OR_RETURN(const std::vector<double> units, LinearizedUnits(values, weights, scale));
      MOE_ASSIGN_OR_RETURN(const double mean, Mean(units));
      MOE_ASSIGN_OR_RETURN(const double variance, Variance(units, 0));
      for (const char* package : {"statsmodels", "boot"}) {
        const bool numerical = std::string(package) == "boot";  // by numerical derivatives
        section->AddCase({absl::StrCat("LinearizedUnits, ", name, ": estimate"), package, Measure::kRelative, 1e-11},
                         {{mean, c[package][name]}});
        section->AddCase(
            {absl::StrCat("LinearizedUnits, ", name, ": standard error"), package, Measure::kRelative,
             numerical ? 1e-7 : 1e-10},
            {{std::sqrt(variance / static_cast<double>(units.size())), c[package][absl::StrCat(name, "_error")]}});
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreementSection> BootstrapTostAgreement() {
  AgreementSection section(
      "Equivalence by the bootstrap, ratio estimates",
      "The same draws as above. Intervals of 90 and 95 %, about the estimate; p-values at margins made of the "
      "packages' "
      "own limits, whose levels they must be. Ratio estimates: means weighted by tokens and perplexities of them, with "
      "their standard errors by the delta method; boot has those by numerical derivatives.");
  MOE_RETURN_IF_ERROR(AddSameDraws(&section));
  MOE_RETURN_IF_ERROR(AddLinearized(&section));
  return section;
}

}  // namespace moebench::stats
