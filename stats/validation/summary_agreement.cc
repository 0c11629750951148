#include <cmath>
#include <string>
#include <vector>

#include "base/status_macros.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/summary.h"
#include "stats/estimators/variance_components.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

absl::StatusOr<double> SummaryOf(const std::string& name, const std::vector<double>& x,
                                 const std::vector<double>& weights) {
  if (name == "mean") return Mean(x);
  if (name == "variance") return Variance(x);
  if (name == "variance0") return Variance(x, 0);
  if (name == "sd") return StandardDeviation(x);
  if (name == "median") return Median(x);
  if (name == "iqm") return InterquartileMean(x);
  return WeightedMean(x, weights);
}

const char* FunctionOf(const std::string& name) {
  if (name == "mean") return "Mean";
  if (name == "variance") return "Variance";
  if (name == "variance0") return "Variance, ddof 0";
  if (name == "sd") return "StandardDeviation";
  if (name == "median") return "Median";
  if (name == "iqm") return "InterquartileMean";
  return "WeightedMean";
}

absl::Status AddSummaries(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/summary_reference.json"));
  const std::vector<double> levels = reference["levels"];
  for (const char* name : {"mean", "variance", "variance0", "sd", "weighted_mean", "median", "iqm", "quantiles"}) {
    for (const char* package : {"numpy", "scipy", "statsmodels", "rliable", "r"}) {
      for (const Json& c : reference["cases"]) {
        if (!c[package].contains(name)) continue;
        const std::vector<double> x = c["values"], weights = c["weights"];
        std::vector<double> ours, theirs;
        const bool quantiles = std::string(name) == "quantiles";
        if (quantiles) {
          theirs = c[package][name].get<std::vector<double>>();
        } else {
          theirs = {c[package][name].get<double>()};
        }
        for (size_t i = 0; i < theirs.size(); ++i) {
          MOE_ASSIGN_OR_RETURN(const double value, quantiles ? Quantile(x, levels[i]) : SummaryOf(name, x, weights));
          ours.push_back(value);
        }
        section->AddCase({quantiles ? "Quantile" : FunctionOf(name), package, Measure::kRelative, 1e-11},
                         Compared(ours, theirs));
      }
    }
  }
  return absl::OkStatus();
}

double DistributionOf(const std::string& name, const std::vector<double>& a) {
  if (name == "NormalCdf") return NormalCdf(a[0]);
  if (name == "NormalUpperTail") return NormalUpperTail(a[0]);
  if (name == "NormalQuantile") return NormalQuantile(a[0]);
  if (name == "StudentTCdf") return StudentTCdf(a[0], a[1]);
  if (name == "StudentTUpperTail") return StudentTUpperTail(a[0], a[1]);
  if (name == "StudentTQuantile") return StudentTQuantile(a[0], a[1]);
  if (name == "NoncentralTCdf") return NoncentralTCdf(a[0], a[1], a[2]);
  if (name == "FUpperTail") return FUpperTail(a[0], a[1], a[2]);
  if (name == "ChiSquareUpperTail") return ChiSquareUpperTail(a[0], a[1]);
  if (name == "ChiSquareQuantile") return ChiSquareQuantile(a[0], a[1]);
  if (name == "BinomialCdf") return BinomialCdf(std::llround(a[0]), std::llround(a[1]), a[2]);
  if (name == "BinomialPmf") return BinomialPmf(std::llround(a[0]), std::llround(a[1]), a[2]);
  if (name == "BetaQuantile") return BetaQuantile(a[0], a[1], a[2]);
  return std::nan("");
}

absl::Status AddDistributions(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/distributions_reference.json"));
  for (const Json& c : reference["cases"]) {
    const std::string name = c["function"];
    // R's noncentral t is accurate to 1e-12 of 1, not of a small probability.
    const Measure measure = name == "NoncentralTCdf" ? Measure::kAbsolute : Measure::kRelative;
    for (const char* package : {"scipy", "r"}) {
      section->AddCase({name, package, measure, 1e-10}, {{DistributionOf(name, c["arguments"]), c[package]}});
    }
  }
  return absl::OkStatus();
}

absl::Status AddVarianceComponents(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference,
                       ReadReference("stats/estimators/testdata/variance_components_reference.json"));
  for (const Json& c : reference["cases"]) {
    const std::vector<std::vector<double>> groups = c["groups"];
    MOE_ASSIGN_OR_RETURN(const VarianceComponents ours, EstimateVarianceComponents(groups));
    const double icc = ours.between_unbounded / (ours.between_unbounded + ours.within);
    // A spread of 0.001 around a million: their sums of squares keep six digits of it.
    const bool large = std::abs(groups[0][0]) > 1e5;
    const std::string of = large ? ", around a million" : "";
    const double limit = large ? 1e-5 : 1e-9;
    for (const char* package : {"statsmodels", "r"}) {
      const Json& theirs = c[package];
      section->AddCase({"EstimateVarianceComponents: within, F" + of, package, Measure::kRelative, limit},
                       {{ours.within, theirs["within"]}, {ours.f.value_or(NAN), theirs["f"]}});
      section->AddCase({"EstimateVarianceComponents: p of F" + of, package, Measure::kRelative, 100 * limit},
                       {{ours.f_p.value_or(NAN), theirs["p"]}});
      const double between =
          (theirs["mean_square_between"].get<double>() - theirs["within"].get<double>()) / c["n0"].get<double>();
      section->AddCase(
          {"EstimateVarianceComponents: between, ICC" + of, package, Measure::kRelative, limit},
          {{ours.between_unbounded, between}, {icc, between / (between + theirs["within"].get<double>())}});
    }
    if (c.contains("pingouin_icc1")) {
      section->AddCase({"EstimateVarianceComponents: ICC" + of, "pingouin", Measure::kRelative, limit},
                       {{icc, c["pingouin_icc1"]}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreementSection> SummaryAgreement() {
  AgreementSection section(
      "Summaries, distributions, variance components",
      "Samples of 2 to 2,001 values, skewed, heavy-tailed, tied, and with a spread of 0.001 around "
      "a million; 40 arguments a distribution, far into its tails; groups of 1 to 200 values.");
  MOE_RETURN_IF_ERROR(AddSummaries(&section));
  MOE_RETURN_IF_ERROR(AddDistributions(&section));
  MOE_RETURN_IF_ERROR(AddVarianceComponents(&section));
  return section;
}

}  // namespace moebench::stats
