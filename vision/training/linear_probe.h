#ifndef MOEBENCH_VISION_TRAINING_LINEAR_PROBE_H_
#define MOEBENCH_VISION_TRAINING_LINEAR_PROBE_H_

// The baseline that every result is set beside: multinomial logistic regression on raw, normalised pixels, trained on
// the run's own training images (no augmentation) and judged on its held-out images.
//
// AdamW on mini-batches of 256, learning rate 1e-3 falling along a cosine to 0, weight decay 0.01; a pure function of
// data and seed.

#include "vision/training/image_batches.h"

namespace moebench::vision {

// Held-out accuracy in [0, 1] after `epochs` passes. `progress(step, total)` is called after each step.
double LinearProbeAccuracy(TrainBatches& train, EvaluationBatches& test, int64_t num_classes, double epochs,
                           const std::function<void(int64_t step, int64_t total)>& progress);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_LINEAR_PROBE_H_
