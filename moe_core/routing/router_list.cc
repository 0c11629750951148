#include "moe_core/routing/router_list.h"

#include "absl/strings/str_cat.h"
#include "base/nearest_name.h"

namespace moebench {

#define MOEBENCH_ROUTER(Name, kind, source, ...) \
  RouterOr Make##Name##Router(const RouterConfig& config, const RouterShape& shape);
#include "moe_core/routing/router_list.inc"
#undef MOEBENCH_ROUTER

const std::vector<RouterKind>& RouterKinds() {
  static const auto& kinds = *new std::vector<RouterKind>{
#define MOEBENCH_ROUTER(Name, kind, source, ...) {kind, source, Make##Name##Router, {__VA_ARGS__}},
#include "moe_core/routing/router_list.inc"
#undef MOEBENCH_ROUTER
  };
  return kinds;
}

RouterOr MakeRouter(const RouterConfig& config, const RouterShape& shape) {
  std::vector<std::string> names;
  for (const RouterKind& kind : RouterKinds()) {
    if (kind.name == config.kind()) return kind.make(config, shape);
    names.push_back(kind.name);
  }
  return absl::NotFoundError(
      absl::StrCat("router.kind is \"", config.kind(), "\", which is no router", DidYouMean(config.kind(), names)));
}

absl::Status CheckTopK(const RouterConfig& config, const RouterShape& shape) {
  if (config.top_k() <= config.num_experts()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("router.top_k is ", config.top_k(), " but layer ", shape.layer,
                                                 " has router.num_experts ", config.num_experts(),
                                                 "; a token cannot choose more experts than there are"));
}

}  // namespace moebench
