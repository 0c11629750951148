#include "moe_core/metrics/routing_patterns.h"

#include <ATen/ops/sort.h>
#include <ATen/ops/unique_dim.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

namespace moebench {

double LogBinomial(int64_t n, int64_t k) {
  TORCH_CHECK(k >= 0 && k <= n, "C(", n, ", ", k, ")");
  const auto log_factorial = [](int64_t m) { return std::lgamma(static_cast<double>(m) + 1); };
  return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

double LogPatternsFrom(int64_t n, int64_t k_min) {
  TORCH_CHECK(k_min >= 0 && k_min <= n, "patterns of at least ", k_min, " of ", n, " experts");
  std::vector<double> terms;
  for (int64_t k = k_min; k <= n; ++k) terms.push_back(LogBinomial(n, k));
  const double largest = *std::max_element(terms.begin(), terms.end());
  double sum = 0;
  for (const double term : terms) sum += std::exp(term - largest);
  return largest + std::log(sum);
}

int64_t CountPatterns(const Routing& routing) {
  if (routing.expert.size(0) == 0) return 0;
  const at::Tensor sets = std::get<0>(at::sort(routing.expert, /*dim=*/1));  // [T, K]; empty slots, E, come last
  return std::get<0>(at::unique_dim(sets, /*dim=*/0)).size(0);
}

}  // namespace moebench
