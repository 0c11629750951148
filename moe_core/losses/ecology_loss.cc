#include "moe_core/losses/ecology_loss.h"

#include "moe_core/losses/balance_loss.h"
#include "moe_core/losses/oracle_loss.h"
#include "moe_core/losses/routing_entropy.h"
#include "moe_core/losses/similarity_loss.h"

namespace moebench {

LossTerms EcologyLoss(const EcologyLossConfig& config, const Routing& routing, const EcologyLossInput& input) {
  LossTerms loss;
  AddTerm(loss, "cross_entropy", 1, input.cross_entropy);
  if (config.oracle_weight() != 0) {
    AddTerm(loss, "oracle", config.oracle_weight(),
            OracleLoss(routing.logits, input.expert_loss, config.oracle_temperature()));
  }
  if (config.balance_weight() != 0) AddTerm(loss, "balance", config.balance_weight(), EcologyBalanceLoss(routing));
  if (config.entropy_weight() != 0) AddTerm(loss, "entropy", -config.entropy_weight(), RoutingEntropy(routing.logits));
  if (config.ortho_weight() != 0) {
    AddTerm(loss, "ortho", config.ortho_weight(), PrototypeOrthogonality(input.prototypes));
  }
  if (config.diversity_weight() != 0) {
    AddTerm(loss, "diversity", config.diversity_weight(), ExpertSimilarity(input.expert_outputs));
  }
  return loss;
}

bool NeedsAllExperts(const EcologyLossConfig& config) {
  return config.oracle_weight() != 0 || config.diversity_weight() != 0;
}

}  // namespace moebench
