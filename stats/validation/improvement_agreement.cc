#include <string>
#include <vector>

#include "base/status_macros.h"
#include "stats/estimators/exact_bootstrap.h"
#include "stats/estimators/improvement.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;

absl::Status AddImprovement(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/improvement_reference.json"));
  BootstrapOptions options;
  options.resamples = reference["resamples"];
  options.seed = reference["seed"];
  for (const Json& c : reference["cases"]) {
    const std::vector<double> a = c["a"], b = c["b"];
    MOE_ASSIGN_OR_RETURN(const double estimate, ProbabilityOfImprovement(a, b));
    MOE_ASSIGN_OR_RETURN(const BootstrapReplicates ours, BootstrapImprovement({{a, b}}, options));
    for (const char* package : {"scipy", "r", "statsmodels", "rliable"}) {
      section->AddCase({"ProbabilityOfImprovement", package, Measure::kRelative, 1e-12},
                       {{estimate, c[package]["estimate"]}});
    }
    for (const char* package : {"scipy", "r"}) {
      section->AddCase({"BootstrapImprovement: replicates", package, Measure::kRelative, 1e-12},
                       Compared(ours.replicate, c[package]["replicate"]));
    }
    section->AddCase({"BootstrapImprovement: standard error", "scipy", Measure::kRelative, 1e-11},
                     {{ours.standard_error, c["scipy"]["standard_error"]}});
  }
  const std::vector<std::vector<double>> a = reference["tasks"]["a"], b = reference["tasks"]["b"];
  std::vector<ImprovementTask> tasks;
  for (size_t i = 0; i < a.size(); ++i) tasks.push_back({a[i], b[i]});
  MOE_ASSIGN_OR_RETURN(const BootstrapReplicates ours, BootstrapImprovement(tasks, options));
  for (const char* package : {"scipy", "rliable"}) {
    section->AddCase({"BootstrapImprovement: estimate over 6 tasks", package, Measure::kRelative, 1e-12},
                     {{ours.estimate, reference["tasks"][package]}});
  }
  return absl::OkStatus();
}

// The outcomes 0 and 1, or the differences -1, 0 and 1, so many times each.
std::vector<double> SampleOf(const std::vector<int>& counts) {
  std::vector<double> sample;
  for (size_t i = 0; i < counts.size(); ++i) {
    sample.insert(sample.end(), counts[i], static_cast<double>(i) - (counts.size() == 3 ? 1 : 0));
  }
  return sample;
}

absl::Status AddExactBootstrap(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/exact_bootstrap_reference.json"));
  for (const Json& c : reference["cases"]) {
    const std::vector<double> sample = SampleOf(c["counts"]);
    MOE_ASSIGN_OR_RETURN(const DiscreteDistribution ours, ExactBootstrapMean(sample));
    const double n = static_cast<double>(sample.size()), lowest = sample[0];
    std::vector<double> probability(c["sums"].back().get<size_t>() + 1, 0.0);
    for (size_t i = 0; i < ours.value.size(); ++i) {
      const size_t sum = static_cast<size_t>((ours.value[i] - lowest) * n + 0.5);
      if (sum < probability.size()) probability[sum] = ours.probability[i];
    }
    std::vector<double> asked;
    for (const size_t sum : c["sums"]) asked.push_back(probability[sum]);
    const char* function = lowest == 0 ? "ExactBootstrapMean: outcomes" : "ExactBootstrapMean: differences of outcomes";
    for (const char* package : {"scipy", "r"}) {
      section->AddCase({function, package, Measure::kRelative, 1e-10}, Compared(asked, c[package]));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreementSection> ImprovementAgreement() {
  AgreementSection section(
      "Probability of improvement, enumerated bootstrap",
      "Replicates are those of the same resamples, which scipy and R were given. Enumerated: every "
      "probability above 1e-12 of the bootstrap mean of 50 to 3,000 outcomes.");
  MOE_RETURN_IF_ERROR(AddImprovement(&section));
  MOE_RETURN_IF_ERROR(AddExactBootstrap(&section));
  return section;
}

}  // namespace moebench::stats
