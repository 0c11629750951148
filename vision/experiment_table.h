// The text of --list: every experiment with its data set, its title, and the paper's results under it, by source.
//
//   experiment                data set  title
//   ecology/cifar100_phase_a  cifar100  phase map, E 0.14
//       ECOLOGY Table 1: e_number 0.14, top2_gated_accuracy 0.6787, pure_core_experts 7
//       ECOLOGY section 4.1: dead_experts 0
//
// Lines of results are at most 100 columns; only a single word may be longer.
#ifndef MOEBENCH_VISION_EXPERIMENT_TABLE_H_
#define MOEBENCH_VISION_EXPERIMENT_TABLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "moe_core/experiments/catalogue.h"

namespace moebench::vision {

absl::StatusOr<std::string> ExperimentTable(const ExperimentCatalogue& catalogue);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_EXPERIMENT_TABLE_H_
