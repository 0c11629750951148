// The ecology of a routing trace, layer by layer (ECOLOGY, sections 3.3, 4.4, 4.7 and 4.12): a layer is an ecology of
// its own, each of its steps an evaluation. Classes, tiers, transitions and evenness are those of a layer's last
// evaluation; deaths, revivals, the phase and the tiers' collapses are those of all its evaluations.
//
// A sample's winner is its first choice. Shares of a row set are over its rows with an expert, the routed ones. With
// the outcomes of a routed row t, S_t its experts and g[t, i] their weights:
//
//   usage u_i      share of rows that expert i wins
//   load f_i       mean over rows of 1[i in S_t] / |S_t|; sums to 1
//   weight share   sum_t g[t, i] over sum_ti g[t, i]; sums to 1
//   accuracy a_i   share of right predictions over the rows it wins
//
// A trace holds no confidences: hard and easy shares of tiers cannot be had.
#ifndef MOEBENCH_TOOLS_ECOLOGY_TRACE_ECOLOGY_H_
#define MOEBENCH_TOOLS_ECOLOGY_TRACE_ECOLOGY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "moe_core/ecology/phase.h"
#include "moe_core/ecology/revival_log.h"
#include "moe_core/ecology/taxonomy.h"
#include "moe_core/ecology/tier_dynamics.h"
#include "moe_core/ecology/tier_partition.h"
#include "moe_core/ecology/tier_transition.h"
#include "moe_core/experiments/experiment_parts.pb.h"
#include "tools/ecology/trace.h"

namespace moebench::tools {

struct ExpertOutcome {
  int tier = 0;
  int64_t wins = 0;  // rows
  double usage = 0;
  double load = 0;
  double weight_share = 0;                           // 0 where all weights of the evaluation are 0
  std::optional<double> accuracy;                    // absent where unknown, and where it wins no row
  EcologyClass ecology_class = EcologyClass::kDead;  // where accuracies are unknown, only whether it is kDead counts
};

struct TierOutcome {
  int num_experts = 0;
  int alive = 0;
  int touched = 0;
  double usage = 0;
  std::optional<double> accuracy;
  std::vector<TierCollapse> collapses;  // over all evaluations
};

// How evenly the experts are used (moe_core/metrics/usage_metrics.h).
struct Evenness {
  double gini = 0;
  double coefficient_of_variation = 0;
  double entropy_bits = 0;
  double normalized_entropy = 0;
  double effective_experts = 0;
};

// Of the rows with a second choice, from the tier of the first to that of the second.
struct TransitionOutcome {
  int64_t rows = 0;
  std::vector<double> joint;        // [tiers, tiers], sums to 1
  std::vector<SelfLoop> self_loop;  // [tiers]
};

// One step of a layer, in short.
struct EvaluationOutcome {
  double step = 0;
  int64_t rows = 0;
  int64_t routed_rows = 0;
  std::vector<double> usage;       // [E]
  std::vector<double> tier_usage;  // [tiers]
  std::vector<bool> dead;          // [E]
  int dead_count = 0;
  int touched = 0;
  Evenness evenness;
  std::optional<double> accuracy;  // over the routed rows
};

struct LayerEcology {
  int64_t layer = 0;
  int num_experts = 0;
  std::vector<EvaluationOutcome> evaluations;  // by step, at least one
  // At the last evaluation:
  std::vector<ExpertOutcome> experts;  // [E]
  std::vector<TierOutcome> tiers;
  int effective_depth = 0;
  std::string dominance;                        // "T0+T1"; "none"
  std::optional<TransitionOutcome> transition;  // absent where no row has a second choice
  // Over all evaluations:
  RevivalLog revivals;
  Phase phase = Phase::kHealthy;
};

struct TraceEcology {
  int64_t rows = 0;
  int top_k = 0;
  bool has_accuracy = false;
  bool has_steps = false;
  bool has_layers = false;
  bool num_experts_given = false;
  double warmup_end = 0;
  EcologyConfig config;
  std::vector<std::string> notices;
  std::vector<LayerEcology> layers;  // at least one
};

// Evaluations at steps below warmup_end lie within random warm-up: where config.strict_phase is set, they do not count
// for the phase. InvalidArgument where the tiers do not add up to a layer's experts; DataLoss for an evaluation none of
// whose rows has an expert.
absl::StatusOr<TraceEcology> AnalyzeTrace(const RoutingTrace& trace, const EcologyConfig& config, double warmup_end);

// The classes a summary counts, in its order: those of the taxonomy, or DEAD and ALIVE where accuracies are unknown.
struct ClassCount {
  std::string name;
  int count = 0;
};
std::vector<ClassCount> CountClasses(const LayerEcology& layer, bool has_accuracy);

// "PURE_CORE"; "ALIVE" of all that are not DEAD where accuracies are unknown.
absl::string_view ClassName(const ExpertOutcome& expert, bool has_accuracy);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_TRACE_ECOLOGY_H_
