#include "stats/estimators/draw_quantile.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace moebench::stats {
namespace {

struct Neighbors {
  double lower, upper;
};

// Order statistics rank and rank + 1, counted from 0.
Neighbors Select(std::vector<double> draws, size_t rank) {
  const auto at = draws.begin() + static_cast<std::ptrdiff_t>(rank);
  std::nth_element(draws.begin(), at, draws.end());
  return {*at, *std::min_element(at + 1, draws.end())};
}

// Order statistics rank and rank + 1 of sign * draws. In a tail, those below a bound that every 16th draw suggests are
// enough, as a rule (after Floyd and Rivest 1975, "Expected time bounds for selection"): ten times faster than
// selecting from all.
Neighbors SelectInTail(absl::Span<const double> draws, size_t rank, double sign) {
  constexpr size_t kStride = 16;
  std::vector<double> candidates;
  for (size_t i = 0; i < draws.size(); i += kStride) candidates.push_back(sign * draws[i]);
  const double share = static_cast<double>(rank + 2) / kStride;
  const size_t bound_rank = static_cast<size_t>(share + 3 * std::sqrt(share)) + 2;
  double bound = std::numeric_limits<double>::infinity();
  if (bound_rank < candidates.size()) {
    const auto at = candidates.begin() + static_cast<std::ptrdiff_t>(bound_rank);
    std::nth_element(candidates.begin(), at, candidates.end());
    bound = *at;
  }
  const auto collect = [&] {
    candidates.clear();
    for (const double draw : draws) {
      if (sign * draw <= bound) candidates.push_back(sign * draw);
    }
  };
  collect();
  if (candidates.size() < rank + 2) {
    bound = std::numeric_limits<double>::infinity();
    collect();
  }
  return Select(std::move(candidates), rank);
}

Neighbors NeighborsAt(absl::Span<const double> draws, size_t rank) {
  if (rank < draws.size() / 2) return SelectInTail(draws, rank, 1);
  const Neighbors mirrored = SelectInTail(draws, draws.size() - 2 - rank, -1);
  return {-mirrored.upper, -mirrored.lower};
}

// The smallest level whose quantile of sign * draws reaches sign * value, or beyond which all quantiles pass it.
double Level(absl::Span<const double> draws, double value, double sign, bool passing) {
  double count = 0, lower = -std::numeric_limits<double>::infinity(), upper = -lower;
  for (const double draw : draws) {
    const double x = sign * draw;
    if (x < sign * value || (passing && x == sign * value)) {
      ++count;
      lower = std::max(lower, x);
    } else {
      upper = std::min(upper, x);
    }
  }
  const double total = static_cast<double>(draws.size());
  if (count == 0) return 1 / (total + 1);
  if (count == total) return 1;
  // A gap that begins or ends at infinity is crossed at its finite end.
  const double part = std::isinf(lower) ? 1 : std::isinf(upper) ? 0 : (sign * value - lower) / (upper - lower);
  return (count + part) / (total + 1);
}

}  // namespace

double DrawQuantile(absl::Span<const double> draws, double level) {
  const double count = static_cast<double>(draws.size()), position = (count + 1) * level;
  if (position <= 1) return *std::min_element(draws.begin(), draws.end());
  if (position >= count) return *std::max_element(draws.begin(), draws.end());
  const size_t below = static_cast<size_t>(position);
  const double part = position - static_cast<double>(below);
  const Neighbors at = NeighborsAt(draws, below - 1);
  if (part == 0 || at.lower == at.upper || std::isinf(at.lower)) return at.lower;
  return at.lower + part * (at.upper - at.lower);
}

double LevelReaching(absl::Span<const double> draws, double value) { return Level(draws, value, 1, false); }
double UpperLevelReaching(absl::Span<const double> draws, double value) { return Level(draws, value, -1, false); }
double LevelPassing(absl::Span<const double> draws, double value) { return Level(draws, value, 1, true); }
double UpperLevelPassing(absl::Span<const double> draws, double value) { return Level(draws, value, -1, true); }

}  // namespace moebench::stats
