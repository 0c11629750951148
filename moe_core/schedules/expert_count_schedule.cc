#include "moe_core/schedules/expert_count_schedule.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"

namespace moebench {
namespace {

// The share of R = N_max - N_min that a layer at relative depth p adds to N_min.
struct Shape {
  std::string name;
  double (*share)(double p);
};

const std::vector<Shape>& Shapes() {
  static const auto& shapes = *new std::vector<Shape>{
      {"descending", [](double p) { return 1 - p; }},
      {"ascending", [](double p) { return p; }},
      {"pyramid_up", [](double p) { return 1 - std::abs(2 * p - 1); }},
      {"pyramid_down", [](double p) { return std::abs(2 * p - 1); }},
      {"wave_down", [](double p) { return (1 + std::cos(3 * M_PI * p)) / 2; }},
      {"wave_up", [](double p) { return (1 - std::cos(3 * M_PI * p)) / 2; }},
      {"uniform", nullptr},  // a count of its own: floor, not rounded
  };
  return shapes;
}

std::vector<int> CountsOf(const Shape& shape, int num_layers, int min_experts, int max_experts) {
  if (num_layers == 1) return {max_experts};
  if (shape.share == nullptr) return std::vector<int>(num_layers, min_experts + (max_experts - min_experts) / 2);
  std::vector<int> counts;
  for (int layer = 0; layer < num_layers; ++layer) {
    const double p = static_cast<double>(layer) / (num_layers - 1);
    const double experts = min_experts + (max_experts - min_experts) * shape.share(p);
    counts.push_back(RoundedExperts(experts, min_experts, max_experts));
  }
  return counts;
}

// Two layers are both ends of a pyramid, without its middle.
std::string Warning(const Shape& shape, const std::vector<int>& counts) {
  const bool pyramid = shape.name == "pyramid_up" || shape.name == "pyramid_down";
  if (!pyramid || counts.size() != 2) return "";
  return absl::StrCat("schedule ", shape.name, " over 2 layers is flat: ", absl::StrJoin(counts, ", "),
                      " experts; it has its shape from 3 layers on");
}

}  // namespace

const std::vector<std::string>& ExpertSchedules() {
  static const auto& names = *new std::vector<std::string>([] {
    std::vector<std::string> list;
    for (const Shape& shape : Shapes()) list.push_back(shape.name);
    return list;
  }());
  return names;
}

absl::StatusOr<ExpertCounts> ScheduledExperts(absl::string_view schedule, int num_layers, int min_experts,
                                              int max_experts) {
  if (num_layers < 1) return absl::InvalidArgumentError(absl::StrCat("a schedule of ", num_layers, " layers"));
  if (min_experts < 1 || min_experts > max_experts) {
    return absl::InvalidArgumentError(absl::StrCat("experts a layer from ", min_experts, " to ", max_experts,
                                                   "; the fewest must be at least 1 and at most the most"));
  }
  for (const Shape& shape : Shapes()) {
    if (shape.name != schedule) continue;
    const std::vector<int> counts = CountsOf(shape, num_layers, min_experts, max_experts);
    return ExpertCounts{counts, Warning(shape, counts)};
  }
  return absl::NotFoundError(absl::StrCat("\"", schedule, "\" is no schedule of expert counts",
                                          DidYouMean(schedule, ExpertSchedules()), "; there are ",
                                          absl::StrJoin(ExpertSchedules(), ", ")));
}

std::vector<int> FixedTopK(int top_k, const std::vector<int>& experts_by_layer) {
  std::vector<int> chosen;
  for (const int experts : experts_by_layer) chosen.push_back(std::min(top_k, experts));
  return chosen;
}

int RoundedExperts(double experts, int min_experts, int max_experts) {
  const double snapped = std::round(experts * 1e9) / 1e9;
  return std::clamp(static_cast<int>(std::floor(snapped + 0.5)), min_experts, max_experts);
}

}  // namespace moebench
