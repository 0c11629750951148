#ifndef MOEBENCH_MOE_CORE_ROUTING_ROUTER_LIST_H_
#define MOEBENCH_MOE_CORE_ROUTING_ROUTER_LIST_H_

// Every router by name. A new one is a file `<kind>_router.cc` that defines its class and its Make function, and one
// line in router_list.inc; factories, the matrix test of moe_core/layers and every suite's `router.kind` follow from
// it.
//
//   RouterConfig config;
//   config.set_kind("cosine");
//   RouterShape shape;
//   shape.dim = 1024;
//   MOE_ASSIGN_OR_RETURN(const std::shared_ptr<Router> router, MakeRouter(config, shape));

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "moe_core/routing/router.h"

namespace moebench {

using RouterOr = absl::StatusOr<std::shared_ptr<Router>>;

struct RouterKind {
  std::string name;
  std::string source;  // where it comes from: paper, year
  RouterOr (*make)(const RouterConfig& config, const RouterShape& shape);
  std::vector<std::string> variants;  // text of RouterConfig fields, one for each behaviour worth a test of its own
};

const std::vector<RouterKind>& RouterKinds();

// Errors: NotFound for an unknown kind (with the nearest name); InvalidArgument where the configuration has no meaning:
// top_k over num_experts, expert choice in a causal model, a dense router with several experts, ...
RouterOr MakeRouter(const RouterConfig& config, const RouterShape& shape);

// InvalidArgument naming both numbers where K > E. Called by the routers that read top_k.
absl::Status CheckTopK(const RouterConfig& config, const RouterShape& shape);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ROUTING_ROUTER_LIST_H_
