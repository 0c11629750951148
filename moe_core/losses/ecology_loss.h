#ifndef MOEBENCH_MOE_CORE_LOSSES_ECOLOGY_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_ECOLOGY_LOSS_H_

// ECOLOGY's total loss, term by term:
//
//   L = CE + O L_oracle + B L_balance - H L_entropy + w_ortho L_ortho + w_div L_div
//
// A term whose weight is 0 is not computed.

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/losses/loss_terms.h"
#include "moe_core/routing/routing.h"

namespace moebench {

struct EcologyLossInput {
  at::Tensor cross_entropy;   // scalar
  at::Tensor expert_loss;     // [T, E] in nats, for the oracle's teacher; needed where oracle_weight is not 0
  at::Tensor expert_outputs;  // [T, E, C], for the diversity term; needed where diversity_weight is not 0
  at::Tensor prototypes;      // [E, D]
};

LossTerms EcologyLoss(const EcologyLossConfig& config, const Routing& routing, const EcologyLossInput& input);

// Whether a loss of `config` compares experts, so that every expert must be computed on every token.
bool NeedsAllExperts(const EcologyLossConfig& config);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_ECOLOGY_LOSS_H_
