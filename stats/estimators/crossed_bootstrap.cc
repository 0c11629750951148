#include "stats/estimators/crossed_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "stats/estimators/resampling.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

constexpr int kReliableSeeds = 8;

// One stream of draws each, by MixSeed(options.seed, ...).
enum DrawnThing : uint64_t { kSeedsOfA = 1, kSeedsOfB = 2, kBatches = 3, kUnitsOfA = 4, kUnitsOfB = 5 };

using Table = absl::Span<const std::vector<double>>;

absl::Status CheckOptions(const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckResamples(options.resamples));
  if (options.num_threads < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("num_threads is ", options.num_threads, "; expected 0 (one a core) or more"));
  }
  if (!options.standard_errors) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "standard_errors of replicates are for independent observations; use a percentile, basic or normal interval "
      "here");
}

absl::Status CheckSeeds(absl::string_view name, size_t seeds) {
  if (seeds >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      name, " has ", seeds, " seed", seeds == 1 ? "" : "s",
      "; at least 2 are needed. With one seed a variant, compare the two runs batch by batch: a paired bootstrap"));
}

absl::Status CheckTable(absl::string_view name, Table table, size_t batches) {
  MOE_RETURN_IF_ERROR(CheckSeeds(name, table.size()));
  for (size_t s = 0; s < table.size(); ++s) {
    const std::string row = absl::StrCat(name, "[", s, "]");
    MOE_RETURN_IF_ERROR(CheckSample(row, table[s]));
    if (table[s].size() == batches) continue;
    return absl::InvalidArgumentError(absl::StrCat(row, " has ", table[s].size(), " batches and a[0] has ", batches,
                                                   "; a crossed analysis needs the same batches for every seed"));
  }
  return absl::OkStatus();
}

absl::Status CheckWeights(absl::Span<const double> weights, size_t batches) {
  if (weights.empty()) return absl::OkStatus();
  if (weights.size() != batches) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", batches, " batches and ", weights.size(), " weights; expected one each, or none"));
  }
  MOE_RETURN_IF_ERROR(CheckSample("weights", weights));
  const auto negative = std::find_if(weights.begin(), weights.end(), [](double w) { return w < 0; });
  if (negative != weights.end()) {
    return absl::InvalidArgumentError(
        absl::StrCat("weights[", negative - weights.begin(), "] is ", *negative, "; expected 0 or more"));
  }
  if (std::count_if(weights.begin(), weights.end(), [](double w) { return w > 0; }) >= 2) return absl::OkStatus();
  return absl::InvalidArgumentError("fewer than two weights are positive; there is nothing to resample");
}

double Dot(absl::Span<const double> x, absl::Span<const double> y) {
  double sum = 0;
  for (size_t i = 0; i < x.size(); ++i) sum += x[i] * y[i];
  return sum;
}

// A variant's losses as distances from the first seed of b, batch by batch, and from `origin`, the first of these:
// what all runs share on a batch cancels in the difference, and leaving it in would cost digits. Constant differences
// become exactly 0.
struct Deviations {
  double origin;
  std::vector<std::vector<double>> of_seed;
};

Deviations Deviate(Table table, const std::vector<double>& reference) {
  Deviations result{table[0][0] - reference[0], {table.begin(), table.end()}};
  for (std::vector<double>& row : result.of_seed) {
    for (size_t i = 0; i < row.size(); ++i) row[i] = (row[i] - reference[i]) - result.origin;
  }
  return result;
}

// sum over `drawn` seeds and batches of weight x deviation.
double SumOverDrawn(const Deviations& deviations, absl::Span<const uint32_t> drawn,
                    absl::Span<const double> batch_weight) {
  std::vector<int> times(deviations.of_seed.size(), 0);
  for (const uint32_t s : drawn) ++times[s];
  double sum = 0;
  for (size_t s = 0; s < times.size(); ++s) {
    if (times[s] > 0) sum += times[s] * Dot(batch_weight, deviations.of_seed[s]);
  }
  return sum;
}

class CrossedDraws {
 public:
  CrossedDraws(Table a, Table b, absl::Span<const double> weights)
      : a_(Deviate(a, b[0])), b_(Deviate(b, b[0])), weights_(weights.begin(), weights.end()) {
    if (weights_.empty()) weights_.assign(a[0].size(), 1.0);
  }

