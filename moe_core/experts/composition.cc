#include "moe_core/experts/composition.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/nearest_name.h"

namespace moebench {
namespace {

constexpr int64_t kGroup = 4;

using Composition = at::Tensor (*)(const at::Tensor& weighted);

const std::vector<std::pair<std::string, Composition>>& Compositions() {
  static const auto& compositions = *new std::vector<std::pair<std::string, Composition>>{
      {"cross_gated", CrossGated}, {"grouped_gated", GroupedGated}, {"grouped_silu", GroupedSilu}};
  return compositions;
}

// [T, K, D] -> [T, groups, slots of a group, D].
at::Tensor Split(const at::Tensor& weighted, int64_t slots) {
  TORCH_CHECK(weighted.dim() == 3 && weighted.size(1) > 0 && weighted.size(1) % kGroup == 0,
              "a composition needs [T, K, D] with K a multiple of ", kGroup, ", got ", weighted.sizes());
  return weighted.reshape({weighted.size(0), weighted.size(1) / slots, slots, weighted.size(2)});
}

}  // namespace

at::Tensor CrossGated(const at::Tensor& weighted) {
  const at::Tensor half = Split(weighted, weighted.size(1) / 2).sum(2);  // [T, 2, D]
  return half.select(1, 0) * at::sigmoid(half.select(1, 1));
}

at::Tensor GroupedGated(const at::Tensor& weighted) {
  const at::Tensor half = Split(weighted, kGroup / 2).sum(2);  // [T, 2 groups, D]: A_0, B_0, A_1, B_1, ...
  return (half.slice(1, 0, {}, 2) * at::sigmoid(half.slice(1, 1, {}, 2))).sum(1);
}

at::Tensor GroupedSilu(const at::Tensor& weighted) { return at::silu(Split(weighted, kGroup).sum(2)).sum(1); }

at::Tensor Compose(const std::string& composition, const at::Tensor& weighted) {
  for (const auto& [name, compose] : Compositions()) {
    if (name == composition) return compose(weighted);
  }
  TORCH_CHECK(false, "there is no composition ", composition);
}

absl::Status CheckComposition(const std::string& composition, int64_t fixed_slots) {
  std::vector<std::string> names = {"sum"};
  for (const auto& [name, compose] : Compositions()) names.push_back(name);
  if (std::find(names.begin(), names.end(), composition) == names.end()) {
    return absl::InvalidArgumentError(absl::StrCat("experts.composition is \"", composition,
                                                   "\", which is no composition", DidYouMean(composition, names)));
  }
  if (composition == "sum" || (fixed_slots > 0 && fixed_slots % kGroup == 0)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "experts.composition ", composition, " needs a fixed number of experts a token, a multiple of ", kGroup,
      "; the router fills ", fixed_slots == 0 ? "a number that varies" : absl::StrCat(fixed_slots)));
}

}  // namespace moebench
