#include "tools/ecology/ecology_json.h"

#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "nlohmann/json.hpp"

namespace moebench::tools {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kFormatVersion = 1;

Json Optional(const std::optional<double>& value) { return value.has_value() ? Json(*value) : Json(nullptr); }

// Steps are mostly whole: 100, not 100.0.
Json Step(double step) {
  constexpr double kExact = 9007199254740992;  // 2^53
  return step == std::floor(step) && std::abs(step) <= kExact ? Json(static_cast<int64_t>(step)) : Json(step);
}

Json OptionalStep(const std::optional<double>& step) { return step.has_value() ? Step(*step) : Json(nullptr); }

Json Settings(const TraceEcology& ecology) {
  const EcologyConfig& config = ecology.config;
  return {{"dead_usage", config.dead_usage()},
          {"core_usage", config.core_usage()},
          {"edge_accuracy", config.edge_accuracy()},
          {"pure_accuracy", config.pure_accuracy()},
          {"broad_accuracy", config.broad_accuracy()},
          {"effective_depth_usage", config.effective_depth_usage()},
          {"dominance_ratio", config.dominance_ratio()},
          {"tier_collapse_usage", config.tier_collapse_usage()},
          {"tier_recovery_usage", config.tier_recovery_usage()},
          {"strict_phase", config.strict_phase()},
          {"warmup_end", Step(ecology.warmup_end)}};
}

Json Evenness(const tools::Evenness& evenness) {
  return {{"gini", evenness.gini},
          {"coefficient_of_variation", evenness.coefficient_of_variation},
          {"entropy_bits", evenness.entropy_bits},
          {"normalized_entropy", evenness.normalized_entropy},
          {"effective_experts", evenness.effective_experts}};
}

Json Experts(const LayerEcology& layer, bool has_accuracy) {
  Json experts = Json::array();
  for (size_t e = 0; e < layer.experts.size(); ++e) {
    const ExpertOutcome& expert = layer.experts[e];
    experts.push_back({{"expert", e},
                       {"tier", expert.tier},
                       {"class", std::string(ClassName(expert, has_accuracy))},
                       {"wins", expert.wins},
                       {"usage", expert.usage},
                       {"load", expert.load},
                       {"weight", expert.weight_share},
                       {"accuracy", Optional(expert.accuracy)},
                       {"deaths", layer.revivals.deaths[e]},
                       {"revivals", layer.revivals.revivals[e]}});
  }
  return experts;
}

Json Collapses(const TierOutcome& tier) {
  Json collapses = Json::array();
  for (const TierCollapse& collapse : tier.collapses) {
    Json latent = Json::array();
    for (const double step : collapse.latent_epochs) latent.push_back(Step(step));
    collapses.push_back({{"collapse_step", Step(collapse.collapse_epoch)},
                         {"latent_steps", latent},
                         {"recovery_step", OptionalStep(collapse.recovery_epoch)}});
  }
  return collapses;
}

Json Tiers(const LayerEcology& layer) {
  Json tiers = Json::array();
  for (size_t i = 0; i < layer.tiers.size(); ++i) {
    const TierOutcome& tier = layer.tiers[i];
    tiers.push_back({{"tier", i},
                     {"experts", tier.num_experts},
                     {"alive", tier.alive},
                     {"touched", tier.touched},
                     {"usage", tier.usage},
                     {"accuracy", Optional(tier.accuracy)},
                     {"hard_share", nullptr},
                     {"easy_share", nullptr},
                     {"collapses", Collapses(tier)}});
  }
  return tiers;
}

Json Transition(const LayerEcology& layer) {
  if (!layer.transition.has_value()) return nullptr;
  const size_t n = layer.tiers.size();
  Json joint = Json::array();
  Json self_loops = Json::array();
  for (size_t from = 0; from < n; ++from) {
    const auto row = layer.transition->joint.begin() + from * n;
    joint.push_back(std::vector<double>(row, row + n));
    const SelfLoop& loop = layer.transition->self_loop[from];
    self_loops.push_back({{"joint", loop.joint}, {"conditional", Optional(loop.conditional)}});
  }
  return {{"rows", layer.transition->rows}, {"joint", joint}, {"self_loops", self_loops}};
}

Json Revivals(const RevivalLog& log) {
  return {{"deaths", log.total_deaths},
          {"revivals", log.total_revivals},
          {"peak_dead", log.peak_dead},
          {"peak_step", Step(log.peak_epoch)},
          {"dead_free_from_step", OptionalStep(log.dead_free_epoch)}};
}

Json Evaluations(const LayerEcology& layer) {
  Json evaluations = Json::array();
  for (const EvaluationOutcome& evaluation : layer.evaluations) {
    Json dead = Json::array();
    for (int e = 0; e < layer.num_experts; ++e) {
      if (evaluation.dead[e]) dead.push_back(e);
    }
    evaluations.push_back({{"step", Step(evaluation.step)},
                           {"rows", evaluation.rows},
                           {"routed_rows", evaluation.routed_rows},
                           {"dead", evaluation.dead_count},
                           {"touched", evaluation.touched},
                           {"accuracy", Optional(evaluation.accuracy)},
                           {"evenness", Evenness(evaluation.evenness)},
                           {"dead_experts", dead},
                           {"usage", evaluation.usage},
                           {"tier_usage", evaluation.tier_usage}});
  }
  return evaluations;
}

Json Layer(const LayerEcology& layer, bool has_accuracy) {
  Json classes = Json::object();
  for (const ClassCount& count : CountClasses(layer, has_accuracy)) classes[count.name] = count.count;
  return {{"layer", layer.layer},
          {"num_experts", layer.num_experts},
          {"step", Step(layer.evaluations.back().step)},
          {"rows", layer.evaluations.back().rows},
          {"classes", classes},
          {"phase", std::string(PhaseName(layer.phase))},
          {"evenness", Evenness(layer.evaluations.back().evenness)},
          {"effective_depth", layer.effective_depth},
          {"dominance", layer.dominance},
          {"hard_ratio_t0_t2", nullptr},
          {"tiers", Tiers(layer)},
          {"transition", Transition(layer)},
          {"revival_log", Revivals(layer.revivals)},
          {"experts", Experts(layer, has_accuracy)},
          {"evaluations", Evaluations(layer)}};
}

}  // namespace

std::string EcologyJson(const TraceEcology& ecology) {
  Json layers = Json::array();
  for (const LayerEcology& layer : ecology.layers) layers.push_back(Layer(layer, ecology.has_accuracy));
  const Json document = {{"format_version", kFormatVersion},
                         {"rows", ecology.rows},
                         {"top_k", ecology.top_k},
                         {"num_experts_from", ecology.num_experts_given ? "--num_experts" : "largest id + 1"},
                         {"accuracy_known", ecology.has_accuracy},
                         {"notices", ecology.notices},
                         {"settings", Settings(ecology)},
                         {"layers", layers}};
  // Names of columns and tensors are in the notices, and may hold anything.
  return document.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace moebench::tools
