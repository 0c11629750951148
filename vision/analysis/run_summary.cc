#include "vision/analysis/run_summary.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "moe_core/ecology/e_number.h"
#include "vision/analysis/epoch_index.h"
#include "vision/analysis/record_metric.h"
#include "vision/analysis/run_outcome.h"

namespace moebench::vision {
namespace {

void AddMetric(absl::string_view name, double value, stats::RunRecord* record) {
  stats::Metric* metric = record->add_summary();
  metric->set_name(std::string(name));
  metric->set_value(value);
}

bool IsDerivedHere(absl::string_view name) {
  constexpr absl::string_view kNames[] = {"e_number",        "e_complexity", "peak_dead", "peak_dead_epoch",
                                          "dead_free_epoch", "revivals",     "deaths"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames) ||
         absl::StrContains(name, "_mean_epochs_") || absl::StrContains(name, "_std_epochs_");
}

// A resumed run may have been summarised before, with metrics it no longer has.
void RemoveEarlierSummary(stats::RunRecord* record) {
  std::set<std::string> of_evaluations;
  for (const stats::Evaluation& evaluation : record->evaluation()) {
    for (const stats::Metric& metric : evaluation.metric()) of_evaluations.insert(metric.name());
  }
  auto* summary = record->mutable_summary();
  const auto is_ours = [&](const stats::Metric& metric) {
    return IsDerivedHere(metric.name()) || of_evaluations.count(metric.name()) > 0;
  };
  summary->erase(std::remove_if(summary->begin(), summary->end(), is_ours), summary->end());
}

// One note of each kind: a resumed run may have left another phase.
void SetNote(absl::string_view kind, absl::string_view text, stats::RunRecord* record) {
  auto* notes = record->mutable_note();
  const auto same_kind = [kind](const std::string& note) { return absl::StartsWith(note, kind); };
  notes->erase(std::remove_if(notes->begin(), notes->end(), same_kind), notes->end());
  record->add_note(absl::StrCat(kind, text));
}

absl::Status AddE(const RunOutcome& outcome, int num_classes, stats::RunRecord* record) {
  if (!outcome.e_number.has_value()) {
    SetNote("E undefined: ", "O + B = 0", record);
    return absl::OkStatus();
  }
  AddMetric("e_number", *outcome.e_number, record);
  const std::string& form = outcome.experiment.ecology().complexity_form();
  if (form == "constant") return absl::OkStatus();
  MOE_ASSIGN_OR_RETURN(const double e_complexity, ComplexityAdjustedE(*outcome.e_number, form, num_classes));
  AddMetric("e_complexity", e_complexity, record);
  return absl::OkStatus();
}

// Mean and deviation over the per-epoch evaluations at the end of a run.
void AddLateMetrics(absl::string_view metric, const EvaluationConfig& evaluation, stats::RunRecord* record) {
  const int first = static_cast<int>(std::ceil(evaluation.every_epoch_from()));
  const int last = EpochIndex(record->evaluation(record->evaluation_size() - 1).epoch());
  for (const char* statistic : {"mean", "std"}) {
    const std::string name = absl::StrCat(metric, "_", statistic, "_epochs_", first, "_", last);
    const std::optional<double> value = RecordMetric(*record, name);
    if (value.has_value()) AddMetric(name, *value, record);
  }
}

}  // namespace

absl::Status FillSummary(int num_classes, stats::RunRecord* record) {
  MOE_ASSIGN_OR_RETURN(const RunOutcome outcome, DeriveOutcome(*record));
  RemoveEarlierSummary(record);
  for (const stats::Metric& metric : record->evaluation(record->evaluation_size() - 1).metric()) {
    AddMetric(metric.name(), metric.value(), record);
  }
  MOE_RETURN_IF_ERROR(AddE(outcome, num_classes, record));
  AddMetric("peak_dead", outcome.revivals.peak_dead, record);
  AddMetric("peak_dead_epoch", EpochIndex(outcome.revivals.peak_epoch), record);
  if (outcome.revivals.dead_free_epoch.has_value()) {
    AddMetric("dead_free_epoch", EpochIndex(*outcome.revivals.dead_free_epoch), record);
  }
  AddMetric("revivals", outcome.revivals.total_revivals, record);
  AddMetric("deaths", outcome.revivals.total_deaths, record);
  const EvaluationConfig& evaluation = outcome.experiment.evaluation();
  if (evaluation.has_every_epoch_from()) {
    AddLateMetrics("top1_gated_accuracy", evaluation, record);
    AddLateMetrics("top2_gated_accuracy", evaluation, record);
  }
  SetNote("phase: ", PhaseName(outcome.phase), record);
  return absl::OkStatus();
}

}  // namespace moebench::vision
