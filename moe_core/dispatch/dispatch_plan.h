#ifndef MOEBENCH_MOE_CORE_DISPATCH_DISPATCH_PLAN_H_
#define MOEBENCH_MOE_CORE_DISPATCH_DISPATCH_PLAN_H_

// Which token goes to which expert, sorted by expert, so that each expert works on one contiguous group; and which
// assignments a full expert dropped. Built on the device of the slots; within an expert the order is that of
// (token, slot). A stable counting sort: the same bits for any thread count.

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "moe_core/routing/routing.h"

namespace moebench {

struct DispatchPlan {
  int64_t num_experts = 0;
  int64_t num_slots = 0;  // K, slots a token
  at::Tensor slot;     // [T * K] int64, flat slot index t * K + k, sorted by expert; empty and dropped slots come last
  at::Tensor token;    // [T * K] int64, slot / K
  at::Tensor inverse;  // [T * K] int64, where in this order flat slot t * K + k stands
  at::Tensor offset;   // [E + 1] int64: expert i owns [offset[i], offset[i + 1]); offset[E] assignments are kept
  at::Tensor load;     // [E] int64, assignments an expert was given by the router, before any drop
};

// Keeps at most routing.capacity assignments an expert (0: all), turning away the last ones in routing.drop_order. A
// dropped slot's expert adds nothing to its token; the other weights stay as they are. Throws c10::Error for an expert
// outside [0, E]; off the CPU, where that would wait for the device, such slots are undefined.
DispatchPlan MakeDispatchPlan(const Routing& routing);

// The same plan by tensor operations alone, on any device and without waiting for it: what MakeDispatchPlan does off
// the CPU.
DispatchPlan MakeDispatchPlanBySorting(const Routing& routing);

// What was dropped; waits for the device.
struct DropStatistics {
  int64_t assignments = 0;  // before drops
  int64_t dropped = 0;
  int64_t dropped_tokens = 0;  // tokens that had an assignment and kept none
  double DropRate() const { return assignments == 0 ? 0 : static_cast<double>(dropped) / assignments; }
};
DropStatistics CountDrops(const Routing& routing, const DispatchPlan& plan);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_DISPATCH_DISPATCH_PLAN_H_
