// The learning rate over a training: a linear rise over training.lr_warmup (W steps), then half a cosine from the peak
// down to training.final_lr at the last of N steps.
//
//   lr(s) = peak (s + 1) / W                                                          for s < W
//   lr(s) = final + (peak - final) (1 + cos(pi (s - W) / (N - 1 - W))) / 2            for W <= s < N
//
// The first step of the rise is not wasted on a rate of 0. A cosine of a single step keeps the peak.
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_LEARNING_RATE_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_LEARNING_RATE_H_

#include <cstdint>

#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/schedules/training_length.h"

namespace moebench {

// Rate of the training step `step` (the first is 0) for a group of parameters with this peak: training.lr, or
// training.expert_lr for router and experts.
double LearningRate(const TrainingConfig& training, double peak, const TrainingLength& length, int64_t step);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_LEARNING_RATE_H_
