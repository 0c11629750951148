// The schedule of the Representational Diversity-Convergence principle (DYNAMOE, section 7.2, equations 24 to 26): a
// layer gets experts in proportion to how diverse its representations are, measured by a short probe run (the probes
// themselves: moe_core/metrics/layer_probes.h).
//
//   D_l = sum_p a_p m_p(l) / sum_k m_p(k)        diversity: each probe m_p as the layer's share of its sum, so that
//                                                 probes of different units weigh the same; a_p sum to 1, equal unless
//                                                 given. All D_l sum to 1.
//   N_l = N_min + R (D_l - min D) / (max D - min D),   R = N_max - N_min, rounded as expert_count_schedule.h says
//   penalty = sum_l (N_l / sum N - D_l / sum D)^2      0 exactly where N_l is proportional to D_l
//
// Shares, equal weights and the form of the penalty are our choices: the paper leaves them open. A probe that is 0 in
// every layer gives every layer the same share. Where all D_l are equal (to one part in 10^9) no layer stands out and
// N_l is that of the uniform schedule, floor((N_min + N_max) / 2); a single layer holds N_max, as in every schedule.
//
// Any probes can be weighed: a transformer's joint form adds those of its attention to the same list.
#ifndef MOEBENCH_MOE_CORE_SCHEDULES_RDC_SCHEDULE_H_
#define MOEBENCH_MOE_CORE_SCHEDULES_RDC_SCHEDULE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace moebench {

struct DiversityProbe {
  std::string name;              // named in errors
  std::vector<double> by_layer;  // [L], at least 0
  double weight = 1;             // a_p, before all are divided by their sum
};

// D_l, [L]. InvalidArgument unless there is a probe, all have the same number (>= 1) of finite values >= 0, and weights
// are at least 0 and not all 0.
absl::StatusOr<std::vector<double>> DiversityIndex(const std::vector<DiversityProbe>& probes);

// N_l, [L]. InvalidArgument unless 1 <= min_experts <= max_experts and every D_l is finite, and there is one.
absl::StatusOr<std::vector<int>> RdcExperts(const std::vector<double>& diversity, int min_experts, int max_experts);

// InvalidArgument unless both have the same length and positive sums.
absl::StatusOr<double> MisalignmentPenalty(const std::vector<int>& experts_by_layer,
                                           const std::vector<double>& diversity);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_SCHEDULES_RDC_SCHEDULE_H_
