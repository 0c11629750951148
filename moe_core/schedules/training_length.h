// How long a training is, in optimizer steps: what turns spans of epochs or fractions of a training into steps.
//
//   const TrainingLength length = MakeTrainingLength(/*epochs=*/2.5, /*steps_per_epoch=*/100);  // 250 steps
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_TRAINING_LENGTH_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_TRAINING_LENGTH_H_

#include <cstdint>

namespace moebench {

struct TrainingLength {
  int64_t steps_per_epoch = 1;  // at least 1
  int64_t total_steps = 1;      // at least 1
};

// total_steps is epochs * steps_per_epoch, a begun step counting as whole, and at least 1. A product within one part in
// 10^9 of a whole number is that number: 0.07 epochs of 100 steps are 7 steps although 0.07 * 100 > 7 in floating
// point.
TrainingLength MakeTrainingLength(double epochs, int64_t steps_per_epoch);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_TRAINING_LENGTH_H_
