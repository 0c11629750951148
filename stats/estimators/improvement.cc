#include "stats/estimators/improvement.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "stats/estimators/resampling.h"
#include "stats/estimators/sample_check.h"
#include "stats/estimators/summary.h"
#include "stats/estimators/sums_statistic.h"

namespace moebench::stats {
namespace {

// Only the order of the values matters: each is replaced by its rank among the distinct values of both samples.
struct Ranks {
  Ranks(absl::Span<const double> values_a, absl::Span<const double> values_b) {
    std::vector<double> distinct(values_a.begin(), values_a.end());
    distinct.insert(distinct.end(), values_b.begin(), values_b.end());
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    const auto ranks = [&](absl::Span<const double> values) {
      std::vector<uint32_t> of;
      for (const double x : values) {
        of.push_back(std::lower_bound(distinct.begin(), distinct.end(), x) - distinct.begin());
      }
      return of;
    };
    a = ranks(values_a);
    b = ranks(values_b);
    count = distinct.size();
  }

  std::vector<uint32_t> a, b;
  size_t count;
};

using Counts = std::vector<double>;  // of each rank

Counts CountsOf(const std::vector<uint32_t>& ranks, size_t count) {
  Counts counts(count);
  for (const uint32_t rank : ranks) ++counts[rank];
  return counts;
}

// [rank]: how many of `counts` lie below, those that tie by half.
std::vector<double> Below(const Counts& counts) {
  std::vector<double> below(counts.size());
  double sum = 0;
  for (size_t k = 0; k < counts.size(); ++k) {
    below[k] = sum + counts[k] / 2;
    sum += counts[k];
  }
  return below;
}

double Probability(const Counts& a, const Counts& b, double pairs) {
  const std::vector<double> below = Below(b);
  return std::inner_product(a.begin(), a.end(), below.begin(), 0.0) / pairs;
}

// Jackknife of one sample: `wins[i]` is the share of the other sample that observation i beats, their mean the
// estimate.
JackknifeMoments MomentsOfWins(const std::vector<double>& wins) {
  const double n = static_cast<double>(wins.size()), sum = std::accumulate(wins.begin(), wins.end(), 0.0);
  std::vector<double> without;
  for (const double win : wins) without.push_back((sum - win) / (n - 1));
  return MomentsOf(without);
}

class Task {
 public:
  Task(const ImprovementTask& task, uint64_t key_a, uint64_t key_b)
      : ranks_(task.a, task.b), key_a_(key_a), key_b_(key_b) {}

  double Estimate() const {
    return Probability(CountsOf(ranks_.a, ranks_.count), CountsOf(ranks_.b, ranks_.count), pairs());
  }
  double Replicate(int resample) const {
    return Probability(Draw(ranks_.a, key_a_, resample), Draw(ranks_.b, key_b_, resample), pairs());
  }
  int64_t draws() const { return static_cast<int64_t>(ranks_.a.size() + ranks_.b.size()); }

  JackknifeMoments Moments() const {
    const std::vector<double> below_b = Below(CountsOf(ranks_.b, ranks_.count));
    const std::vector<double> below_a = Below(CountsOf(ranks_.a, ranks_.count));
    const double n_a = static_cast<double>(ranks_.a.size()), n_b = static_cast<double>(ranks_.b.size());
    std::vector<double> wins_a, losses_b;
    for (const uint32_t rank : ranks_.a) wins_a.push_back(below_b[rank] / n_b);
    for (const uint32_t rank : ranks_.b) losses_b.push_back(1 - below_a[rank] / n_a);
    return MomentsOfWins(wins_a) + MomentsOfWins(losses_b);
  }

 private:
  double pairs() const { return static_cast<double>(ranks_.a.size()) * static_cast<double>(ranks_.b.size()); }

  Counts Draw(const std::vector<uint32_t>& ranks, uint64_t key, int resample) const {
    std::vector<uint32_t> drawn(ranks.size());
    DrawIndices(key, resample, static_cast<uint32_t>(ranks.size()), absl::MakeSpan(drawn));
    for (uint32_t& index : drawn) index = ranks[index];
    return CountsOf(drawn, ranks_.count);
  }

  Ranks ranks_;
  uint64_t key_a_, key_b_;
};

absl::Status CheckTasks(absl::Span<const ImprovementTask> tasks) {
  if (tasks.empty()) return absl::InvalidArgumentError("there is no task to compare on");
  for (const ImprovementTask& task : tasks) {
    MOE_RETURN_IF_ERROR(CheckSample("a", task.a));
    MOE_RETURN_IF_ERROR(CheckSample("b", task.b));
    if (task.a.size() + task.b.size() > std::numeric_limits<int32_t>::max()) {
      return absl::InvalidArgumentError("a and b have more than 2^31 - 1 values together");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<double> ProbabilityOfImprovement(absl::Span<const double> a, absl::Span<const double> b) {
  MOE_RETURN_IF_ERROR(CheckTasks({{a, b}}));
  return Task({a, b}, 0, 0).Estimate();
}

absl::StatusOr<BootstrapReplicates> BootstrapImprovement(absl::Span<const ImprovementTask> tasks,
                                                         const BootstrapOptions& options) {
  MOE_RETURN_IF_ERROR(CheckBootstrapOptions(options));
  MOE_RETURN_IF_ERROR(CheckTasks(tasks));
  if (options.standard_errors) {
    return absl::InvalidArgumentError("standard_errors is set; a probability of improvement is not studentized");
  }
  std::vector<Task> prepared;
  JackknifeMoments moments;
  BootstrapReplicates result;
  int64_t draws = 0;
  for (uint64_t t = 0; t < tasks.size(); ++t) {
    prepared.emplace_back(tasks[t], MixSeed(options.seed, 2 * t + 1), MixSeed(options.seed, 2 * t + 2));
    result.estimate += prepared[t].Estimate() / static_cast<double>(tasks.size());
    moments = moments + prepared[t].Moments();
    draws += prepared[t].draws();
  }
  result.replicate.resize(options.resamples);
  ForResampleRanges(options.resamples, options.num_threads, draws, [&](int first, int last) {
    for (int r = first; r < last; ++r) {
      for (const Task& task : prepared) result.replicate[r] += task.Replicate(r) / static_cast<double>(tasks.size());
    }
  });
  MOE_ASSIGN_OR_RETURN(result.standard_error, StandardDeviation(result.replicate));
  result.acceleration = moments.Acceleration();
  return result;
}

}  // namespace moebench::stats
