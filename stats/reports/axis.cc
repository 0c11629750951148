#include "stats/reports/axis.h"

#include <algorithm>
#include <cmath>

#include "stats/reports/number_text.h"

namespace moebench::stats {
namespace {

constexpr double kRoom = 0.04;  // beyond the values, of their range

int TicksOf(const Axis& axis, double step) {
  return static_cast<int>(std::floor(axis.upper / step) - std::ceil(axis.lower / step)) + 1;
}

// The smallest of 1, 2 and 5 times a power of ten that has at most `most_ticks` multiples on the axis.
double TickStep(const Axis& axis, int most_ticks) {
  double power = std::pow(10, std::floor(std::log10((axis.upper - axis.lower) / most_ticks)));
  for (;; power *= 10) {
    for (const double multiple : {1.0, 2.0, 5.0}) {
      if (TicksOf(axis, multiple * power) <= most_ticks) return multiple * power;
    }
  }
}

}  // namespace

Axis MakeAxis(const std::string& title, absl::Span<const double> values, int most_ticks) {
  Axis axis;
  axis.title = title;
  bool any = false;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    axis.lower = any ? std::min(axis.lower, value) : value;
    axis.upper = any ? std::max(axis.upper, value) : value;
    any = true;
  }
  // Halves: a difference of two values near the largest double would overflow.
  double half = axis.upper / 2 - axis.lower / 2;
  const double size = std::max(std::fabs(axis.lower), std::fabs(axis.upper));
  if (half <= size * 1e-9) half = std::max(size * 0.01, 1e-9);  // all values alike
  const double middle = axis.lower / 2 + axis.upper / 2;
  axis.lower = middle - half * (1 + 2 * kRoom);
  axis.upper = middle + half * (1 + 2 * kRoom);
  if (!std::isfinite(axis.upper - axis.lower)) return axis;

  const double step = TickStep(axis, most_ticks);
  const int decimals = std::clamp(-static_cast<int>(std::floor(std::log10(step) + 1e-9)), 0, 12);
  for (double index = std::ceil(axis.lower / step); index * step <= axis.upper; ++index) {
    axis.ticks.push_back({index * step, FixedText(index * step, decimals)});
    if (static_cast<int>(axis.ticks.size()) > most_ticks) break;  // a step lost in the values' rounding
  }
  return axis;
}

double AxisPercent(const Axis& axis, double value) {
  const double range = axis.upper - axis.lower;
  if (!std::isfinite(value) || !std::isfinite(range) || range <= 0) return 50;
  return std::clamp(100 * (value - axis.lower) / range, -2.0, 102.0);
}

}  // namespace moebench::stats
