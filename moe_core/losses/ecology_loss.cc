#include "moe_core/losses/ecology_loss.h"

#include <ATen/TensorOperators.h>

#include "moe_core/losses/balance_loss.h"
#include "moe_core/losses/oracle_loss.h"
#include "moe_core/losses/routing_entropy.h"
#include "moe_core/losses/similarity_loss.h"

namespace moebench {
namespace {

void Add(LossTerms& loss, const std::string& name, double weight, const at::Tensor& value) {
  loss.total = loss.total.defined() ? loss.total + weight * value : weight * value;
  loss.terms.push_back({name, weight, value});
}

}  // namespace

LossTerms EcologyLoss(const EcologyLossConfig& config, const Routing& routing, const EcologyLossInput& input) {
  LossTerms loss;
  Add(loss, "cross_entropy", 1, input.cross_entropy);
  if (config.oracle_weight() != 0) {
    Add(loss, "oracle", config.oracle_weight(),
        OracleLoss(routing.logits, input.expert_loss, config.oracle_temperature()));
  }
  if (config.balance_weight() != 0) Add(loss, "balance", config.balance_weight(), EcologyBalanceLoss(routing));
  if (config.entropy_weight() != 0) Add(loss, "entropy", -config.entropy_weight(), RoutingEntropy(routing.logits));
  if (config.ortho_weight() != 0) Add(loss, "ortho", config.ortho_weight(), PrototypeOrthogonality(input.prototypes));
  if (config.diversity_weight() != 0) {
    Add(loss, "diversity", config.diversity_weight(), ExpertSimilarity(input.expert_outputs));
  }
  return loss;
}

bool NeedsAllExperts(const EcologyLossConfig& config) {
  return config.oracle_weight() != 0 || config.diversity_weight() != 0;
}

}  // namespace moebench
