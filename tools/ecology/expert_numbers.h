// How many experts the layers of a routing trace have, as --num_experts says it: one number for all layers, or one a
// layer, for models whose layers differ (DYNAMOE's descending schedule). Said nothing, a trace's own ids decide.
//
//   ExpertNumbers::Parse("16")->Of(3);               // 16
//   ExpertNumbers::Parse("0:8,1:6,2:3,3:1")->Of(3);  // 1
//   ExpertNumbers::Parse("")->Of(3);                 // nothing
#ifndef MOEBENCH_TOOLS_ECOLOGY_EXPERT_NUMBERS_H_
#define MOEBENCH_TOOLS_ECOLOGY_EXPERT_NUMBERS_H_

#include <cstdint>
#include <map>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::tools {

inline constexpr int kMostExperts = 65536;

class ExpertNumbers {
 public:
  // InvalidArgument for anything else than the forms above, a number outside 1 to kMostExperts, and a layer named
  // twice.
  static absl::StatusOr<ExpertNumbers> Parse(absl::string_view text);

  bool given() const { return all_.has_value() || !of_layer_.empty(); }

  // InvalidArgument for a layer that a list leaves out.
  absl::StatusOr<std::optional<int>> Of(int64_t layer) const;

 private:
  std::optional<int> all_;
  std::map<int64_t, int> of_layer_;
};

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_EXPERT_NUMBERS_H_
