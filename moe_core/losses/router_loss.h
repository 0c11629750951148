#ifndef MOEBENCH_MOE_CORE_LOSSES_ROUTER_LOSS_H_
#define MOEBENCH_MOE_CORE_LOSSES_ROUTER_LOSS_H_

// The router losses any layer can carry, put together from the formulas of the headers beside this one.
//
//   const LossTerms loss = RouterLoss(DefaultRouterLosses("switch"), routing);
//   if (loss.total.defined()) total = total + loss.total;

#include <string>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/losses/loss_terms.h"
#include "moe_core/routing/routing.h"

namespace moebench {

// Terms of non-zero weight only: "switch_balance", "z_loss", "importance", "load", in this order. Throws c10::Error
// where a term needs what the routing does not have (the z-loss needs logits, the load loss noisy top-K in training),
// naming the field to set to 0. With `training` false the load loss is left out: evaluation draws no noise. T = 0 gives
// terms of 0.
LossTerms RouterLoss(const RouterLossConfig& config, const Routing& routing, bool training = true);

// The losses a router of this kind is usually trained with; a RouterLossConfig left alone has none. The weights are
// this project's defaults where no paper is named:
//
//   noisy_top_k              importance 0.1, load 0.1 (the losses of Shazeer et al. 2017)
//   switch, gshard, sigmoid  balance 0.01 (the weight of Fedus et al. 2021)
//   linear                   balance 0.01, z-loss 1e-3 (both weights of Zoph et al. 2022)
//   cosine                   balance 0.05 (EQUIFINALITY)
//   any other                none: loss_free, expert_choice, hash and dense balance by construction, prototype has
//                            ECOLOGY's own losses (ecology_loss.h), and DYNAMOE's gates train without
RouterLossConfig DefaultRouterLosses(const std::string& router_kind);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_LOSSES_ROUTER_LOSS_H_
