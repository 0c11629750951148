#ifndef MOEBENCH_VISION_TRAINING_EVALUATOR_H_
#define MOEBENCH_VISION_TRAINING_EVALUATOR_H_

// Runs a model over the held-out split and keeps, per sample, what every metric of an evaluation is computed from.

#include <string>

#include "absl/status/statusor.h"
#include "vision/analysis/evaluation_summary.h"
#include "vision/models/ecology_model.h"
#include "vision/training/image_batches.h"

namespace moebench::vision {

// The model in evaluation mode, the router's own choice at `temperature`, samples in data-set order. Aborted where the
// router's logits are not finite.
absl::StatusOr<EvaluationSamples> EvaluateModel(EcologyModel& model, EvaluationBatches& batches, double temperature);

// One character a sample in data-set order: '1' where the model's own prediction is the label.
std::string CorrectString(const EvaluationSamples& samples);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_EVALUATOR_H_
