#include "stats/validation/coverage.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "stats/equivalence/comparison.h"
#include "stats/equivalence/tost.h"
#include "stats/estimators/block_bootstrap.h"
#include "stats/estimators/bootstrap.h"
#include "stats/estimators/bootstrap_interval.h"
#include "stats/estimators/crossed_bootstrap.h"
#include "stats/estimators/interval.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

using IntervalOf =
    std::function<absl::StatusOr<Interval>(absl::Span<const double> x, double confidence, const BootstrapOptions&)>;

struct Method {
  std::string name;
  IntervalOf interval;
};

// Intervals do not depend on the margin, which TOST has to be given.
TostOptions AnyMargin(double confidence) { return {.margin = {-1, 1}, .alpha = (1 - confidence) / 2}; }

absl::StatusOr<Interval> PairedT(absl::Span<const double> x, double confidence, const BootstrapOptions&) {
  const std::vector<double> zeros(x.size(), 0.0);
  MOE_ASSIGN_OR_RETURN(const Comparison result, PairedTost(x, zeros, AnyMargin(confidence)));
  return result.equivalence_interval;
}

Method Independent(IntervalKind kind) {
  return {IntervalKindName(kind),
          [kind](absl::Span<const double> x, double confidence, const BootstrapOptions& options) {
            return BootstrapInterval(x, kind, confidence, options);
          }};
}

absl::StatusOr<Interval> Percentile(const absl::StatusOr<BootstrapReplicates>& replicates, double confidence) {
  MOE_RETURN_IF_ERROR(replicates.status());
  MOE_ASSIGN_OR_RETURN(const auto inference, BootstrapInference::Create(*replicates, IntervalKind::kPercentile));
  return inference.TwoSided(confidence);
}

Method InBlocks(BlockKind kind, int length) {
  return {absl::StrCat(BlockKindName(kind), " blocks of ", length),
          [=](absl::Span<const double> x, double confidence, const BootstrapOptions& options) {
            return Percentile(BlockBootstrapMean(x, kind, length, options), confidence);
          }};
}

// The rows of one variant: a seed each.
std::vector<std::vector<double>> VariantTable(absl::Span<const double> x, int variant) {
  std::vector<std::vector<double>> table;
  for (int s = 0; s < kCrossedSeeds; ++s) {
    const auto row = x.subspan(static_cast<size_t>((variant * kCrossedSeeds + s) * kCrossedBatches), kCrossedBatches);
    table.emplace_back(row.begin(), row.end());
  }
  return table;
}

absl::StatusOr<Interval> Crossed(absl::Span<const double> x, double confidence, const BootstrapOptions& options) {
  return Percentile(CrossedBootstrapDifference(VariantTable(x, 0), VariantTable(x, 1), {}, options), confidence);
}

// The mistake that the crossed form avoids: batches that all seeds share, passed off as units of their own.
absl::StatusOr<Interval> WronglyNested(absl::Span<const double> x, double confidence, const BootstrapOptions& options) {
  std::vector<SeedUnits> variants[2];
  for (int variant = 0; variant < 2; ++variant) {
    for (const std::vector<double>& row : VariantTable(x, variant)) {
      SeedUnits units{row, {}};
      for (size_t i = 0; i < row.size(); ++i) {
        units.key.push_back(absl::StrCat(variant, "/", variants[variant].size(), "/", i));
      }
      variants[variant].push_back(std::move(units));
    }
  }
  return Percentile(NestedBootstrapDifference(variants[0], variants[1], options), confidence);
}

absl::StatusOr<Interval> WelchOverSeeds(absl::Span<const double> x, double confidence, const BootstrapOptions&) {
  std::vector<double> means[2];
  for (int variant = 0; variant < 2; ++variant) {
    for (const std::vector<double>& row : VariantTable(x, variant)) {
      MOE_ASSIGN_OR_RETURN(const double mean, Mean(row));
      means[variant].push_back(mean);
    }
  }
  MOE_ASSIGN_OR_RETURN(const Comparison result, WelchTost(means[0], means[1], AnyMargin(confidence)));
  return result.equivalence_interval;
}

// Closed, as decisions are: a limit of discrete data that touches the truth in decimal numbers touches it here.
bool Covers(const Interval& interval, double truth) {
  constexpr double kSlack = 1e-12;
  return interval.lower - kSlack <= truth && truth <= interval.upper + kSlack;
}

std::vector<Method> Methods(DataKind kind) {
  const Method t = {"t", PairedT};
  switch (kind) {
    case DataKind::kAutocorrelated:
      return {t,
              Independent(IntervalKind::kPercentile),
              InBlocks(BlockKind::kMoving, 5),
              InBlocks(BlockKind::kMoving, 10),
              InBlocks(BlockKind::kCircular, 10),
              InBlocks(BlockKind::kStationary, 10)};
    case DataKind::kShortAutocorrelated:
      return {t, InBlocks(BlockKind::kMoving, 5), InBlocks(BlockKind::kMoving, 10)};
    case DataKind::kCrossed:
      return {{"crossed", Crossed}, {"nested, wrongly", WronglyNested}, {"Welch t over seeds", WelchOverSeeds}};
    default:
      return {t, Independent(IntervalKind::kPercentile), Independent(IntervalKind::kBca),
              Independent(IntervalKind::kStudentized)};
  }
}

}  // namespace

double CoverageRow::Coverage() const {
  return static_cast<double>(std::count(covered.begin(), covered.end(), '1')) / static_cast<double>(covered.size());
}

std::vector<std::string> MethodsFor(DataKind kind) {
  std::vector<std::string> names;
  for (const Method& method : Methods(kind)) names.push_back(method.name);
  return names;
}

absl::StatusOr<std::vector<CoverageRow>> MeasureCoverage(DataKind kind, const CoverageOptions& options) {
  if (options.data_sets < 1) {
    return absl::InvalidArgumentError(absl::StrCat("data_sets is ", options.data_sets, "; expected at least 1"));
  }
  MOE_RETURN_IF_ERROR(CheckResamples(options.resamples));
  MOE_RETURN_IF_ERROR(CheckConfidence(options.confidence));
  const std::vector<Method> methods = Methods(kind);
  std::vector<CoverageRow> rows;
  for (const Method& method : methods) rows.push_back({kind, method.name, ""});
  // Resamples must not be drawn by the numbers that the data were made of.
  const uint64_t resampling = MixSeed(options.seed, 1000);
  for (int i = 0; i < options.data_sets; ++i) {
    const uint64_t index = static_cast<uint64_t>(i);
    const std::vector<double> x = SimulateDataSet(kind, options.seed, index);
    const BootstrapOptions draws = {.resamples = options.resamples, .seed = MixSeed(resampling, index)};
    for (size_t m = 0; m < methods.size(); ++m) {
      const absl::StatusOr<Interval> interval = methods[m].interval(x, options.confidence, draws);
      rows[m].covered += !interval.ok() ? '-' : Covers(*interval, TrueMean(kind)) ? '1' : '0';
    }
  }
  return rows;
}

}  // namespace moebench::stats
