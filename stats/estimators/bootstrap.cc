#include "stats/estimators/bootstrap.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "stats/estimators/exact_bootstrap.h"
#include "stats/estimators/resampling.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/sums_statistic.h"

namespace moebench::stats {
namespace {

constexpr int kResamplesAtATime = 2048;
constexpr int64_t kDrawsAsLongAsACount = 50;  // of indices

absl::Status CheckColumn(absl::string_view name, absl::Span<const double> column) {
  MOE_RETURN_IF_ERROR(CheckSample(name, column));
  if (column.size() <= std::numeric_limits<int32_t>::max()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(name, " has ", column.size(), " values; at most 2^31 - 1 are resampled"));
}

absl::Status CheckWeights(absl::Span<const double> weights, size_t n) {
  if (weights.size() != n) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", n, " values and ", weights.size(), " weights; expected one each"));
  }
  MOE_RETURN_IF_ERROR(CheckColumn("weights", weights));
  int positive = 0;
  for (size_t i = 0; i < n; ++i) {
    if (weights[i] < 0) {
      return absl::InvalidArgumentError(absl::StrCat("weights[", i, "] is ", weights[i], "; expected 0 or more"));
    }
    if (weights[i] > 0 && positive < 2) ++positive;
  }
  if (positive == 2) return absl::OkStatus();
  return absl::InvalidArgumentError("fewer than two weights are positive; there is nothing to resample");
}

// The resamples of one sample, on the way to a result.
struct Draws {
  double estimate = 0;
  std::vector<double> deviation;  // of each resample from the estimate
  JackknifeMoments moments;
  double sample_error = 0;
  std::vector<double> replicate_error;
};

void DrawErrors(const SumsStatistic& statistic, uint64_t key, const BootstrapOptions& options, Draws* draws) {
  const size_t n = statistic.rows();
  std::vector<uint32_t> all(n);
  std::iota(all.begin(), all.end(), 0u);
  draws->sample_error = statistic.StandardError(all);
  draws->replicate_error.resize(options.resamples);
  ForResampleRanges(options.resamples, options.num_threads, static_cast<int64_t>(n), [&](int first, int last) {
    std::vector<uint32_t> rows(n);
    for (int r = first; r < last; ++r) {
      DrawIndices(key, r, static_cast<uint32_t>(n), absl::MakeSpan(rows));
      draws->replicate_error[r] = statistic.StandardError(rows);
    }
  });
}

Draws DrawSums(const SumsStatistic& statistic, uint64_t key, const BootstrapOptions& options) {
  const size_t count = statistic.columns.size();
  const double n = static_cast<double>(statistic.rows());
  Draws draws;
  draws.estimate = statistic.estimate;
  draws.moments = Jackknife(statistic);
  draws.deviation.resize(options.resamples);
  const auto draw = [&](int first, absl::Span<double> deviations) {
    std::vector<double> of_column(deviations.size()), sums(count * deviations.size());  // sums: [resample][column]
    for (size_t c = 0; c < count; ++c) {
      ResampleSums(key, first, statistic.columns[c], absl::MakeSpan(of_column));
      for (size_t i = 0; i < of_column.size(); ++i) sums[i * count + c] = of_column[i];
    }
    for (size_t i = 0; i < of_column.size(); ++i) deviations[i] = statistic.deviation(&sums[i * count], n);
  };
  // Few at a time: memory that is new to the process costs more than what is written into it.
  const auto work = [&](int first, int last) {
    for (; first < last; first += kResamplesAtATime) {
      draw(first, absl::MakeSpan(draws.deviation).subspan(first, std::min(kResamplesAtATime, last - first)));
    }
  };
  ForResampleRanges(options.resamples, options.num_threads, static_cast<int64_t>(statistic.rows() * count), work);
  if (options.standard_errors) DrawErrors(statistic, key, options, &draws);
  return draws;
}

Draws DrawEnumeratedMean(absl::Span<const double> sample, uint64_t key, const BootstrapOptions& options) {
  const SumsStatistic statistic = MeanStatistic(sample);
  Draws draws;
  draws.estimate = statistic.estimate;
  draws.moments = Jackknife(statistic);
  draws.deviation.resize(options.resamples);
  const DiscreteSampler sampler(*ExactBootstrapMean(sample));
  // Stream r / 2 holds a uniform number for each of two resamples.
  const auto deviation = [&](CounterRandom* random) { return sampler.Value(random->Uniform()) - draws.estimate; };
  const auto work = [&](int first, int last) {
    for (int r = first; r < last; r += 2) {
      CounterRandom random(key, r / 2);
      draws.deviation[r] = deviation(&random);
      if (r + 1 < last) draws.deviation[r + 1] = deviation(&random);
    }
  };
  ForResampleRanges(options.resamples, options.num_threads, kDrawsAsLongAsACount, work);
  return draws;
}

Draws DrawMean(absl::Span<const double> sample, uint64_t key, const BootstrapOptions& options) {
  if (!options.standard_errors && HasExactBootstrapMean(sample)) return DrawEnumeratedMean(sample, key, options);
  return DrawSums(MeanStatistic(sample), key, options);
}

absl::Status CheckFinite(const BootstrapReplicates& result) {
  if (!std::isfinite(result.estimate)) {
    return absl::FailedPreconditionError(absl::StrCat("the estimate is ", result.estimate,
                                                      "; are the values too large, or is the statistic undefined?"));
  }
  for (size_t r = 0; r < result.replicate.size(); ++r) {
    if (std::isfinite(result.replicate[r])) continue;
    return absl::FailedPreconditionError(
        absl::StrCat("the estimate of resample ", r, " is ", result.replicate[r],
                     "; a statistic that some resamples leave undefined cannot be bootstrapped"));
  }
  if (std::isfinite(result.standard_error)) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the standard error is ", result.standard_error, "; are the values too large?"));
}

// The sum of term(x), in eight parts that do not wait for each other.
template <typename Term>
double Total(const std::vector<double>& values, Term term) {
  double parts[8] = {};
  size_t i = 0;
  for (; i + 8 <= values.size(); i += 8) {
    for (size_t part = 0; part < 8; ++part) parts[part] += term(values[i + part]);
  }
  for (; i < values.size(); ++i) parts[0] += term(values[i]);
  return std::accumulate(parts, parts + 8, 0.0);
}

// Their standard deviation, in two passes; deviations are small, so that plain sums do.
double Spread(const std::vector<double>& deviations) {
  const double count = static_cast<double>(deviations.size());
  const double mean = Total(deviations, [](double x) { return x; }) / count;
  return std::sqrt(Total(deviations, [&](double x) { return (x - mean) * (x - mean); }) / (count - 1));
}

absl::StatusOr<BootstrapReplicates> Result(Draws draws) {
  BootstrapReplicates result;
  result.estimate = draws.estimate;
  result.standard_error = Spread(draws.deviation);
  result.replicate = std::move(draws.deviation);
  for (double& value : result.replicate) value += result.estimate;
  MOE_RETURN_IF_ERROR(CheckFinite(result));
  result.acceleration = draws.moments.Acceleration();
  result.sample_error = draws.sample_error;
  result.replicate_error = std::move(draws.replicate_error);
  return result;
}

// The draws of a - b, each drawn on its own.
Draws Difference(Draws a, const Draws& b) {
  a.estimate -= b.estimate;
  a.moments = a.moments + b.moments.Negated();
  a.sample_error = std::hypot(a.sample_error, b.sample_error);
  for (size_t r = 0; r < a.deviation.size(); ++r) a.deviation[r] -= b.deviation[r];
  for (size_t r = 0; r < a.replicate_error.size(); ++r) {
    a.replicate_error[r] = std::hypot(a.replicate_error[r], b.replicate_error[r]);
  }
  return a;
}

// None where the statistic is undefined without some observation.
std::optional<double> AccelerationOf(absl::Span<const double> sample, const Statistic& statistic) {
  std::vector<double> without(sample.begin() + 1, sample.end()), theta(sample.size());
  for (size_t i = 0; i < theta.size(); ++i) {
    theta[i] = statistic(without);
    if (!std::isfinite(theta[i])) return std::nullopt;
    if (i < without.size()) without[i] = sample[i];
  }
  return MomentsOf(theta).Acceleration();
}

}  // namespace

