// From the raw outcome of every evaluation sample to what a run record keeps of the evaluation: accuracies, usage and
// accuracy of each expert, the ecology's classes, and the tiers (ECOLOGY, sections 3.3, 4.10 and 4.12).
//
// Metrics, shares in [0, 1]:
//   top1_gated_accuracy    the first expert's own prediction
//   top2_gated_accuracy    the model's own output, all chosen experts weighted
//   top5_accuracy          ordinary top-5 of that output
//   loss_nats              as given
//   alive_experts touched_experts dead_experts edge_experts noise_experts pure_core_experts broad_core_experts
//   weak_core_experts      counts of experts
//   usage_cv gini usage_entropy_bits normalized_usage_entropy effective_experts
//   hard_share easy_share  of all samples
//   tier_usage_0 ...       one a tier
//   effective_depth        tiers with at least ecology.effective_depth_usage of the samples
//   tier_hard_ratio        T0's hard share over T2's; absent with fewer than three tiers or without either share
//   self_loop_joint        share of all samples with top-1 and top-2 in T0; absent with one expert a sample
//   self_loop_conditional  the same among the samples T0 wins; absent where it wins none
#ifndef MOEBENCH_VISION_ANALYSIS_EVALUATION_SUMMARY_H_
#define MOEBENCH_VISION_ANALYSIS_EVALUATION_SUMMARY_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "moe_core/experiments/experiment_parts.pb.h"
#include "stats/records/run_record.pb.h"

namespace moebench::vision {

// T samples in data-set order, K experts each.
struct EvaluationSamples {
  int num_experts = 0;
  int top_k = 0;
  int num_classes = 0;
  double loss_nats = 0;                        // mean cross-entropy of the model's output
  std::vector<int32_t> label;                  // [T]
  std::vector<int32_t> expert;                 // [T, K] in slot order: the first has the largest weight
  std::vector<int32_t> top1_gated_prediction;  // [T], of the first expert alone
  std::vector<int32_t> prediction;             // [T], of the model
  std::vector<float> confidence;               // [T], largest class probability of the model's output
  std::vector<uint8_t> top5_correct;           // [T], 0 or 1
};

// step and epoch are left to the caller. InvalidArgument for no samples, lists of unequal length, labels, predictions
// or experts out of range, a NaN confidence, and tiers that do not partition the experts.
absl::StatusOr<stats::Evaluation> SummarizeEvaluation(const EvaluationSamples& samples, const EcologyConfig& config);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_EVALUATION_SUMMARY_H_
