// How many experts each layer holds (DYNAMOE, section 3.3). With L layers, p = l / (L - 1) for layer l = 0 .. L - 1 and
// R = N_max - N_min:
//
//   descending    N_max - R p                      ascending   N_min + R p
//   pyramid_up    N_min + R (1 - |2p - 1|)         pyramid_down  N_min + R |2p - 1|
//   wave_down     N_min + R (1 + cos 3 pi p) / 2   wave_up     N_min + R (1 - cos 3 pi p) / 2
//   uniform       floor((N_max + N_min) / 2)
//
// rounded to the nearest whole number, halves up, after snapping to multiples of 1e-9 (so that a half that floating
// point misses by an ulp is a half), and kept within [N_min, N_max]. A single layer holds N_max. One and a half cycles
// of the wave are our choice: whole ones coincide with the pyramids at L = 4.
//
//   MOE_ASSIGN_OR_RETURN(const ExpertCounts experts, ScheduledExperts("descending", 4, 1, 8));  // 8, 6, 3, 1
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_EXPERT_COUNT_SCHEDULE_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_EXPERT_COUNT_SCHEDULE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

struct ExpertCounts {
  std::vector<int> by_layer;  // [L], first layer first
  std::string warning;        // for the reader of the run where the layers are too few to show the shape; mostly ""
};

// The seven names above, in that order.
const std::vector<std::string>& ExpertSchedules();

// Errors: NotFound for an unknown schedule (with the nearest name); InvalidArgument unless num_layers >= 1 and
// 1 <= min_experts <= max_experts.
absl::StatusOr<ExpertCounts> ScheduledExperts(absl::string_view schedule, int num_layers, int min_experts,
                                              int max_experts);

// K of each layer of the comparator, fixed top-K on the same schedule: min(top_k, N_l).
std::vector<int> FixedTopK(int top_k, const std::vector<int>& experts_by_layer);

// `experts`, a real number, as the number of experts of a layer: snapped, rounded half up and clamped as above.
int RoundedExperts(double experts, int min_experts, int max_experts);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_EXPERT_COUNT_SCHEDULE_H_
