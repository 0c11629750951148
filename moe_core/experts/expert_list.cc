#include "moe_core/experts/expert_list.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"

namespace moebench {

#define MOEBENCH_EXPERTS(Name, kind, source, ...) \
  ExpertsOr Make##Name##Experts(const ExpertConfig& config, const ExpertShape& shape);
#include "moe_core/experts/expert_list.inc"
#undef MOEBENCH_EXPERTS

namespace {

class PerHopPools : public ExpertBank {
 public:
  PerHopPools(const ExpertConfig& config, const ExpertShape& shape, std::vector<std::shared_ptr<ExpertBank>> pools)
      : ExpertBank(config, shape), pools_(std::move(pools)) {
    for (size_t hop = 0; hop < pools_.size(); ++hop) register_module(absl::StrCat("hop", hop), pools_[hop]);
  }

  at::Tensor ForwardAll(const at::Tensor& x, int64_t hop) override { return Pool(hop).ForwardAll(x); }
  at::Tensor Compute(const ExpertRows& rows, int64_t hop) override { return Pool(hop).Compute(rows, 0); }
  int64_t FlopsPerAssignment() const override { return pools_[0]->FlopsPerAssignment(); }

 private:
  ExpertBank& Pool(int64_t hop) {
    TORCH_CHECK(hop >= 0 && hop < static_cast<int64_t>(pools_.size()), "hop ", hop, " of ", pools_.size(), " pools");
    return *pools_[hop];
  }

  const std::vector<std::shared_ptr<ExpertBank>> pools_;
};

ExpertsOr MakePools(const ExpertKind& kind, const ExpertConfig& config, const ExpertShape& shape, int64_t num_hops) {
  TORCH_CHECK(num_hops > 0, "per-hop pools for ", num_hops, " hops");
  std::vector<std::shared_ptr<ExpertBank>> pools;
  for (int64_t hop = 0; hop < num_hops; ++hop) {
    MOE_ASSIGN_OR_RETURN(std::shared_ptr<ExpertBank> pool, kind.make(config, shape));
    pools.push_back(std::move(pool));
  }
  return std::make_shared<PerHopPools>(config, shape, std::move(pools));
}

}  // namespace

const std::vector<ExpertKind>& ExpertKinds() {
  static const auto& kinds = *new std::vector<ExpertKind>{
#define MOEBENCH_EXPERTS(Name, kind, source, ...) {kind, source, Make##Name##Experts, {__VA_ARGS__}},
#include "moe_core/experts/expert_list.inc"
#undef MOEBENCH_EXPERTS
  };
  return kinds;
}

ExpertsOr MakeExperts(const ExpertConfig& config, const ExpertShape& shape, int64_t num_hops) {
  std::vector<std::string> names;
  for (const ExpertKind& kind : ExpertKinds()) {
    if (kind.name == config.kind()) {
      return config.per_hop_pools() ? MakePools(kind, config, shape, num_hops) : kind.make(config, shape);
    }
    names.push_back(kind.name);
  }
  return absl::NotFoundError(
      absl::StrCat("experts.kind is \"", config.kind(), "\", which is no expert", DidYouMean(config.kind(), names)));
}

absl::Status CheckKeepsWidth(const ExpertConfig& config, const ExpertShape& shape) {
  if (shape.output_dim == shape.dim) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("experts.kind ", config.kind(), " keeps the width of its input, ",
                                                 shape.dim, "; an output of ", shape.output_dim,
                                                 " needs another kind, such as linear"));
}

}  // namespace moebench
