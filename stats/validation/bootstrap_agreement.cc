#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/bootstrap.h"
#include "stats/estimators/bootstrap_interval.h"
#include "stats/estimators/resampling.h"
#include "stats/estimators/summary.h"
#include "stats/validation/agreement_sections.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::json;
using Columns = std::vector<std::vector<double>>;

constexpr IntervalKind kKinds[] = {IntervalKind::kPercentile, IntervalKind::kBasic, IntervalKind::kBca,
                                   IntervalKind::kStudentized, IntervalKind::kNormal};

absl::StatusOr<BootstrapReplicates> ReplicatesOf(const std::string& kind, const Columns& columns,
                                                 BootstrapOptions options) {
  if (kind == "standard_deviation") {
    return Bootstrap(
        columns[0], [](absl::Span<const double> x) { return *StandardDeviation(x); }, options);
  }
  options.standard_errors = true;
  if (kind == "mean") return BootstrapMean(columns[0], options);
  if (kind == "ratio") return BootstrapRatio(columns[0], columns[1], options);
  if (kind == "two_sample") return BootstrapTwoSample(columns[0], columns[1], options);
  return BootstrapPerplexityDifference(columns[0], columns[1], columns[2], options);
}

const char* FunctionOf(const std::string& kind) {
  if (kind == "mean") return "BootstrapMean";
  if (kind == "ratio") return "BootstrapRatio";
  if (kind == "two_sample") return "BootstrapTwoSample";
  return kind == "standard_deviation" ? "Bootstrap (of a standard deviation)" : "BootstrapPerplexityDifference";
}

// Limits at the confidences asked for, and p-values of the values that are limits: those have the level of the limit.
absl::Status AddLimits(const BootstrapReplicates& replicates, const Json& limits, const std::string& package,
                       AgreementSection* section) {
  for (const IntervalKind kind : kKinds) {
    std::vector<ComparedNumber> numbers, p;
    for (const Json& limit : limits) {
      if (limit["kind"] != IntervalKindName(kind)) continue;
      MOE_ASSIGN_OR_RETURN(const auto inference, BootstrapInference::Create(replicates, kind));
      const double confidence = limit["confidence"], level = (1 - confidence) / 2;
      MOE_ASSIGN_OR_RETURN(const Interval interval, inference.TwoSided(confidence));
      if (limit.contains("lower")) {
        numbers.push_back({interval.lower, limit["lower"]});
        p.push_back({inference.PAtMost(limit["lower"]), level});
      }
      if (limit.contains("upper")) {
        numbers.push_back({interval.upper, limit["upper"]});
        p.push_back({inference.PAtLeast(limit["upper"]), level});
      }
    }
    if (numbers.empty()) continue;
    const std::string name = IntervalKindName(kind);
    section->AddCase({absl::StrCat("BootstrapInference: ", name, " limits"), package, Measure::kRelative, 1e-9},
                     numbers);
    section->AddCase({absl::StrCat("BootstrapInference: p of ", name), package, Measure::kRelative, 1e-8}, p);
  }
  return absl::OkStatus();
}

absl::Status AddSameDraws(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/same_draws_reference.json"));
  BootstrapOptions options;
  options.resamples = reference["resamples"];
  options.seed = reference["seed"];
  for (const Json& c : reference["cases"]) {
    MOE_ASSIGN_OR_RETURN(const BootstrapReplicates ours, ReplicatesOf(c["kind"], c["columns"], options));
    const std::string function = FunctionOf(c["kind"]);
    for (const char* package : {"boot", "scipy", "arch", "statsmodels"}) {
      if (!c.contains(package)) continue;
      const Json& theirs = c[package];
      const auto add = [&](const char* what, double value, const char* key) {
        if (!theirs.contains(key)) return;
        section->AddCase({absl::StrCat(function, ": ", what), package, Measure::kRelative, 1e-10},
                         {{value, theirs[key]}});
      };
      if (theirs.contains("replicate")) {
        const size_t stored = theirs["replicate"].size();
        section->AddCase({absl::StrCat(function, ": replicates"), package, Measure::kRelative, 1e-10},
                         Compared({ours.replicate.begin(), ours.replicate.begin() + stored}, theirs["replicate"]));
      }
      add("estimate", ours.estimate, "estimate");
      add("standard error", ours.standard_error, "standard_error");
      add("plug-in standard error", ours.sample_error, "sample_error");
      if (theirs.contains("limits")) MOE_RETURN_IF_ERROR(AddLimits(ours, theirs["limits"], package, section));
    }
  }
  return absl::OkStatus();
}

