#include "moe_core/metrics/expected_flops.h"

#include <cmath>

namespace moebench {

int64_t TokenScopeExperts(int64_t num_experts, double tau) {
  return num_experts - static_cast<int64_t>(std::ceil(tau * static_cast<double>(num_experts - 1) - 1e-9));
}

double LayerScopeExperts(int64_t num_experts, double tau) {
  const double n = static_cast<double>(num_experts);
  return n * (1 - tau) + std::pow(tau, n);
}

double DynamoeFlopsPerToken(int64_t dim, int64_t hidden, int64_t num_experts, double mean_experts) {
  return mean_experts * static_cast<double>(4 * dim * hidden) + static_cast<double>(2 * dim * num_experts);
}

}  // namespace moebench