absl::Status CheckBootstrapOptions(const BootstrapOptions& options) {
  if (options.num_threads < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("num_threads is ", options.num_threads, "; expected 0 (one a core) or more"));
  }
  return CheckResamples(options.resamples);
}

absl::StatusOr<BootstrapReplicates> BootstrapMean(absl::Span<const double> sample, const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckBootstrapOptions(options));
  MOE_RETURN_IF_ERROR(CheckColumn("sample", sample));
  return Result(DrawMean(sample, options.seed, options));
}

absl::StatusOr<BootstrapReplicates> BootstrapRatio(absl::Span<const double> sample, absl::Span<const double> weights,
                                                   const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckBootstrapOptions(options));
  MOE_RETURN_IF_ERROR(CheckColumn("sample", sample));
  MOE_RETURN_IF_ERROR(CheckWeights(weights, sample.size()));
  return Result(DrawSums(RatioStatistic(sample, weights), options.seed, options));
}

absl::StatusOr<BootstrapReplicates> BootstrapPerplexityDifference(absl::Span<const double> a,
                                                                  absl::Span<const double> b,
                                                                  absl::Span<const double> weights,
                                                                  const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckBootstrapOptions(options));
  MOE_RETURN_IF_ERROR(CheckPaired(a, b));
  MOE_RETURN_IF_ERROR(CheckWeights(weights, a.size()));
  return Result(DrawSums(PerplexityDifferenceStatistic(a, b, weights), options.seed, options));
}

