#include "moe_core/losses/router_loss.h"

#include "moe_core/losses/importance_loss.h"
#include "moe_core/losses/load_loss.h"
#include "moe_core/losses/router_z_loss.h"
#include "moe_core/losses/switch_balance_loss.h"

namespace moebench {
namespace {

constexpr double kBalanceWeight = 0.01;
constexpr double kEquifinalityBalanceWeight = 0.05;
constexpr double kZLossWeight = 1e-3;
constexpr double kImportanceWeight = 0.1;
constexpr double kLoadWeight = 0.1;

}  // namespace

LossTerms RouterLoss(const RouterLossConfig& config, const Routing& routing, bool training) {
  LossTerms loss;
  if (const double weight = config.switch_balance_weight(); weight != 0) {
    AddTerm(loss, "switch_balance", weight, SwitchBalanceLoss(routing));
  }
  if (const double weight = config.z_loss_weight(); weight != 0) {
    AddTerm(loss, "z_loss", weight, RouterZLoss(routing.log_normalizer));
  }
  if (const double weight = config.importance_weight(); weight != 0) {
    AddTerm(loss, "importance", weight, ImportanceLoss(routing));
  }
  if (const double weight = config.load_weight(); weight != 0 && training)
    AddTerm(loss, "load", weight, LoadLoss(routing));
  return loss;
}

RouterLossConfig DefaultRouterLosses(const std::string& router_kind) {
  RouterLossConfig config;
  if (router_kind == "noisy_top_k") {
    config.set_importance_weight(kImportanceWeight);
    config.set_load_weight(kLoadWeight);
  } else if (router_kind == "switch" || router_kind == "gshard" || router_kind == "sigmoid") {
    config.set_switch_balance_weight(kBalanceWeight);
  } else if (router_kind == "linear") {
    config.set_switch_balance_weight(kBalanceWeight);
    config.set_z_loss_weight(kZLossWeight);
  } else if (router_kind == "cosine") {
    config.set_switch_balance_weight(kEquifinalityBalanceWeight);
  }
  return config;
}

}  // namespace moebench
