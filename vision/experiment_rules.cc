#include "vision/experiment_rules.h"

#include <cstdint>
#include <memory>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "moe_core/experiments/shortest_double.h"
#include "moe_core/routing/router_list.h"
#include "vision/dataset_defaults.h"

namespace moebench::vision {
namespace {

template <typename... Parts>
absl::Status Refuse(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

absl::Status CheckDataset(const DataConfig& data) {
  if (!data.has_dataset()) return Refuse("data.dataset is not set; give --dataset");
  return FindDatasetDefaults(data.dataset()).status();
}

absl::Status CheckExperts(const RouterConfig& router, const EcologyConfig& ecology) {
  if (router.top_k() > router.num_experts()) {
    return Refuse("router.top_k is ", router.top_k(), ", more than router.num_experts, ", router.num_experts());
  }
  const int64_t in_tiers = std::accumulate(ecology.tiers().begin(), ecology.tiers().end(), int64_t{0});
  if (ecology.tiers().empty() || in_tiers == router.num_experts()) return absl::OkStatus();
  return Refuse("ecology.tiers (", absl::StrJoin(ecology.tiers(), ", "), ") sum to ", in_tiers,
                ", but router.num_experts is ", router.num_experts(),
                "; set both, such as ecology.tiers=", router.num_experts(), " for one tier of all experts");
}

// Builds the router once, for what it refuses itself.
absl::Status CheckRouter(const Experiment& experiment) {
  const RouterConfig& config = experiment.router();
  RouterShape shape;
  shape.dim = experiment.encoder().feature_dim();
  MOE_ASSIGN_OR_RETURN(const std::shared_ptr<Router> router, MakeRouter(config, shape));
  if (router->EvaluationSlots() == 0) {
    return Refuse("router.kind is ", config.kind(), ", which may give an image no expert; this model needs one with a ",
                  "fixed number of them, such as prototype, cosine or linear");
  }
  if (config.kind() == "hash") {
    return Refuse("router.kind is hash, which reads a token's position in its sequence; images have none");
  }
  if (experiment.loss().ortho_weight() != 0 && config.kind() != "prototype") {
    return Refuse("loss.ortho_weight is ", ShortestDouble(experiment.loss().ortho_weight()), " but router.kind ",
                  config.kind(), " has no prototypes; set loss.ortho_weight=0");
  }
  if (experiment.router_loss().load_weight() != 0 && config.kind() != "noisy_top_k") {
    return Refuse("router_loss.load_weight is ", ShortestDouble(experiment.router_loss().load_weight()),
                  " but router.kind is ", config.kind(), "; only noisy_top_k has a load loss");
  }
  return absl::OkStatus();
}

absl::Status CheckDepth(int depth) {
  if ((depth - 4) % 6 == 0) return absl::OkStatus();
  const int below = depth - (depth - 4) % 6;
  return Refuse("encoder.depth is ", depth, "; a WideResNet's is 6 n + 4, such as ", below, " or ", below + 6);
}

absl::Status CheckBatch(const TrainingConfig& training) {
  if (training.micro_batch_size() == 0 || training.batch_size() % training.micro_batch_size() == 0) {
    return absl::OkStatus();
  }
  return Refuse("training.micro_batch_size is ", training.micro_batch_size(),
                ", which does not divide training.batch_size, ", training.batch_size());
}

absl::Status CheckE(const EcologyLossConfig& loss, const EcologyConfig& ecology) {
  if (!ecology.report_e() || loss.oracle_weight() + loss.balance_weight() > 0) return absl::OkStatus();
  return Refuse(
      "loss.oracle_weight and loss.balance_weight are both 0, and E = T H / (O + B) is undefined; give one a ",
      "value above 0, or set ecology.report_e=false to run without E");
}

absl::Status CheckOrder(absl::string_view low_name, double low, absl::string_view high_name, double high) {
  if (low <= high) return absl::OkStatus();
  return Refuse("ecology.", low_name, " is ", ShortestDouble(low), ", above ecology.", high_name, ", ",
                ShortestDouble(high));
}

absl::Status CheckThresholds(const EcologyConfig& ecology) {
  MOE_RETURN_IF_ERROR(CheckOrder("dead_usage", ecology.dead_usage(), "core_usage", ecology.core_usage()));
  MOE_RETURN_IF_ERROR(CheckOrder("broad_accuracy", ecology.broad_accuracy(), "pure_accuracy", ecology.pure_accuracy()));
  MOE_RETURN_IF_ERROR(
      CheckOrder("hard_confidence", ecology.hard_confidence(), "easy_confidence", ecology.easy_confidence()));
  return CheckOrder("tier_collapse_usage", ecology.tier_collapse_usage(), "tier_recovery_usage",
                    ecology.tier_recovery_usage());
}

absl::Status CheckPeriod(absl::string_view name, const Span& span) {
  if (span.has_epochs() && span.epochs() == 0) return Refuse(name, ".epochs is 0; allowed: more than 0");
  if (span.has_fraction() && span.fraction() == 0) return Refuse(name, ".fraction is 0; allowed: more than 0");
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckExperimentRules(const Experiment& experiment) {
  MOE_RETURN_IF_ERROR(CheckDataset(experiment.data()));
  MOE_RETURN_IF_ERROR(CheckDepth(experiment.encoder().depth()));
  MOE_RETURN_IF_ERROR(CheckExperts(experiment.router(), experiment.ecology()));
  MOE_RETURN_IF_ERROR(CheckRouter(experiment));
  MOE_RETURN_IF_ERROR(CheckBatch(experiment.training()));
  MOE_RETURN_IF_ERROR(CheckE(experiment.loss(), experiment.ecology()));
  MOE_RETURN_IF_ERROR(CheckThresholds(experiment.ecology()));
  MOE_RETURN_IF_ERROR(CheckPeriod("evaluation.every", experiment.evaluation().every()));
  return CheckPeriod("training.checkpoint_every", experiment.training().checkpoint_every());
}

}  // namespace moebench::vision
