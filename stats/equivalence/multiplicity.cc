#include "stats/equivalence/multiplicity.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::stats {
namespace {

absl::Status CheckFamily(absl::Span<const double> p) {
  if (p.empty()) return absl::InvalidArgumentError("the family has no p-values; at least 1 is needed");
  for (size_t i = 0; i < p.size(); ++i) {
    if (p[i] >= 0 && p[i] <= 1) continue;
    return absl::InvalidArgumentError(absl::StrCat("p[", i, "] is ", p[i], "; expected 0 to 1"));
  }
  return absl::OkStatus();
}

std::vector<size_t> Ascending(absl::Span<const double> p) {
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t i, size_t j) { return p[i] < p[j]; });
  return order;
}

// The running minimum of factor(rank) p from the largest p down; rank counts from 1.
template <typename Factor>
std::vector<double> StepUp(absl::Span<const double> p, Factor factor) {
  const std::vector<size_t> order = Ascending(p);
  std::vector<double> adjusted(p.size());
  double smallest = 1;
  for (size_t rank = p.size(); rank >= 1; --rank) {
    const size_t i = order[rank - 1];
    smallest = std::min(smallest, factor(rank) * p[i]);
    adjusted[i] = smallest;
  }
  return adjusted;
}

}  // namespace

absl::StatusOr<std::vector<double>> HolmAdjusted(absl::Span<const double> p) {
  MOE_RETURN_IF_ERROR(CheckFamily(p));
  const std::vector<size_t> order = Ascending(p);
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (size_t rank = 1; rank <= p.size(); ++rank) {
    const size_t i = order[rank - 1];
    largest = std::max(largest, static_cast<double>(p.size() - rank + 1) * p[i]);
    adjusted[i] = std::min(1.0, largest);
  }
  return adjusted;
}

absl::StatusOr<std::vector<double>> HochbergAdjusted(absl::Span<const double> p) {
  MOE_RETURN_IF_ERROR(CheckFamily(p));
  return StepUp(p, [&](size_t rank) { return static_cast<double>(p.size() - rank + 1); });
}

absl::StatusOr<std::vector<double>> BenjaminiHochbergAdjusted(absl::Span<const double> p) {
  MOE_RETURN_IF_ERROR(CheckFamily(p));
  return StepUp(p, [&](size_t rank) { return static_cast<double>(p.size()) / static_cast<double>(rank); });
}

}  // namespace moebench::stats
