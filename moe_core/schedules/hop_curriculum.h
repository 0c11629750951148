// EQUIFINALITY's hop curriculum: a multi-hop layer of H hops trains with 1 hop first, then with U{1, 2}, then U{1, 2,
// 3}, and so on up to U{1 .. H}, one draw a step for the whole model. The paper's run of 5,000 steps and H = 3 changes
// at steps 1,000 and 3,000 (the uniform draws are our reading of it); in general stage h of H ends at the share (2h -
// 1) / (2H - 1) of the training, which is 1/5 and 3/5 there: every stage is twice as long as the first.
//
//   options.num_hops = CurriculumHops(seed, step, length, layer->num_hops());
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_HOP_CURRICULUM_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_HOP_CURRICULUM_H_

#include <cstdint>

#include "moe_core/schedules/training_length.h"

namespace moebench {

// The stage, 1 .. max_hops, of the training step `step` (the first is 0): the most hops a step of it draws. The last
// one from the end of the training on. max_hops >= 1.
int CurriculumStage(int64_t step, const TrainingLength& length, int max_hops);

// The hops of that step, 1 .. its stage; a pure function of its arguments.
int CurriculumHops(uint64_t seed, int64_t step, const TrainingLength& length, int max_hops);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_HOP_CURRICULUM_H_