absl::StatusOr<BootstrapReplicates> BootstrapTwoSample(absl::Span<const double> a, absl::Span<const double> b,
                                                       const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckBootstrapOptions(options));
  MOE_RETURN_IF_ERROR(CheckColumn("a", a));
  MOE_RETURN_IF_ERROR(CheckColumn("b", b));
  return Result(
      Difference(DrawMean(a, MixSeed(options.seed, 1), options), DrawMean(b, MixSeed(options.seed, 2), options)));
}

absl::StatusOr<BootstrapReplicates> Bootstrap(absl::Span<const double> sample, const Statistic& statistic,
                                              const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckBootstrapOptions(options));
  MOE_RETURN_IF_ERROR(CheckColumn("sample", sample));
  if (options.standard_errors) {
    return absl::InvalidArgumentError("standard_errors is set; the standard error of any statistic is not known");
  }
  BootstrapReplicates result;
  result.estimate = statistic(sample);
  result.replicate.resize(options.resamples);
  const size_t n = sample.size();
  ForResampleRanges(options.resamples, options.num_threads, static_cast<int64_t>(n), [&](int first, int last) {
    std::vector<uint32_t> indices(n);
    std::vector<double> drawn(n);
    for (int r = first; r < last; ++r) {
      DrawIndices(options.seed, r, static_cast<uint32_t>(n), absl::MakeSpan(indices));
      for (size_t i = 0; i < n; ++i) drawn[i] = sample[indices[i]];
      result.replicate[r] = statistic(drawn);
    }
  });
  std::vector<double> deviations = result.replicate;
  for (double& value : deviations) value -= result.estimate;
  result.standard_error = Spread(deviations);
  MOE_RETURN_IF_ERROR(CheckFinite(result));
  result.acceleration = AccelerationOf(sample, statistic);
  return result;
}

}  // namespace moebench::stats
