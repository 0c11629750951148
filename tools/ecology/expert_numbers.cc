#include "tools/ecology/expert_numbers.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"

namespace moebench::tools {
namespace {

absl::StatusOr<int> ParseNumber(absl::string_view text) {
  int number = 0;
  if (absl::SimpleAtoi(text, &number) && number >= 1 && number <= kMostExperts) return number;
  return absl::InvalidArgumentError(absl::StrCat("--num_experts: \"", text,
                                                 "\" is no number of experts; expected 1 to ", kMostExperts,
                                                 ", or one a layer as in 0:8,1:6"));
}

}  // namespace

absl::StatusOr<ExpertNumbers> ExpertNumbers::Parse(absl::string_view text) {
  ExpertNumbers numbers;
  if (text.empty()) return numbers;
  if (!absl::StrContains(text, ':')) {
    MOE_ASSIGN_OR_RETURN(numbers.all_, ParseNumber(text));
    return numbers;
  }
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    const std::pair<absl::string_view, absl::string_view> pair = absl::StrSplit(part, absl::MaxSplits(':', 1));
    int64_t layer = 0;
    if (!absl::SimpleAtoi(pair.first, &layer) || layer < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("--num_experts: \"", part, "\" does not name a layer; expected LAYER:NUMBER, as in 0:8,1:6"));
    }
    MOE_ASSIGN_OR_RETURN(const int number, ParseNumber(pair.second));
    if (!numbers.of_layer_.emplace(layer, number).second) {
      return absl::InvalidArgumentError(absl::StrCat("--num_experts names layer ", layer, " twice"));
    }
  }
  return numbers;
}

absl::StatusOr<std::optional<int>> ExpertNumbers::Of(int64_t layer) const {
  if (of_layer_.empty()) return all_;
  const auto found = of_layer_.find(layer);
  if (found != of_layer_.end()) return found->second;
  return absl::InvalidArgumentError(
      absl::StrCat("--num_experts leaves out layer ", layer, ", which the trace has; add ", layer, ":NUMBER"));
}

}  // namespace moebench::tools
