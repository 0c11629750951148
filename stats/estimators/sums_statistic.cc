#include "stats/estimators/sums_statistic.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

// The weighted mean, but exactly the value where all are the same.
double Center(absl::Span<const double> sample, absl::Span<const double> weights) {
  const bool constant = std::all_of(sample.begin(), sample.end(), [&](double x) { return x == sample[0]; });
  if (constant) return sample[0];
  return weights.empty() ? *Mean(sample) : *WeightedMean(sample, weights);
}

// (x - center) w.
std::vector<double> CenteredColumn(absl::Span<const double> sample, double center, absl::Span<const double> weights) {
  std::vector<double> column(sample.size());
  for (size_t i = 0; i < column.size(); ++i) column[i] = (sample[i] - center) * (weights.empty() ? 1 : weights[i]);
  return column;
}

// exp(center + s / w) less exp(center), and the derivatives of it in s and w.
struct Exponential {
  Exponential(double center, double s, double w)
      : deviation(std::exp(center) * std::expm1(s / w)),
        by_sum(std::exp(center + s / w) / w),
        by_weight(-by_sum * s / w) {}
  double deviation, by_sum, by_weight;
};

}  // namespace

std::vector<double> SumsStatistic::Sums() const {
  std::vector<double> sums;
  for (const auto& column : columns) sums.push_back(std::accumulate(column.begin(), column.end(), 0.0));
  return sums;
}

double SumsStatistic::StandardError(absl::Span<const uint32_t> rows) const {
  const double n = static_cast<double>(rows.size());
  const size_t count = columns.size();
  std::vector<double> sums(count), slope(count);
  for (size_t c = 0; c < count; ++c) {
    for (const uint32_t row : rows) sums[c] += columns[c][row];
  }
  gradient(sums.data(), n, slope.data());
  double offset = 0, squares = 0;
  for (size_t c = 0; c < count; ++c) offset += slope[c] * sums[c] / n;
  for (const uint32_t row : rows) {
    double influence = -offset;
    for (size_t c = 0; c < count; ++c) influence += slope[c] * columns[c][row];
    squares += influence * influence;
  }
  return std::sqrt(squares);
}

SumsStatistic MeanStatistic(absl::Span<const double> sample) {
  const double mean = Center(sample, {});
  return {mean,
          {CenteredColumn(sample, mean, {})},
          [](const double* sums, double n) { return sums[0] / n; },
          [](const double*, double n, double* gradient) { gradient[0] = 1 / n; }};
}

SumsStatistic RatioStatistic(absl::Span<const double> sample, absl::Span<const double> weights) {
  const double ratio = Center(sample, weights);
  return {ratio,
          {CenteredColumn(sample, ratio, weights), {weights.begin(), weights.end()}},
          [](const double* sums, double) { return sums[0] / sums[1]; },
          [](const double* sums, double, double* gradient) {
            gradient[0] = 1 / sums[1];
            gradient[1] = -sums[0] / (sums[1] * sums[1]);
          }};
}

SumsStatistic PerplexityDifferenceStatistic(absl::Span<const double> a, absl::Span<const double> b,
                                            absl::Span<const double> weights) {
  const double mean_a = Center(a, weights), mean_b = Center(b, weights);
  return {std::exp(mean_a) - std::exp(mean_b),
          {CenteredColumn(a, mean_a, weights), CenteredColumn(b, mean_b, weights), {weights.begin(), weights.end()}},
          [=](const double* sums, double) {
            return Exponential(mean_a, sums[0], sums[2]).deviation - Exponential(mean_b, sums[1], sums[2]).deviation;
          },
          [=](const double* sums, double, double* gradient) {
            const Exponential part_a(mean_a, sums[0], sums[2]), part_b(mean_b, sums[1], sums[2]);
            gradient[0] = part_a.by_sum;
            gradient[1] = -part_b.by_sum;
            gradient[2] = part_a.by_weight - part_b.by_weight;
          }};
}

double JackknifeMoments::Acceleration() const { return squares > 0 ? cubes / (6 * squares * std::sqrt(squares)) : 0; }

JackknifeMoments operator+(const JackknifeMoments& a, const JackknifeMoments& b) {
  const double scale = std::max(a.scale, b.scale);
  if (scale == 0) return {};
  const double of_a = a.scale / scale, of_b = b.scale / scale;
  return {scale, of_a * of_a * a.squares + of_b * of_b * b.squares,
          of_a * of_a * of_a * a.cubes + of_b * of_b * of_b * b.cubes};
}

JackknifeMoments MomentsOf(absl::Span<const double> theta) {
  const double n = static_cast<double>(theta.size());
  // Less the first, so that equal ones give exactly 0.
  double mean = 0;
  for (const double value : theta) mean += value - theta[0];
  mean /= n;
  JackknifeMoments moments;
  for (const double value : theta) moments.scale = std::max(moments.scale, std::abs(mean - (value - theta[0])));
  if (moments.scale == 0) return moments;
  for (const double value : theta) {
    const double u = (mean - (value - theta[0])) / moments.scale;
    moments.squares += u * u;
    moments.cubes += u * u * u;
  }
  moments.scale *= (n - 1) / n;
  return moments;
}

JackknifeMoments Jackknife(const SumsStatistic& statistic) {
  const std::vector<double> sums = statistic.Sums();
  const double n = static_cast<double>(statistic.rows());
  std::vector<double> without(sums.size()), theta(statistic.rows());
  for (size_t row = 0; row < theta.size(); ++row) {
    for (size_t c = 0; c < sums.size(); ++c) without[c] = sums[c] - statistic.columns[c][row];
    theta[row] = statistic.deviation(without.data(), n - 1);
  }
  return MomentsOf(theta);
}

}  // namespace moebench::stats
