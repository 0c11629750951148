#include "moe_core/ecology/taxonomy.h"

#include <algorithm>

namespace moebench {

absl::string_view EcologyClassName(EcologyClass ecology_class) {
  switch (ecology_class) {
    case EcologyClass::kDead:
      return "DEAD";
    case EcologyClass::kEdge:
      return "EDGE";
    case EcologyClass::kNoise:
      return "NOISE";
    case EcologyClass::kPureCore:
      return "PURE_CORE";
    case EcologyClass::kBroadCore:
      return "BROAD_CORE";
    case EcologyClass::kWeakCore:
      return "WEAK_CORE";
  }
  return "";
}

EcologyClass ClassifyExpert(double usage, std::optional<double> accuracy, const EcologyConfig& config) {
  const auto reaches = [accuracy](double threshold) { return accuracy.has_value() && *accuracy >= threshold; };
  if (usage < config.dead_usage()) return EcologyClass::kDead;
  if (usage < config.core_usage()) {
    return reaches(config.edge_accuracy()) ? EcologyClass::kEdge : EcologyClass::kNoise;
  }
  if (reaches(config.pure_accuracy())) return EcologyClass::kPureCore;
  return reaches(config.broad_accuracy()) ? EcologyClass::kBroadCore : EcologyClass::kWeakCore;
}

int CountClass(absl::Span<const EcologyClass> experts, EcologyClass ecology_class) {
  return static_cast<int>(std::count(experts.begin(), experts.end(), ecology_class));
}

int CountAlive(absl::Span<const EcologyClass> experts) {
  return static_cast<int>(experts.size()) - CountClass(experts, EcologyClass::kDead);
}

int CountTouched(absl::Span<const int64_t> wins) {
  return static_cast<int>(std::count_if(wins.begin(), wins.end(), [](int64_t n) { return n > 0; }));
}

}  // namespace moebench
