#ifndef MOEBENCH_MOE_CORE_EXPERTS_EXPERT_LIST_H_
#define MOEBENCH_MOE_CORE_EXPERTS_EXPERT_LIST_H_

// Every kind of expert by name. A new one is a file `<kind>_experts.cc` and one line in expert_list.inc.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "moe_core/experts/expert_bank.h"

namespace moebench {

using ExpertsOr = absl::StatusOr<std::shared_ptr<ExpertBank>>;

struct ExpertKind {
  std::string name;
  std::string source;  // where it comes from
  ExpertsOr (*make)(const ExpertConfig& config, const ExpertShape& shape);
  std::vector<std::string> variants;  // text of ExpertConfig fields, one for each behaviour worth a test of its own
};

const std::vector<ExpertKind>& ExpertKinds();

// One bank, or with config.per_hop_pools a bank for each of `num_hops` hops.
// Errors: NotFound for an unknown kind (with the nearest name); InvalidArgument where the configuration has no meaning,
// such as experts that keep the width asked for another one.
ExpertsOr MakeExperts(const ExpertConfig& config, const ExpertShape& shape, int64_t num_hops);

// InvalidArgument naming both widths where output_dim is not dim. Called by the kinds that keep the width.
absl::Status CheckKeepsWidth(const ExpertConfig& config, const ExpertShape& shape);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERTS_EXPERT_LIST_H_
