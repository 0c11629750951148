#include "stats/estimators/exact_bootstrap.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/status_macros.h"
#include "stats/estimators/sample_check.h"

namespace moebench::stats {
namespace {

struct Level {
  double value;
  double count;
};

// The distinct values in ascending order; four stand for "four or more".
std::vector<Level> Levels(absl::Span<const double> sample) {
  std::vector<double> distinct = {sample[0]};
  for (const double x : sample) {
    bool known = false;
    for (const double value : distinct) known |= x == value;
    if (known) continue;
    distinct.push_back(x);
    if (distinct.size() == 4) break;
  }
  std::sort(distinct.begin(), distinct.end());
  std::vector<Level> levels;
  for (const double value : distinct) {
    levels.push_back({value, static_cast<double>(std::count(sample.begin(), sample.end(), value))});
  }
  return levels;
}

bool Enumerable(const std::vector<Level>& levels) {
  if (levels.size() <= 2) return true;
  return levels.size() == 3 && levels[1].value - levels[0].value == levels[2].value - levels[1].value;
}

// Proportional to the binomial probabilities of 0 .. n, from the mode outwards; both counts positive.
std::vector<double> BinomialWeights(double failures, double successes) {
  const size_t n = static_cast<size_t>(failures + successes), mode = static_cast<size_t>(successes);
  const double odds = successes / failures;
  std::vector<double> weight(n + 1);
  weight[mode] = 1;
  for (size_t k = mode; k < n && weight[k] > 0; ++k) {
    weight[k + 1] = weight[k] * static_cast<double>(n - k) / static_cast<double>(k + 1) * odds;
  }
  for (size_t k = mode; k > 0 && weight[k] > 0; --k) {
    weight[k - 1] = weight[k] * static_cast<double>(k) / (static_cast<double>(n - k + 1) * odds);
  }
  return weight;
}

// Proportional to the coefficients 0 .. n of (low + middle z + high z^2)^n, the largest of them scaled near 1.
std::vector<double> LowerHalf(double low, double middle, double high) {
  const double n = low + middle + high;
  std::vector<double> weight(static_cast<size_t>(n) + 1);
  weight[0] = 1;
  for (size_t k = 1; k < weight.size(); ++k) {
    const double index = static_cast<double>(k);
    const double before = k >= 2 ? weight[k - 2] : 0;
    weight[k] = ((n + 1 - index) * middle * weight[k - 1] + (2 * n + 2 - index) * high * before) / (index * low);
    if (weight[k] < 1e100) continue;
    for (size_t i = k + 1; i-- > 0 && weight[i] > 0;) weight[i] *= 1e-100;
  }
  const double largest = *std::max_element(weight.begin(), weight.end());
  for (double& w : weight) w /= largest;
  return weight;
}

// Proportional to all 2 n + 1 coefficients: the halves meet at n.
std::vector<double> TrinomialWeights(double low, double middle, double high) {
  std::vector<double> weight = LowerHalf(low, middle, high);
  const std::vector<double> upper = LowerHalf(high, middle, low);
  const double to_lower = upper.back(), to_upper = weight.back();
  for (double& w : weight) w *= to_lower;
  for (size_t i = upper.size() - 1; i-- > 0;) weight.push_back(upper[i] * to_upper);
  return weight;
}

DiscreteDistribution FromWeights(const std::vector<double>& weight, double first, double step) {
  const double negligible = 1e-20 * *std::max_element(weight.begin(), weight.end());
  DiscreteDistribution distribution;
  double total = 0;
  for (size_t k = 0; k < weight.size(); ++k) {
    if (weight[k] <= negligible) continue;
    distribution.value.push_back(first + step * static_cast<double>(k));
    distribution.probability.push_back(weight[k]);
    total += weight[k];
  }
  double sum = 0;
  for (double& probability : distribution.probability) {
    distribution.cumulative.push_back(std::min(1.0, (sum += probability) / total));
    probability /= total;
  }
  distribution.cumulative.back() = 1;
  return distribution;
}

}  // namespace

double DiscreteDistribution::Quantile(double p) const {
  const auto at = std::lower_bound(cumulative.begin(), cumulative.end() - 1, p);
  return value[static_cast<size_t>(at - cumulative.begin())];
}

bool HasExactBootstrapMean(absl::Span<const double> sample) { return sample.size() >= 2 && Enumerable(Levels(sample)); }

absl::StatusOr<DiscreteDistribution> ExactBootstrapMean(absl::Span<const double> sample) {
  MOE_RETURN_IF_ERROR(CheckSample("sample", sample));
  const std::vector<Level> levels = Levels(sample);
  if (!Enumerable(levels)) {
    return absl::InvalidArgumentError(
        "the sample has more than two values that are not three equally spaced ones; its bootstrap distribution has no "
        "short enumeration");
  }
  const double n = static_cast<double>(sample.size()), first = levels[0].value;
  if (levels.size() == 1) return DiscreteDistribution{{first}, {1}, {1}};
  const double step = (levels[1].value - first) / n;
  if (levels.size() == 2) return FromWeights(BinomialWeights(levels[0].count, levels[1].count), first, step);
  return FromWeights(TrinomialWeights(levels[0].count, levels[1].count, levels[2].count), first, step);
}

DiscreteSampler::DiscreteSampler(DiscreteDistribution distribution)
    : distribution_(std::move(distribution)), guide_(2 * distribution_.value.size()) {
  const std::vector<double>& cumulative = distribution_.cumulative;
  size_t k = 0;
  for (size_t j = 0; j < guide_.size(); ++j) {
    while (cumulative[k] <= static_cast<double>(j) / static_cast<double>(guide_.size())) ++k;
    guide_[j] = k;
  }
}

double DiscreteSampler::Value(double uniform) const {
  size_t k = guide_[static_cast<size_t>(uniform * static_cast<double>(guide_.size()))];
  while (distribution_.cumulative[k] <= uniform) ++k;
  return distribution_.value[k];
}

}  // namespace moebench::stats
