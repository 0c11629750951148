#ifndef MOEBENCH_MOE_CORE_LOSSES_LOAD_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_LOAD_LOSS_H_

// The load loss of noisy top-K gating (Shazeer et al. 2017, appendix A, eq. 8-11). How many tokens an expert gets is a
// count and has no gradient; the probability of getting a token, were only this expert's noise drawn anew, has one:
//
//   P(x, i) = Phi((clean_i - kth_excluding(noisy, K, i)) / stddev_i),   Load_i = sum_x P(x, i),   L = CV(Load)^2,
//
// with kth_excluding the K-th largest noisy logit of the others and Phi the normal distribution function. With K = E
// there is none: every expert is chosen, P = 1, and the loss is 0. K is the number of slots.

#include "moe_core/routing/routing.h"

namespace moebench {

// Load [E], expected tokens per expert; sums to about T K. Reads logits, noisy_logits and noise_stddev (positive), all
// [T, E] and in the same units; the gradient flows through all three. T = 0 gives zeros. Throws c10::Error where the
// routing has no noise: only noisy top-K has it, in training.
at::Tensor ExpectedLoad(const Routing& routing);

// Scalar in [0, E - 1].
at::Tensor LoadLoss(const Routing& routing);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_LOAD_LOSS_H_
