#include "tools/ecology/trace_ecology.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/types/span.h"
#include "base/status_macros.h"
#include "moe_core/ecology/tier_depth.h"
#include "moe_core/experiments/shortest_double.h"
#include "moe_core/metrics/usage_metrics.h"
#include "tools/ecology/evaluation_rows.h"
#include "tools/ecology/trace_notices.h"

namespace moebench::tools {
namespace {

constexpr EcologyClass kClassOrder[] = {EcologyClass::kPureCore, EcologyClass::kBroadCore, EcologyClass::kWeakCore,
                                        EcologyClass::kEdge,     EcologyClass::kNoise,     EcologyClass::kDead};

// What the rows of one evaluation add up to.
struct Tally {
  std::vector<int64_t> wins;     // [E]
  std::vector<int64_t> right;    // [E], of the wins
  std::vector<double> load;      // [E]
  std::vector<double> weight;    // [E]
  std::vector<int32_t> choices;  // [rows with a second choice, 2]
  int64_t routed_rows = 0;
};

void AddRow(const RoutingTrace& trace, int64_t row, Tally* tally) {
  const absl::Span<const int32_t> slots(&trace.expert[static_cast<size_t>(row) * trace.top_k], trace.top_k);
  const float* weight = &trace.weight[static_cast<size_t>(row) * trace.top_k];
  const int64_t filled = std::find(slots.begin(), slots.end(), kNoExpert) - slots.begin();
  if (filled == 0) return;
  ++tally->routed_rows;
  ++tally->wins[slots[0]];
  if (!trace.right.empty()) tally->right[slots[0]] += trace.right[row];
  for (int64_t slot = 0; slot < filled; ++slot) {
    tally->load[slots[slot]] += 1.0 / static_cast<double>(filled);
    tally->weight[slots[slot]] += weight[slot];
  }
  if (filled >= 2) tally->choices.insert(tally->choices.end(), {slots[0], slots[1]});
}

absl::StatusOr<Tally> TallyRows(const RoutingTrace& trace, const EvaluationRows& evaluation, int num_experts) {
  Tally tally;
  tally.wins.resize(num_experts);
  tally.right.resize(num_experts);
  tally.load.resize(num_experts);
  tally.weight.resize(num_experts);
  for (const int64_t row : evaluation.rows) AddRow(trace, row, &tally);
  if (tally.routed_rows > 0) return tally;
  return absl::DataLossError(absl::StrCat("none of the ", evaluation.rows.size(), " rows of layer ", evaluation.layer,
                                          ", step ", ShortestDouble(evaluation.step), " has an expert"));
}

std::optional<double> Ratio(int64_t part, int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Sums over the experts of each tier.
template <typename Number>
std::vector<Number> ByTier(const std::vector<Number>& values, const TierPartition& tiers) {
  std::vector<Number> sums(tiers.num_tiers());
  for (size_t e = 0; e < values.size(); ++e) sums[tiers.tier_of()[e]] += values[e];
  return sums;
}

std::vector<ExpertOutcome> Experts(const Tally& tally, const TierPartition& tiers, bool has_accuracy,
                                   const EcologyConfig& config) {
  const std::vector<double> usage = UsageShares(tally.wins);
  const double all_weight = std::accumulate(tally.weight.begin(), tally.weight.end(), 0.0);
  std::vector<ExpertOutcome> experts(usage.size());
  for (size_t e = 0; e < experts.size(); ++e) {
    ExpertOutcome& expert = experts[e];
    expert.tier = tiers.tier_of()[e];
    expert.wins = tally.wins[e];
    expert.usage = usage[e];
    expert.load = tally.load[e] / static_cast<double>(tally.routed_rows);
    if (all_weight > 0) expert.weight_share = tally.weight[e] / all_weight;
    if (has_accuracy) expert.accuracy = Ratio(tally.right[e], tally.wins[e]);
    expert.ecology_class = ClassifyExpert(expert.usage, expert.accuracy, config);
  }
  return experts;
}

Evenness MeasureEvenness(const std::vector<int64_t>& wins) {
  return {GiniCoefficient(wins), CoefficientOfVariation(wins), UsageEntropyBits(wins), NormalizedUsageEntropy(wins),
          EffectiveExperts(wins)};
}

EvaluationOutcome Summarize(const EvaluationRows& rows, const Tally& tally, const TierPartition& tiers,
                            const std::vector<ExpertOutcome>& experts, bool has_accuracy) {
  EvaluationOutcome outcome;
  outcome.step = rows.step;
  outcome.rows = static_cast<int64_t>(rows.rows.size());
  outcome.routed_rows = tally.routed_rows;
  outcome.usage = UsageShares(tally.wins);
  for (const int64_t wins : ByTier(tally.wins, tiers)) outcome.tier_usage.push_back(*Ratio(wins, tally.routed_rows));
  for (const ExpertOutcome& expert : experts) {
    outcome.dead.push_back(expert.ecology_class == EcologyClass::kDead);
    outcome.dead_count += outcome.dead.back();
  }
  outcome.touched = CountTouched(tally.wins);
  outcome.evenness = MeasureEvenness(tally.wins);
  const int64_t right = std::accumulate(tally.right.begin(), tally.right.end(), int64_t{0});
  if (has_accuracy) outcome.accuracy = Ratio(right, tally.routed_rows);
  return outcome;
}

std::optional<TransitionOutcome> Transition(const TierPartition& tiers, const Tally& tally) {
  if (tally.choices.empty()) return std::nullopt;
  TransitionOutcome outcome;
  outcome.rows = static_cast<int64_t>(tally.choices.size() / 2);
  outcome.joint = TierTransition(tiers, tally.choices, /*top_k=*/2);
  for (int tier = 0; tier < tiers.num_tiers(); ++tier) {
    outcome.self_loop.push_back(TierSelfLoop(outcome.joint, tiers.num_tiers(), tier));
  }
  return outcome;
}

std::vector<TierOutcome> Tiers(const TierPartition& tiers, const Tally& tally, const LayerEcology& layer,
                               bool has_accuracy, const EcologyConfig& config) {
  const std::vector<int64_t> wins = ByTier(tally.wins, tiers);
  const std::vector<int64_t> right = ByTier(tally.right, tiers);
  std::vector<double> steps;
  for (const EvaluationOutcome& evaluation : layer.evaluations) steps.push_back(evaluation.step);
  std::vector<TierOutcome> outcomes(tiers.num_tiers());
  for (int tier = 0; tier < tiers.num_tiers(); ++tier) {
    std::vector<double> usage;
    for (const EvaluationOutcome& evaluation : layer.evaluations) usage.push_back(evaluation.tier_usage[tier]);
    outcomes[tier].num_experts = tiers.sizes()[tier];
    outcomes[tier].usage = usage.back();
    if (has_accuracy) outcomes[tier].accuracy = Ratio(right[tier], wins[tier]);
    outcomes[tier].collapses = TierCollapses(steps, usage, config);
  }
  for (const ExpertOutcome& expert : layer.experts) {
    outcomes[expert.tier].alive += expert.ecology_class != EcologyClass::kDead;
    outcomes[expert.tier].touched += expert.wins > 0;
  }
  return outcomes;
}

// The revival log's epochs are the trace's steps.
absl::Status JudgeCourse(const EcologyConfig& config, double warmup_end, LayerEcology* layer) {
  std::vector<DeadStates> states;
  PhaseRule rule;
  rule.strict = config.strict_phase();
  for (const EvaluationOutcome& evaluation : layer->evaluations) {
    states.push_back({evaluation.step, evaluation.dead});
    rule.first_after_warmup += evaluation.step < warmup_end;
  }
  MOE_ASSIGN_OR_RETURN(layer->revivals, MakeRevivalLog(std::move(states)));
  MOE_ASSIGN_OR_RETURN(layer->phase, ClassifyPhase(layer->revivals.dead_count, rule));
  return absl::OkStatus();
}

absl::StatusOr<TierPartition> PartitionExperts(const EcologyConfig& config, const LayerEcology& layer) {
  const int64_t in_tiers = std::accumulate(config.tiers().begin(), config.tiers().end(), int64_t{0});
  if (!config.tiers().empty() && in_tiers != layer.num_experts) {
    return absl::InvalidArgumentError(absl::StrCat("--tiers=", absl::StrJoin(config.tiers(), ":"), " add up to ",
                                                   in_tiers, " experts, but layer ", layer.layer, " has ",
                                                   layer.num_experts, "; change --tiers or give --num_experts"));
  }
  return TierPartition::Make(config, layer.num_experts);
}

// The evaluations of one layer, by step.
absl::StatusOr<LayerEcology> AnalyzeLayer(const RoutingTrace& trace, absl::Span<const EvaluationRows> evaluations,
                                          const EcologyConfig& config, double warmup_end) {
  LayerEcology layer;
  layer.layer = evaluations.front().layer;
  layer.num_experts = trace.num_experts.at(layer.layer);
  const bool has_accuracy = !trace.right.empty();
  MOE_ASSIGN_OR_RETURN(const TierPartition tiers, PartitionExperts(config, layer));
  Tally tally;
  for (const EvaluationRows& rows : evaluations) {
    MOE_ASSIGN_OR_RETURN(tally, TallyRows(trace, rows, layer.num_experts));
    layer.experts = Experts(tally, tiers, has_accuracy, config);
    layer.evaluations.push_back(Summarize(rows, tally, tiers, layer.experts, has_accuracy));
  }
  layer.tiers = Tiers(tiers, tally, layer, has_accuracy, config);
  layer.effective_depth = EffectiveDepth(layer.evaluations.back().tier_usage, config);
  layer.dominance = DominanceLabel(layer.evaluations.back().tier_usage, tiers.sizes(), config);
  layer.transition = Transition(tiers, tally);
  MOE_RETURN_IF_ERROR(JudgeCourse(config, warmup_end, &layer));
  return layer;
}

}  // namespace

absl::StatusOr<TraceEcology> AnalyzeTrace(const RoutingTrace& trace, const EcologyConfig& config, double warmup_end) {
  const std::vector<EvaluationRows> evaluations = GroupByEvaluation(trace);
  TraceEcology ecology;
  ecology.rows = trace.num_rows();
  ecology.top_k = trace.top_k;
  ecology.has_accuracy = !trace.right.empty();
  ecology.has_steps = !trace.step.empty();
  ecology.has_layers = !trace.layer.empty();
  ecology.num_experts_given = trace.num_experts_given;
  ecology.warmup_end = warmup_end;
  ecology.config = config;
  ecology.notices = TraceNotices(trace, evaluations, config);
  for (size_t begin = 0, end = 0; begin < evaluations.size(); begin = end) {
    while (end < evaluations.size() && evaluations[end].layer == evaluations[begin].layer) ++end;
    const auto layer = absl::MakeConstSpan(evaluations).subspan(begin, end - begin);
    MOE_ASSIGN_OR_RETURN(LayerEcology analyzed, AnalyzeLayer(trace, layer, config, warmup_end));
    ecology.layers.push_back(std::move(analyzed));
  }
  return ecology;
}

std::vector<ClassCount> CountClasses(const LayerEcology& layer, bool has_accuracy) {
  std::vector<EcologyClass> classes;
  for (const ExpertOutcome& expert : layer.experts) classes.push_back(expert.ecology_class);
  if (!has_accuracy) {
    return {{"ALIVE", CountAlive(classes)}, {"DEAD", CountClass(classes, EcologyClass::kDead)}};
  }
  std::vector<ClassCount> counts;
  for (const EcologyClass ecology_class : kClassOrder) {
    counts.push_back({std::string(EcologyClassName(ecology_class)), CountClass(classes, ecology_class)});
  }
  return counts;
}

absl::string_view ClassName(const ExpertOutcome& expert, bool has_accuracy) {
  if (!has_accuracy && expert.ecology_class != EcologyClass::kDead) return "ALIVE";
  return EcologyClassName(expert.ecology_class);
}

}  // namespace moebench::tools
