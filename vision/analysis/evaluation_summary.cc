#include "vision/analysis/evaluation_summary.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/status_macros.h"
#include "moe_core/ecology/taxonomy.h"
#include "moe_core/ecology/tier_depth.h"
#include "moe_core/ecology/tier_partition.h"
#include "moe_core/ecology/tier_shares.h"
#include "moe_core/ecology/tier_transition.h"
#include "moe_core/metrics/gated_accuracy.h"
#include "moe_core/metrics/usage_metrics.h"

namespace moebench::vision {
namespace {

absl::Status CheckLength(absl::string_view name, size_t entries, size_t expected) {
  if (entries == expected) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("evaluation: ", name, " has ", entries, " entries, expected ", expected));
}

absl::Status CheckRange(absl::string_view name, const std::vector<int32_t>& values, int end) {
  for (size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0 || values[i] >= end) {
      return absl::InvalidArgumentError(
          absl::StrCat("evaluation: ", name, "[", i, "] is ", values[i], ", expected 0 to ", end - 1));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckSamples(const EvaluationSamples& samples) {
  const size_t T = samples.label.size();
  if (T == 0) return absl::InvalidArgumentError("evaluation: no samples; the data set's evaluation split is empty");
  if (samples.top_k < 1 || samples.top_k > samples.num_experts) {
    return absl::InvalidArgumentError(
        absl::StrCat("evaluation: top_k is ", samples.top_k, ", expected 1 to num_experts = ", samples.num_experts));
  }
  MOE_RETURN_IF_ERROR(CheckLength("expert", samples.expert.size(), T * samples.top_k));
  MOE_RETURN_IF_ERROR(CheckLength("top1_gated_prediction", samples.top1_gated_prediction.size(), T));
  MOE_RETURN_IF_ERROR(CheckLength("prediction", samples.prediction.size(), T));
  MOE_RETURN_IF_ERROR(CheckLength("confidence", samples.confidence.size(), T));
  MOE_RETURN_IF_ERROR(CheckLength("top5_correct", samples.top5_correct.size(), T));
  MOE_RETURN_IF_ERROR(CheckRange("label", samples.label, samples.num_classes));
  MOE_RETURN_IF_ERROR(CheckRange("expert", samples.expert, samples.num_experts));
  MOE_RETURN_IF_ERROR(CheckRange("top1_gated_prediction", samples.top1_gated_prediction, samples.num_classes));
  MOE_RETURN_IF_ERROR(CheckRange("prediction", samples.prediction, samples.num_classes));
  for (size_t t = 0; t < T; ++t) {
    if (std::isnan(samples.confidence[t])) {
      return absl::InvalidArgumentError(absl::StrCat("evaluation: confidence[", t, "] is NaN, expected a probability"));
    }
  }
  return absl::OkStatus();
}

void AddMetric(absl::string_view name, double value, stats::Evaluation* evaluation) {
  stats::Metric* metric = evaluation->add_metric();
  metric->set_name(std::string(name));
  metric->set_value(value);
}

void AddMetric(absl::string_view name, std::optional<double> value, stats::Evaluation* evaluation) {
  if (value.has_value()) AddMetric(name, *value, evaluation);
}

void AddAccuracies(const EvaluationSamples& samples, stats::Evaluation* evaluation) {
  const size_t top5 =
      samples.top5_correct.size() - std::count(samples.top5_correct.begin(), samples.top5_correct.end(), uint8_t{0});
  AddMetric("top1_gated_accuracy", Accuracy(samples.top1_gated_prediction, samples.label), evaluation);
  AddMetric("top2_gated_accuracy", Accuracy(samples.prediction, samples.label), evaluation);
  AddMetric("top5_accuracy", static_cast<double>(top5) / static_cast<double>(samples.label.size()), evaluation);
  AddMetric("loss_nats", samples.loss_nats, evaluation);
}

// One ExpertRecord an expert; returns the experts' classes, [E].
std::vector<EcologyClass> AddExperts(const EvaluationSamples& samples, absl::Span<const int64_t> wins,
                                     const TierPartition& tiers, const EcologyConfig& config,
                                     stats::Evaluation* evaluation) {
  std::vector<int64_t> correct(samples.num_experts, 0);
  for (size_t t = 0; t < samples.label.size(); ++t) {
    correct[samples.expert[t * samples.top_k]] += samples.top1_gated_prediction[t] == samples.label[t];
  }
  const std::vector<double> usage = UsageShares(wins);
  std::vector<EcologyClass> classes;
  for (int e = 0; e < samples.num_experts; ++e) {
    stats::ExpertRecord* expert = evaluation->add_expert();
    expert->set_expert(e);
    expert->set_tier(tiers.tier_of()[e]);
    expert->set_usage(usage[e]);
    std::optional<double> accuracy;
    if (wins[e] > 0) accuracy = static_cast<double>(correct[e]) / static_cast<double>(wins[e]);
    if (accuracy.has_value()) expert->set_accuracy(*accuracy);
    classes.push_back(ClassifyExpert(usage[e], accuracy, config));
    expert->set_ecology_class(std::string(EcologyClassName(classes.back())));
  }
  return classes;
}

void AddEcology(absl::Span<const EcologyClass> classes, absl::Span<const int64_t> wins, stats::Evaluation* evaluation) {
  AddMetric("alive_experts", CountAlive(classes), evaluation);
  AddMetric("touched_experts", CountTouched(wins), evaluation);
  for (const EcologyClass ecology_class : kEcologyClasses) {
    AddMetric(absl::StrCat(absl::AsciiStrToLower(EcologyClassName(ecology_class)), "_experts"),
              CountClass(classes, ecology_class), evaluation);
  }
  AddMetric("usage_cv", CoefficientOfVariation(wins), evaluation);
  AddMetric("gini", GiniCoefficient(wins), evaluation);
  AddMetric("usage_entropy_bits", UsageEntropyBits(wins), evaluation);
  AddMetric("normalized_usage_entropy", NormalizedUsageEntropy(wins), evaluation);
  AddMetric("effective_experts", EffectiveExperts(wins), evaluation);
}

void AddTiers(const TierPartition& tiers, absl::Span<const TierShare> shares, const EcologyConfig& config,
              stats::Evaluation* evaluation) {
  std::vector<double> usage;
  for (int i = 0; i < tiers.num_tiers(); ++i) {
    stats::TierRecord* tier = evaluation->add_tier();
    tier->set_tier(i);
    tier->set_num_experts(tiers.sizes()[i]);
    tier->set_alive(shares[i].alive);
    tier->set_usage(shares[i].usage);
    if (shares[i].hard_share.has_value()) tier->set_hard_share(*shares[i].hard_share);
    if (shares[i].easy_share.has_value()) tier->set_easy_share(*shares[i].easy_share);
    AddMetric(absl::StrCat("tier_usage_", i), shares[i].usage, evaluation);
    usage.push_back(shares[i].usage);
  }
  AddMetric("effective_depth", EffectiveDepth(usage, config), evaluation);
  AddMetric("tier_hard_ratio", HardRatioTier0Tier2(shares), evaluation);
}

void AddTransition(const TierPartition& tiers, const EvaluationSamples& samples, stats::Evaluation* evaluation) {
  if (samples.top_k < 2) return;
  const std::vector<double> transition = TierTransition(tiers, samples.expert, samples.top_k);
  evaluation->mutable_tier_transition()->Add(transition.begin(), transition.end());
  const SelfLoop loop = TierSelfLoop(transition, tiers.num_tiers(), /*tier=*/0);
  AddMetric("self_loop_joint", loop.joint, evaluation);
  AddMetric("self_loop_conditional", loop.conditional, evaluation);
}

std::vector<int32_t> FirstExperts(const EvaluationSamples& samples) {
  std::vector<int32_t> first;
  first.reserve(samples.label.size());
  for (size_t slot = 0; slot < samples.expert.size(); slot += samples.top_k) first.push_back(samples.expert[slot]);
  return first;
}

}  // namespace

absl::StatusOr<stats::Evaluation> SummarizeEvaluation(const EvaluationSamples& samples, const EcologyConfig& config) {
  MOE_RETURN_IF_ERROR(CheckSamples(samples));
  MOE_ASSIGN_OR_RETURN(const TierPartition tiers, TierPartition::Make(config, samples.num_experts));
  MOE_ASSIGN_OR_RETURN(const TierPartition everyone, TierPartition::Make(EcologyConfig(), samples.num_experts));
  const std::vector<int64_t> wins = Top1Wins(samples.expert, samples.top_k, samples.num_experts);
  const std::vector<int32_t> top1 = FirstExperts(samples);

  stats::Evaluation evaluation;
  AddAccuracies(samples, &evaluation);
  const std::vector<EcologyClass> classes = AddExperts(samples, wins, tiers, config, &evaluation);
  AddEcology(classes, wins, &evaluation);
  const TierShare all = TierShares(everyone, top1, samples.confidence, classes, config)[0];
  AddMetric("hard_share", all.hard_share, &evaluation);
  AddMetric("easy_share", all.easy_share, &evaluation);
  AddTiers(tiers, TierShares(tiers, top1, samples.confidence, classes, config), config, &evaluation);
  AddTransition(tiers, samples, &evaluation);
  return evaluation;
}

}  // namespace moebench::vision
