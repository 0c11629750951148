#include "vision/analysis/run_outcome.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/ecology/e_number.h"
#include "moe_core/ecology/taxonomy.h"
#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/experiments/text_proto.h"
#include "moe_core/schedules/span_steps.h"
#include "moe_core/schedules/training_length.h"

namespace moebench::vision {
namespace {

absl::StatusOr<Experiment> ConfigOf(const stats::RunRecord& record) {
  Experiment experiment;
  const std::string name = absl::StrCat("config_text of ", record.experiment(), ", seed ", record.seed());
  MOE_RETURN_IF_ERROR(ParseTextProto(record.config_text(), name, &experiment));
  return experiment;
}

absl::StatusOr<RevivalLog> RevivalsOf(const stats::RunRecord& record) {
  std::vector<DeadStates> evaluations;
  for (const stats::Evaluation& evaluation : record.evaluation()) {
    if (evaluation.step() < 1 || !(evaluation.epoch() > 0)) {
      return absl::InvalidArgumentError(absl::StrCat("an evaluation after step ", evaluation.step(), " and epoch ",
                                                     evaluation.epoch(), "; both should be positive"));
    }
    DeadStates states;
    states.epoch = evaluation.epoch();
    for (const stats::ExpertRecord& expert : evaluation.expert()) {
      states.dead.push_back(expert.ecology_class() == EcologyClassName(EcologyClass::kDead));
    }
    evaluations.push_back(std::move(states));
  }
  return MakeRevivalLog(std::move(evaluations));
}

int64_t WarmupSteps(const stats::RunRecord& record, const Experiment& experiment) {
  const stats::Evaluation& last = record.evaluation(record.evaluation_size() - 1);
  const int64_t steps_per_epoch = std::llround(static_cast<double>(last.step()) / last.epoch());
  return SpanSteps(experiment.router().random_warmup(),
                   MakeTrainingLength(experiment.training().epochs(), steps_per_epoch));
}

PhaseRule RuleOf(const stats::RunRecord& record, const Experiment& experiment) {
  PhaseRule rule;
  rule.strict = experiment.ecology().strict_phase();
  const int64_t warmup = WarmupSteps(record, experiment);
  for (const stats::Evaluation& evaluation : record.evaluation())
    rule.first_after_warmup += evaluation.step() <= warmup;
  return rule;
}

absl::StatusOr<std::vector<std::vector<TierCollapse>>> CollapsesOf(const stats::RunRecord& record,
                                                                   const EcologyConfig& config) {
  const int num_tiers = record.evaluation(0).tier_size();
  std::vector<double> epoch;
  std::vector<std::vector<double>> usage(num_tiers);
  for (const stats::Evaluation& evaluation : record.evaluation()) {
    if (evaluation.tier_size() != num_tiers) {
      return absl::InvalidArgumentError(absl::StrCat("the evaluation after epoch ", evaluation.epoch(), " has ",
                                                     evaluation.tier_size(), " tiers, the first has ", num_tiers));
    }
    epoch.push_back(evaluation.epoch());
    for (int tier = 0; tier < num_tiers; ++tier) usage[tier].push_back(evaluation.tier(tier).usage());
  }
  std::vector<std::vector<TierCollapse>> collapses;
  for (const std::vector<double>& series : usage) collapses.push_back(TierCollapses(epoch, series, config));
  return collapses;
}

}  // namespace

absl::StatusOr<RunOutcome> DeriveOutcome(const stats::RunRecord& record) {
  RunOutcome outcome;
  MOE_ASSIGN_OR_RETURN(outcome.experiment, ConfigOf(record));
  MOE_ASSIGN_OR_RETURN(outcome.revivals, RevivalsOf(record));
  MOE_ASSIGN_OR_RETURN(outcome.phase, ClassifyPhase(outcome.revivals.dead_count, RuleOf(record, outcome.experiment)));
  MOE_ASSIGN_OR_RETURN(outcome.tier_collapses, CollapsesOf(record, outcome.experiment.ecology()));
  const absl::StatusOr<double> e_number = ENumber(outcome.experiment.router(), outcome.experiment.loss());
  if (e_number.ok()) outcome.e_number = *e_number;
  return outcome;
}

}  // namespace moebench::vision