Columns ColumnsOf(const Json& samples) {
  Columns columns;
  for (const Json& sample : samples) {
    for (const Json& column : sample) columns.push_back(column);
  }
  return columns;
}

// Every draw, replicate, interval and p-value by loops in Python.
absl::Status AddPlainLoops(AgreementSection* section) {
  MOE_ASSIGN_OR_RETURN(const Json reference, ReadReference("stats/estimators/testdata/bootstrap_reference.json"));
  const std::string package = "plain loops";
  for (const Json& c : reference["indices"]) {
    std::vector<uint32_t> drawn(c["first"].size());
    DrawIndices(c["key"], c["resample"], c["n"], absl::MakeSpan(drawn));
    section->AddCase({"DrawIndices", package, Measure::kAbsolute, 0},
                     Compared({drawn.begin(), drawn.end()}, c["first"]));
  }
  BootstrapOptions options;
  options.resamples = reference["resamples"];
  options.seed = reference["seed"];
  for (const Json& c : reference["cases"]) {
    MOE_ASSIGN_OR_RETURN(const BootstrapReplicates ours, ReplicatesOf(c["name"], ColumnsOf(c["samples"]), options));
    const std::string function = FunctionOf(c["name"]);
    section->AddCase({absl::StrCat(function, ": replicates"), package, Measure::kRelative, 1e-10},
                     Compared(ours.replicate, c["replicate"]));
    section->AddCase({absl::StrCat(function, ": acceleration"), package, Measure::kRelative, 1e-8},
                     {{ours.acceleration.value_or(NAN), c["acceleration"]}});
    for (const IntervalKind kind : kKinds) {
      const std::string name = IntervalKindName(kind);
      MOE_ASSIGN_OR_RETURN(const auto inference, BootstrapInference::Create(ours, kind));
      MOE_ASSIGN_OR_RETURN(const Interval interval, inference.TwoSided(0.9));
      // The loops differentiate numerically for standard errors.
      const double limit = kind == IntervalKind::kStudentized ? 1e-5 : 1e-9;
      section->AddCase({absl::StrCat("BootstrapInference: ", name, " limits"), package, Measure::kRelative, limit},
                       Compared({interval.lower, interval.upper}, c["intervals_90"][name]));
      section->AddCase({absl::StrCat("BootstrapInference: p of ", name), package, Measure::kRelative, 10 * limit},
                       {{inference.PAtMost(c["value"]), c["p_at_most"][name]}});
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AgreementSection> BootstrapAgreement() {
  AgreementSection section(
      "Bootstrap",
      "The other packages were given the library's own draws: 999 resamples of 50 to 1,000 values. Their quantiles of "
      "B "
      "replicates follow other conventions (boot interpolates on a normal scale; scipy and arch take rank 1 + (B - 1) "
      "p, "
      "the library and boot (B + 1) p), so each limit is asked for at a level at which it is an order statistic, 10 to "
      "100 of 1,000 from either end. Studentised limits are none of scipy's, and the normal interval of arch leaves "
      "the "
      "bias in. p-values are judged at the packages' limits: there they are the limits' own levels. The loops (199 "
      "resamples of 18 to 90 values) are a second implementation of everything, draws included.");
  MOE_RETURN_IF_ERROR(AddSameDraws(&section));
  MOE_RETURN_IF_ERROR(AddPlainLoops(&section));
  return section;
}

}  // namespace moebench::stats
