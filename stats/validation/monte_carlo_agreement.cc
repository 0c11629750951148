#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/equivalence/bootstrap_tost.h"
#include "stats/equivalence/power.h"
#include "stats/estimators/block_bootstrap.h"
#include "stats/estimators/bootstrap_interval.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/summary.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

constexpr double kLimit = 5;  // standard errors of the difference
constexpr IntervalKind kKinds[] = {IntervalKind::kPercentile, IntervalKind::kBasic, IntervalKind::kBca,
                                   IntervalKind::kNormal};
constexpr BlockKind kBlockKinds[] = {BlockKind::kMoving, BlockKind::kCircular, BlockKind::kStationary};

// Of the quantile at `level` of one normal draw; of the mean of N draws sqrt(N) times less.
double QuantileError(double level) {
  const double z = NormalQuantile(level), density = std::exp(-z * z / 2) / std::sqrt(2 * M_PI);
  return std::sqrt(level * (1 - level)) / density;
}

// Of the difference of two sets of draws.
double Noise(double ours, double theirs) { return std::sqrt(1 / ours + 1 / theirs); }

// A 90 % limit moves by so many standard errors of the estimate, times Noise.
double LimitError(IntervalKind kind) {
  const double z = NormalQuantile(0.95), quantile = QuantileError(0.05);
  if (kind == IntervalKind::kNormal) return std::sqrt(1 + z * z / 2);  // by its bias and by its standard error
  if (kind != IntervalKind::kBca) return quantile;
  return std::hypot(quantile, 2 * QuantileError(0.5));  // z0 enters twice
}

ComparedNumber Probability(double ours, double theirs, double noise) {
  const double p = std::clamp((ours + theirs) / 2, 1e-5, 1 - 1e-5);
  return {ours, theirs, noise * std::sqrt(p * (1 - p))};
}

absl::Status AddBootstrapTost(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/equivalence/testdata/bootstrap_tost_reference.json"));
  BootstrapOptions options;
  options.resamples = 200000;
  const double noise = Noise(options.resamples, reference["resamples"]);
  for (const Json& c : reference["cases"]) {
    const std::vector<double> differences = c["differences"];
    MOE_ASSIGN_OR_RETURN(const BootstrapReplicates replicates, BootstrapMean(differences, options));
    for (const IntervalKind kind : kKinds) {
      MOE_ASSIGN_OR_RETURN(const Comparison ours,
                           CompareReplicates(replicates, kind, {c["lower"], c["upper"]}, /*alpha=*/0.05));
      const double error = noise * LimitError(kind) * replicates.standard_error;
      for (const char* package : {"scipy", "r"}) {
        const Json& theirs = c[package];
        const std::string function = absl::StrCat("CompareReplicates, ", IntervalKindName(kind));
        if (theirs.contains(IntervalKindName(kind))) {
          const std::vector<double> interval = theirs[IntervalKindName(kind)];
          section->AddCase({function + ": limits", package, Measure::kStandardErrors, kLimit},
                           {{ours.equivalence_interval.lower, interval[0], error},
                            {ours.equivalence_interval.upper, interval[1], error}});
        }
        if (kind != IntervalKind::kPercentile) continue;
        section->AddCase(
            {function + ": p-values", package, Measure::kStandardErrors, kLimit},
            {Probability(ours.p_lower, theirs["p_lower"], noise), Probability(ours.p_upper, theirs["p_upper"], noise)});
      }
    }
  }
  return absl::OkStatus();
}

absl::Status AddBlocks(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/block_bootstrap_reference.json"));
  BootstrapOptions options;
  options.resamples = 200000;
  const double noise = Noise(options.resamples, reference["resamples"]);
  const std::vector<double> levels = reference["levels"];
  for (const BlockKind kind : kBlockKinds) {
    for (const Json& c : reference["cases"]) {
      const std::vector<double> values = c["values"];
      MOE_ASSIGN_OR_RETURN(const BlockReplicates ours, BlockBootstrapMean(values, kind, c["length"], options));
      for (const char* package : {"arch", "tsboot"}) {
        const Json& theirs = c[BlockKindName(kind)][package];
        const std::string function = absl::StrCat("BlockBootstrapMean, ", BlockKindName(kind));
        section->AddCase(
            {function + ": standard error", package, Measure::kStandardErrors, kLimit},
            {{ours.standard_error, theirs["standard_error"], noise / std::sqrt(2.0) * ours.standard_error}});
        std::vector<ComparedNumber> quantiles;
        for (size_t i = 0; i < levels.size(); ++i) {
          MOE_ASSIGN_OR_RETURN(const double quantile, Quantile(ours.replicate, levels[i]));
          quantiles.push_back(
              {quantile, theirs["quantiles"][i], noise * QuantileError(levels[i]) * ours.standard_error});
        }
        section->AddCase({function + ": quantiles", package, Measure::kStandardErrors, kLimit}, quantiles);
      }
    }
  }
  return absl::OkStatus();
}

absl::Status AddPower(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/equivalence/testdata/power_reference.json"));
  const double noise = 1 / std::sqrt(reference["studies"].get<double>());
  for (const Json& c : reference["cases"]) {
    PowerQuestion question;
    question.design = c["design"] == "paired"   ? TostDesign::kPaired
                      : c["design"] == "pooled" ? TostDesign::kPooled
                                                : TostDesign::kWelch;
    question.sd_a = c["sd_a"];
    question.sd_b = c["sd_b"];
    question.margin = {c["lower"], c["upper"]};
    question.true_difference = c["true_difference"];
    question.alpha = c["alpha"];
    MOE_ASSIGN_OR_RETURN(const double power, TostPower(question, c["n_a"], c["n_b"]));
    section->AddCase({absl::StrCat("TostPower, ", c["design"].get<std::string>()), "simulated studies",
                      Measure::kStandardErrors, kLimit},
                     {Probability(power, c["simulated"], noise)});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreementSection> MonteCarloAgreement() {
  AgreementSection section("With draws of their own",
                           "The packages as they come: 200,000 resamples drawn by each side with its own random "
                           "numbers, and 400,000 simulated "
                           "studies a power. The error that both sides' draws leave in a difference is known (of a "
                           "quantile at p: sqrt(p (1 - "
                           "p) / B) over the density there, that of the normal distribution; of a standard error: its "
                           "sqrt(2 B)-th part), and "
                           "differences are counted in it: beyond 5 comes up once in 1.7 million numbers.");
  MOE_RETURN_IF_ERROR(AddBootstrapTost(&section));
  MOE_RETURN_IF_ERROR(AddBlocks(&section));
  MOE_RETURN_IF_ERROR(AddPower(&section));
  return section;
}

}  // namespace moebench::stats
