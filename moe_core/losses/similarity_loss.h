#ifndef MOEBENCH_MOE_CORE_LOSSES_SIMILARITY_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_SIMILARITY_LOSS_H_

// Two losses of ECOLOGY that push experts apart: their prototypes (ortho) and their outputs (diversity). The paper
// names both without a formula; the forms are this project's. One expert has no pair: both are then 0.

#include <ATen/core/Tensor.h>

namespace moebench {

// Mean over i != j of cos(prototype_i, prototype_j)^2, in [0, 1]. prototypes [E, D].
at::Tensor PrototypeOrthogonality(const at::Tensor& prototypes);

// Mean over samples and pairs i != j of the cosine of the experts' logits, each centred over the classes, in [-1, 1].
// expert_logits [T, E, C].
at::Tensor ExpertSimilarity(const at::Tensor& expert_logits);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_SIMILARITY_LOSS_H_
