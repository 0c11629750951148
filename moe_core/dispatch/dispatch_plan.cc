#include "moe_core/dispatch/dispatch_plan.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/diff.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/searchsorted.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/where.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace moebench {
namespace {

void CheckSlots(const Routing& routing) {
  TORCH_CHECK(routing.expert.dim() == 2 && routing.expert.scalar_type() == at::kLong,
              "expert must be [T, K] int64, got ", routing.expert.sizes(), " ", routing.expert.scalar_type());
  TORCH_CHECK(routing.capacity >= 0, "capacity is ", routing.capacity);
}

// How many slots name each of 0 .. E; E itself counts empty slots.
std::vector<int64_t> CountSlots(const int64_t* expert, int64_t num_slots, int64_t num_experts) {
  std::vector<int64_t> count(num_experts + 1);
  for (int64_t s = 0; s < num_slots; ++s) {
    TORCH_CHECK(expert[s] >= 0 && expert[s] <= num_experts, "slot ", s, " names expert ", expert[s], " of ",
                num_experts);
    ++count[expert[s]];
  }
  return count;
}

// The expert of each flat slot, E where it is empty or its expert was full when its turn came.
std::vector<int64_t> DropOverCapacity(const int64_t* expert, int64_t T, int64_t K, const Routing& routing) {
  std::vector<int64_t> kept(expert, expert + T * K);
  if (routing.capacity == 0) return kept;
  std::vector<int64_t> room(routing.num_experts, routing.capacity);
  const auto offer = [&](int64_t s) {
    if (kept[s] < routing.num_experts && room[kept[s]]-- <= 0) kept[s] = routing.num_experts;
  };
  if (routing.drop_order == DropOrder::kPosition) {
    for (int64_t s = 0; s < T * K; ++s) offer(s);
  } else {
    for (int64_t k = 0; k < K; ++k) {
      for (int64_t t = 0; t < T; ++t) offer(t * K + k);
    }
  }
  return kept;
}

DispatchPlan CountingSort(const Routing& routing) {
  const at::Tensor slots = routing.expert.contiguous();
  const int64_t T = slots.size(0), K = slots.size(1), E = routing.num_experts;
  const int64_t* expert = slots.data_ptr<int64_t>();
  const std::vector<int64_t> count = CountSlots(expert, T * K, E);
  const std::vector<int64_t> kept = DropOverCapacity(expert, T, K, routing);

  const auto options = slots.options();
  DispatchPlan plan{E,
                    K,
                    at::empty({T * K}, options),
                    at::empty({T * K}, options),
                    at::empty({T * K}, options),
                    at::empty({E + 1}, options),
                    at::empty({E}, options)};
  std::copy_n(count.begin(), E, plan.load.data_ptr<int64_t>());
  std::vector<int64_t> next(E + 1);  // where the next slot of each expert goes
  for (int64_t i = 0; i < E; ++i) {
    next[i + 1] = next[i] + (routing.capacity == 0 ? count[i] : std::min(count[i], routing.capacity));
  }
  std::copy_n(next.begin(), E + 1, plan.offset.data_ptr<int64_t>());
  int64_t *slot = plan.slot.data_ptr<int64_t>(), *token = plan.token.data_ptr<int64_t>(),
          *inverse = plan.inverse.data_ptr<int64_t>();
  for (int64_t s = 0; s < T * K; ++s) {
    const int64_t p = next[kept[s]]++;
    slot[p] = s;
    token[p] = s / K;
    inverse[s] = p;
  }
  return plan;
}

// [n] -> where each of 0 .. E begins in `sorted`, [E + 1].
at::Tensor Begins(const at::Tensor& sorted, int64_t num_experts) {
  return at::searchsorted(sorted, at::arange(num_experts + 1, sorted.options()));
}

std::tuple<at::Tensor, at::Tensor> StableSort(const at::Tensor& key) {
  return at::sort(key, /*stable=*/true, /*dim=*/0, /*descending=*/false);
}

// The permutation that undoes `order`.
at::Tensor Inverse(const at::Tensor& order) {
  return at::empty_like(order).scatter_(0, order, at::arange(order.size(0), order.options()));
}

// How many slots of the same expert come before each flat slot in the drop order, [T * K].
at::Tensor Rank(const Routing& routing) {
  const int64_t T = routing.expert.size(0), K = routing.expert.size(1);
  const bool by_choice = routing.drop_order == DropOrder::kChoice;
  const auto [sorted, order] = StableSort((by_choice ? routing.expert.t() : routing.expert).reshape({-1}));
  const at::Tensor begin = Begins(sorted, routing.num_experts).index_select(0, sorted);
  const at::Tensor rank = (at::arange(T * K, sorted.options()) - begin).index_select(0, Inverse(order));
  return by_choice ? rank.reshape({K, T}).t().reshape({-1}) : rank;
}

}  // namespace

DispatchPlan MakeDispatchPlan(const Routing& routing) {
  CheckSlots(routing);
  return routing.expert.is_cpu() ? CountingSort(routing) : MakeDispatchPlanBySorting(routing);
}

DispatchPlan MakeDispatchPlanBySorting(const Routing& routing) {
  CheckSlots(routing);
  const int64_t K = routing.expert.size(1), E = routing.num_experts;
  const at::Tensor expert = routing.expert.reshape({-1});
  auto [sorted, slot] = StableSort(expert);
  at::Tensor offset = Begins(sorted, E);
  const at::Tensor load = at::diff(offset);
  if (routing.capacity > 0) {
    std::tie(sorted, slot) = StableSort(at::where(Rank(routing) < routing.capacity, expert, E));
    offset = Begins(sorted, E);
  }
  return {E, K, slot, slot.div(K, "floor"), Inverse(slot), offset, load};
}

DropStatistics CountDrops(const Routing& routing, const DispatchPlan& plan) {
  const at::Tensor kept_count = plan.offset[plan.num_experts];
  const at::Tensor kept = (plan.inverse < kept_count).reshape(routing.expert.sizes());
  const at::Tensor assigned = routing.expert < routing.num_experts;
  DropStatistics drops;
  drops.assignments = plan.load.sum().item<int64_t>();
  drops.dropped = drops.assignments - kept_count.item<int64_t>();
  drops.dropped_tokens = (assigned.any(1) & ~kept.any(1)).sum().item<int64_t>();
  return drops;
}

}  // namespace moebench