  // The difference with every seed and batch once.
  double Estimate() const {
    std::vector<uint32_t> seeds_a(a_.of_seed.size()), seeds_b(b_.of_seed.size());
    for (size_t s = 0; s < seeds_a.size(); ++s) seeds_a[s] = static_cast<uint32_t>(s);
    for (size_t s = 0; s < seeds_b.size(); ++s) seeds_b[s] = static_cast<uint32_t>(s);
    return Difference(seeds_a, seeds_b, weights_);
  }

  double Replicate(uint64_t seed, uint64_t resample) const {
    const std::vector<uint32_t> seeds_a = Draw(seed, kSeedsOfA, resample, a_.of_seed.size());
    const std::vector<uint32_t> seeds_b = Draw(seed, kSeedsOfB, resample, b_.of_seed.size());
    std::vector<double> batch_weight(weights_.size(), 0.0);
    for (const uint32_t i : Draw(seed, kBatches, resample, weights_.size())) batch_weight[i] += weights_[i];
    return Difference(seeds_a, seeds_b, batch_weight);
  }

  int64_t draws_per_resample() const {
    return static_cast<int64_t>((a_.of_seed.size() + b_.of_seed.size()) * weights_.size());
  }

 private:
  static std::vector<uint32_t> Draw(uint64_t seed, DrawnThing thing, uint64_t resample, size_t n) {
    std::vector<uint32_t> indices(n);
    DrawIndices(MixSeed(seed, thing), resample, static_cast<uint32_t>(n), absl::MakeSpan(indices));
    return indices;
  }

  double Difference(absl::Span<const uint32_t> seeds_a, absl::Span<const uint32_t> seeds_b,
                    absl::Span<const double> batch_weight) const {
    double total = 0;
    for (const double w : batch_weight) total += w;
    const double mean_a = SumOverDrawn(a_, seeds_a, batch_weight) / (total * static_cast<double>(seeds_a.size()));
    const double mean_b = SumOverDrawn(b_, seeds_b, batch_weight) / (total * static_cast<double>(seeds_b.size()));
    return (a_.origin - b_.origin) + (mean_a - mean_b);
  }

  Deviations a_, b_;
  std::vector<double> weights_;
};

// The mean over seeds, drawn with replacement, of means over units, drawn anew for each drawn seed.
class NestedDraws {
 public:
  explicit NestedDraws(absl::Span<const SeedUnits> seeds) : origin_(seeds[0].value[0]) {
    for (const SeedUnits& seed : seeds) {
      deviations_.push_back(seed.value);
      for (double& x : deviations_.back()) x -= origin_;
      units_ += static_cast<int>(seed.value.size());
    }
  }

  int units() const { return units_; }

  double Estimate() const {
    double sum = 0;
    for (const std::vector<double>& x : deviations_) sum += Dot(x, std::vector<double>(x.size(), 1.0)) / Size(x);
    return origin_ + sum / Size(deviations_);
  }

  double Replicate(uint64_t seed_key, uint64_t unit_key, uint64_t resample) const {
    std::vector<uint32_t> seeds(deviations_.size());
    DrawIndices(seed_key, resample, static_cast<uint32_t>(seeds.size()), absl::MakeSpan(seeds));
    std::vector<uint32_t> drawn;
    double sum = 0;
    for (size_t place = 0; place < seeds.size(); ++place) {
      const std::vector<double>& x = deviations_[seeds[place]];
      drawn.resize(x.size());
      DrawIndices(MixSeed(unit_key, place), resample, static_cast<uint32_t>(x.size()), absl::MakeSpan(drawn));
      double drawn_sum = 0;
      for (const uint32_t i : drawn) drawn_sum += x[i];
      sum += drawn_sum / Size(x);
    }
    return origin_ + sum / Size(deviations_);
  }

 private:
  template <typename Vector>
  static double Size(const Vector& x) {
    return static_cast<double>(x.size());
  }

  double origin_;
  std::vector<std::vector<double>> deviations_;
  int units_ = 0;
};

