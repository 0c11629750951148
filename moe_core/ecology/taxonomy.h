// The ecology class of an expert (ECOLOGY, section 3.3), from its usage u (share of evaluation samples whose top-1 it
// is) and its accuracy a (of its own prediction over those samples). With the defaults of EcologyConfig:
//
//   DEAD        u < 0.5 %, any accuracy
//   EDGE        0.5 % <= u < 2 %, a >= 50 %         NOISE        the same usage, a < 50 %
//   PURE_CORE   u >= 2 %, a >= 60 %                 BROAD_CORE   u >= 2 %, 40 % <= a < 60 %
//   WEAK_CORE   u >= 2 %, a < 40 %
//
// Thresholds are closed below: an expert exactly at one belongs to the upper class. *Alive* is not DEAD; *touched* is
// at least one sample, so a touched expert may still be DEAD. The paper's "active" is touched in its revival table and
// alive in its tier table. The thresholds are those of vision also where the experts are feed-forward layers of a
// language model, whose accuracy is a next-token accuracy.
#ifndef MOEBENCH_MOE_CORE_ECOLOGY_TAXONOMY_H_
#define MOEBENCH_MOE_CORE_ECOLOGY_TAXONOMY_H_

#include <cstdint>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "moe_core/experiments/experiment_parts.pb.h"

namespace moebench {

enum class EcologyClass { kDead, kEdge, kNoise, kPureCore, kBroadCore, kWeakCore };

inline constexpr EcologyClass kEcologyClasses[] = {EcologyClass::kDead,      EcologyClass::kEdge,
                                                   EcologyClass::kNoise,     EcologyClass::kPureCore,
                                                   EcologyClass::kBroadCore, EcologyClass::kWeakCore};

// As records spell it, e.g. "PURE_CORE".
absl::string_view EcologyClassName(EcologyClass ecology_class);

// Usage and accuracy in [0, 1]. An absent accuracy (the expert won no sample) reaches no accuracy threshold.
EcologyClass ClassifyExpert(double usage, std::optional<double> accuracy, const EcologyConfig& config);

// Experts of one class.
int CountClass(absl::Span<const EcologyClass> experts, EcologyClass ecology_class);

// Experts that are not DEAD.
int CountAlive(absl::Span<const EcologyClass> experts);

// Experts with at least one sample; `wins` holds the samples of each.
int CountTouched(absl::Span<const int64_t> wins);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_ECOLOGY_TAXONOMY_H_
