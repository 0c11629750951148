// The rules that bind fields of a vision experiment together; ranges of single fields are options in the .proto and
// checked by ValidateFields. Checked before anything is built:
//
// - the data set is a known one
// - router.top_k <= router.num_experts, and ecology.tiers, unless empty, sum to router.num_experts
// - router.kind is a known one that gives every image the same number of experts (the model needs a first choice for
//   each), needs no position in a sequence, and has what the weighted losses read (loss.ortho_weight: prototypes)
// - encoder.depth = 6 n + 4
// - training.micro_batch_size, unless 0, divides training.batch_size
// - where ecology.report_e is set, loss.oracle_weight + loss.balance_weight > 0: E = T H / (O + B) is undefined else
// - thresholds in order: dead_usage <= core_usage, broad_accuracy <= pure_accuracy, hard_confidence <= easy_confidence,
//   tier_collapse_usage <= tier_recovery_usage
// - evaluation.every and training.checkpoint_every, where set, are longer than 0
#ifndef MOEBENCH_VISION_EXPERIMENT_RULES_H_
#define MOEBENCH_VISION_EXPERIMENT_RULES_H_

#include "absl/status/status.h"
#include "vision/experiment.pb.h"

namespace moebench::vision {

// InvalidArgument names the fields and both values of the first rule that is broken.
absl::Status CheckExperimentRules(const Experiment& experiment);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_EXPERIMENT_RULES_H_
