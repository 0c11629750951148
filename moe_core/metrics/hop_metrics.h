#ifndef MOEBENCH_MOE_CORE_METRICS_HOP_METRICS_H_
#define MOEBENCH_MOE_CORE_METRICS_HOP_METRICS_H_

// Whether the later hops of a multi-hop layer say anything new (EQUIFINALITY's echo chamber): the cosine between the
// updates Delta_h and Delta_{h+1} of a token, 1 where both point the same way, and the Jaccard index |A n B| / |A u B|
// of the expert sets of its consecutive hops, 1 where both hops choose the same experts.
//
//   PairMean cosine;  // over all batches
//   cosine += ConsecutiveUpdateCosine(out.updates);
//   std::printf("%.3f\n", cosine.Mean());
//
// Measured without halting: every hop has the same tokens.

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace moebench {

// A mean over (token, consecutive hops) pairs that can be gathered batch by batch.
struct PairMean {
  double sum = 0;
  int64_t pairs = 0;

  PairMean& operator+=(const PairMean& other);
  double Mean() const { return sum / static_cast<double>(pairs); }  // NaN without pairs
};

// update: one a hop, [T, D]. A pair with an update of zero has no angle and is left out.
// Throws c10::Error where the hops have different tokens.
PairMean ConsecutiveUpdateCosine(const std::vector<at::Tensor>& update);

// expert: one a hop, [T, K] int64, distinct within a row; num_experts is an empty slot. A pair of two empty sets is
// left out. Throws c10::Error where the hops have different tokens.
PairMean ConsecutiveExpertJaccard(const std::vector<at::Tensor>& expert, int64_t num_experts);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_METRICS_HOP_METRICS_H_