absl::StatusOr<CrossedReplicates> Summarize(double estimate, std::vector<double> replicates, size_t seeds_a,
                                            size_t seeds_b, int units) {
  CrossedReplicates result;
  result.estimate = estimate;
  result.replicate = std::move(replicates);
  const auto finite = [](double x) { return std::isfinite(x); };
  if (!finite(estimate) || !std::all_of(result.replicate.begin(), result.replicate.end(), finite)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the estimate (", estimate, ") or one of its resamples is not finite"));
  }
  MOE_ASSIGN_OR_RETURN(result.standard_error, StandardDeviation(result.replicate));
  result.seeds_a = static_cast<int>(seeds_a);
  result.seeds_b = static_cast<int>(seeds_b);
  result.units = units;
  const int fewest = std::min(result.seeds_a, result.seeds_b);
  result.reliable = fewest >= kReliableSeeds;
  if (!result.reliable) {
    result.caution =
        absl::StrCat("only ", fewest, " seeds of a variant: with fewer than ", kReliableSeeds,
                     ", bootstrap intervals over seeds are too narrow, and this one must not decide alone");
  }
  return result;
}

// Every key must belong to one seed alone.
absl::Status CheckOwnUnits(absl::string_view variant, absl::Span<const SeedUnits> seeds,
                           std::map<std::string, std::string>* owner) {
  MOE_RETURN_IF_ERROR(CheckSeeds(variant, seeds.size()));
  for (size_t s = 0; s < seeds.size(); ++s) {
    const std::string name = absl::StrCat(variant, "[", s, "]");
    MOE_RETURN_IF_ERROR(CheckSample(name, seeds[s].value));
    if (seeds[s].key.size() != seeds[s].value.size()) {
      return absl::InvalidArgumentError(absl::StrCat(name, " has ", seeds[s].value.size(), " values and ",
                                                     seeds[s].key.size(), " keys; expected one each"));
    }
    for (const std::string& key : seeds[s].key) {
      const auto [entry, is_new] = owner->insert({key, name});
      if (is_new || entry->second == name) continue;
      return absl::InvalidArgumentError(absl::StrCat("unit \"", key, "\" is in ", entry->second, " and in ", name,
                                                     "; units shared by seeds need the crossed bootstrap"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CrossedReplicates> CrossedBootstrapDifference(Table a, Table b, absl::Span<const double> weights,
                                                             const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckOptions(options));
  MOE_RETURN_IF_ERROR(CheckSeeds("a", a.size()));
  const size_t batches = a[0].size();
  MOE_RETURN_IF_ERROR(CheckTable("a", a, batches));
  MOE_RETURN_IF_ERROR(CheckTable("b", b, batches));
  MOE_RETURN_IF_ERROR(CheckWeights(weights, batches));
  const CrossedDraws draws(a, b, weights);
  std::vector<double> replicates(static_cast<size_t>(options.resamples));
  ForResampleRanges(options.resamples, options.num_threads, draws.draws_per_resample(), [&](int first, int last) {
    for (int r = first; r < last; ++r) replicates[r] = draws.Replicate(options.seed, static_cast<uint64_t>(r));
  });
  return Summarize(draws.Estimate(), std::move(replicates), a.size(), b.size(), static_cast<int>(batches));
}

absl::StatusOr<CrossedReplicates> NestedBootstrapDifference(absl::Span<const SeedUnits> a,
                                                            absl::Span<const SeedUnits> b,
                                                            const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckOptions(options));
  std::map<std::string, std::string> owner;
  MOE_RETURN_IF_ERROR(CheckOwnUnits("a", a, &owner));
  MOE_RETURN_IF_ERROR(CheckOwnUnits("b", b, &owner));
  const NestedDraws draws_a(a), draws_b(b);
  const int units = draws_a.units() + draws_b.units();
  const auto key = [&](DrawnThing thing) { return MixSeed(options.seed, thing); };
  std::vector<double> replicates(static_cast<size_t>(options.resamples));
  ForResampleRanges(options.resamples, options.num_threads, units, [&](int first, int last) {
    for (int r = first; r < last; ++r) {
      const uint64_t resample = static_cast<uint64_t>(r);
      replicates[r] = draws_a.Replicate(key(kSeedsOfA), key(kUnitsOfA), resample) -
                      draws_b.Replicate(key(kSeedsOfB), key(kUnitsOfB), resample);
    }
  });
  return Summarize(draws_a.Estimate() - draws_b.Estimate(), std::move(replicates), a.size(), b.size(), units);
}

}  // namespace moebench::stats
