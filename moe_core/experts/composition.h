#ifndef MOEBENCH_MOE_CORE_EXPERTS_COMPOSITION_H_
#define MOEBENCH_MOE_CORE_EXPERTS_COMPOSITION_H_

// EQUIFINALITY's ways of making one output of a token's K expert outputs that are not their sum. `weighted` [T, K, D]
// holds w_i E_i by slot, heaviest first, 0 in empty and dropped slots; the result is [T, D]. K must be a multiple of 4.
// The paper leaves open which experts stand on which side; the halves and the groups of 4 are this project's.

#include <ATen/core/Tensor.h>

#include <string>

#include "absl/status/status.h"

namespace moebench {

// (sum of the first K / 2 slots) * sigmoid(sum of the last K / 2).
at::Tensor CrossGated(const at::Tensor& weighted);

// sum_g A_g * sigmoid(B_g) over groups of 4 slots; A_g sums the first two of a group and B_g the last two.
at::Tensor GroupedGated(const at::Tensor& weighted);

// sum_g SiLU(sum of group g) over groups of 4 slots.
at::Tensor GroupedSilu(const at::Tensor& weighted);

// One of the three by its name in ExpertConfig::composition: "cross_gated", "grouped_gated", "grouped_silu". Throws
// c10::Error for another name or another K.
at::Tensor Compose(const std::string& composition, const at::Tensor& weighted);

// Whether `composition` has a meaning where every token fills `fixed_slots` slots (0: the number varies). "sum" always
// has; InvalidArgument for an unknown name, and for the others unless fixed_slots is a positive multiple of 4.
absl::Status CheckComposition(const std::string& composition, int64_t fixed_slots);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERTS_COMPOSITION_H_
