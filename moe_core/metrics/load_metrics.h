// What a router gives each expert, over all slots of all tokens, counted before any capacity drop. (usage_metrics.h
// looks at each token's first expert only.) Counts of batches add up; measures are taken of the sum:
//
//   share            n_i / sum n, of the assignments n_i to expert i
//   normalised load  E n_i / sum n, 1 for every expert at perfect balance
//   mean active      sum n / T, experts a token
//   utilisation      mean active / E (DYNAMOE, table 6)
//
// with the coefficient of variation, Gini coefficient, entropies and effective experts of the shares as in
// usage_metrics.h.
//
//   LoadCounts counts;
//   for (const Routing& routing : batches) AddLoad(counts, CountLoad(routing));
//   const LoadMetrics load = MeasureLoad(counts);
#ifndef MOEBENCH_MOE_CORE_METRICS_LOAD_METRICS_H_
#define MOEBENCH_MOE_CORE_METRICS_LOAD_METRICS_H_

#include <cstdint>
#include <vector>

#include "moe_core/routing/routing.h"

namespace moebench {

struct LoadCounts {
  std::vector<int64_t> assignments;   // [E], tokens given to each expert; empty before the first batch
  int64_t tokens = 0;                 // T
  int64_t tokens_without_expert = 0;  // whose slots are all empty
};

// The counts of one batch. Waits for the device.
LoadCounts CountLoad(const Routing& routing);

// Throws c10::Error where the two count different numbers of experts.
void AddLoad(LoadCounts& sum, const LoadCounts& batch);

// A ratio whose denominator is 0 (no tokens, or no assignments) is NaN: there is nothing to call balanced.
struct LoadMetrics {
  std::vector<double> share;            // [E], sums to 1
  std::vector<double> normalized_load;  // [E], sums to E
  double coefficient_of_variation = 0;
  double gini = 0;
  double entropy_bits = 0;
  double normalized_entropy = 0;
  double effective_experts = 0;
  double mean_active = 0;           // experts a token
  double utilization = 0;           // mean_active / E
  double without_expert_share = 0;  // of the tokens
};

LoadMetrics MeasureLoad(const LoadCounts& counts);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_LOAD_METRICS_H_
