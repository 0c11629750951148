#include "tools/ecology/trace.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench::tools {
namespace {

absl::Status CheckWeight(double weight, int slot) {
  const float kept = static_cast<float>(weight);
  if (std::isfinite(kept) && kept >= 0) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("weight", slot, " is ", weight, "; expected a finite combine weight, at least 0"));
}

absl::Status CheckStep(double step) {
  if (std::isfinite(step) && step >= 0) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("step is ", step, "; expected a finite number, at least 0"));
}

}  // namespace

TraceBuilder::TraceBuilder(int top_k, TraceColumns columns, ExpertNumbers numbers)
    : columns_(columns), numbers_(std::move(numbers)) {
  trace_.top_k = top_k;
  trace_.num_experts_given = numbers_.given();
}

absl::Status TraceBuilder::EnterLayer(int64_t layer) {
  if (layer < 0) return absl::DataLossError(absl::StrCat("layer is ", layer, "; expected a number from 0"));
  MOE_ASSIGN_OR_RETURN(const std::optional<int> number, numbers_.Of(layer));
  layer_ = layer;
  limit_given_ = number.has_value();
  limit_ = number.value_or(kMostExperts);
  largest_id_ = &trace_.largest_id.emplace(layer, -1).first->second;
  return absl::OkStatus();
}

absl::Status TraceBuilder::CheckId(int64_t id, int slot) const {
  if (id < 0 || id >= limit_) {
    return absl::DataLossError(
        absl::StrCat("expert", slot, " is ", id, "; expected an id from 0 to ", limit_ - 1,
                     limit_given_ ? absl::StrCat(" (--num_experts), or -1 or ", limit_) : std::string(", or -1"),
                     " for an empty slot"));
  }
  if (static_cast<size_t>(id) < last_row_with_.size() && last_row_with_[id] == rows_) {
    return absl::DataLossError(
        absl::StrCat("expert", slot, " is ", id, ", which the same row names before; expected K different experts"));
  }
  return absl::OkStatus();
}

absl::Status TraceBuilder::AddSlots(const TraceRow& row) {
  const size_t first = trace_.expert.size();
  trace_.expert.resize(first + trace_.top_k, kNoExpert);
  trace_.weight.resize(first + trace_.top_k, 0);
  int filled = 0;
  bool gap = false;
  for (int slot = 0; slot < trace_.top_k; ++slot) {
    const int64_t id = row.expert[slot];
    if (id == kNoExpert || (limit_given_ && id == limit_)) continue;
    MOE_RETURN_IF_ERROR(CheckId(id, slot));
    MOE_RETURN_IF_ERROR(CheckWeight(row.weight[slot], slot));
    if (static_cast<size_t>(id) >= last_row_with_.size()) last_row_with_.resize(id + 1, -1);
    last_row_with_[id] = rows_;
    *largest_id_ = std::max(*largest_id_, static_cast<int>(id));
    gap = gap || filled != slot;
    trace_.expert[first + filled] = static_cast<int32_t>(id);
    trace_.weight[first + filled] = static_cast<float>(row.weight[slot]);
    ++filled;
  }
  trace_.rows_with_gaps += gap;
  return absl::OkStatus();
}

absl::Status TraceBuilder::Add(const TraceRow& row) {
  if (row.layer != layer_) MOE_RETURN_IF_ERROR(EnterLayer(row.layer));
  MOE_RETURN_IF_ERROR(CheckStep(row.step));
  MOE_RETURN_IF_ERROR(AddSlots(row));
  if (columns_.right) trace_.right.push_back(row.right);
  if (columns_.step) trace_.step.push_back(row.step);
  if (columns_.layer) trace_.layer.push_back(row.layer);
  if (columns_.sample) trace_.sample.push_back(row.sample);
  ++rows_;
  return absl::OkStatus();
}

absl::StatusOr<RoutingTrace> TraceBuilder::Finish() && {
  if (rows_ == 0) return absl::DataLossError("it has no rows; expected at least one routed sample");
  int largest = -1;
  for (const auto& [layer, id] : trace_.largest_id) largest = std::max(largest, id);
  if (largest < 0) return absl::DataLossError("none of its rows has an expert; all slots are empty");
  for (const auto& [layer, id] : trace_.largest_id) {
    MOE_ASSIGN_OR_RETURN(const std::optional<int> number, numbers_.Of(layer));
    trace_.num_experts[layer] = number.value_or(largest + 1);
  }
  return std::move(trace_);
}

}  // namespace moebench::tools
