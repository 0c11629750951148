#include "vision/training/evaluation_report.h"

#include <limits>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "moe_core/ecology/phase.h"
#include "vision/analysis/run_outcome.h"

namespace moebench::vision {
namespace {

double MetricOf(const stats::Evaluation& evaluation, absl::string_view name) {
  for (const stats::Metric& metric : evaluation.metric()) {
    if (metric.name() == name) return metric.value();
  }
  return std::numeric_limits<double>::quiet_NaN();
}

// " PURE 3 BROAD 5 WEAK 1 EDGE 2 NOISE 1 DEAD 4", classes without an expert left out.
std::string ClassCounts(const stats::Evaluation& evaluation) {
  constexpr std::pair<const char*, const char*> kClasses[] = {
      {"PURE", "pure_core_experts"}, {"BROAD", "broad_core_experts"}, {"WEAK", "weak_core_experts"},
      {"EDGE", "edge_experts"},      {"NOISE", "noise_experts"},      {"DEAD", "dead_experts"}};
  std::string text;
  for (const auto& [label, metric] : kClasses) {
    const double count = MetricOf(evaluation, metric);
    if (count > 0) absl::StrAppendFormat(&text, " %s %.0f", label, count);
  }
  return text;
}

}  // namespace

absl::StatusOr<MetricLine> EvaluationLine(const stats::RunRecord& record) {
  MOE_ASSIGN_OR_RETURN(const RunOutcome outcome, DeriveOutcome(record));
  const stats::Evaluation& evaluation = *record.evaluation().rbegin();
  MetricLine line{"evaluation", evaluation.step(), {{"epoch", evaluation.epoch()}}};
  for (const stats::Metric& metric : evaluation.metric()) line.fields.emplace_back(metric.name(), metric.value());
  std::vector<double> usage, accuracy;
  std::vector<std::string> classes;
  for (const stats::ExpertRecord& expert : evaluation.expert()) {
    usage.push_back(expert.usage());
    accuracy.push_back(expert.has_accuracy() ? expert.accuracy() : std::numeric_limits<double>::quiet_NaN());
    classes.push_back(expert.ecology_class());
  }
  line.fields.emplace_back("expert_usage", usage);
  line.fields.emplace_back("expert_accuracy", accuracy);
  line.fields.emplace_back("expert_class", absl::StrJoin(classes, ","));
  line.fields.emplace_back("revivals", int64_t{outcome.revivals.total_revivals});
  line.fields.emplace_back("deaths", int64_t{outcome.revivals.total_deaths});
  line.fields.emplace_back("phase", std::string(PhaseName(outcome.phase)));
  return line;
}

absl::StatusOr<std::string> EvaluationText(const stats::RunRecord& record) {
  MOE_ASSIGN_OR_RETURN(const RunOutcome outcome, DeriveOutcome(record));
  const stats::Evaluation& evaluation = *record.evaluation().rbegin();
  const std::string tiers = absl::StrJoin(evaluation.tier(), "/", [](std::string* out, const stats::TierRecord& tier) {
    absl::StrAppendFormat(out, "%.0f", 100 * tier.usage());
  });
  return absl::StrFormat(
      "epoch %-7.2f top-1 gated %.2f %%  top-2 gated %.2f %%  top-5 %.2f %%  tiers %s %%\n"
      "              alive %.0f/%d  touched %.0f %s  revivals %d  deaths %d  %s\n",
      evaluation.epoch(), 100 * MetricOf(evaluation, "top1_gated_accuracy"),
      100 * MetricOf(evaluation, "top2_gated_accuracy"), 100 * MetricOf(evaluation, "top5_accuracy"), tiers,
      MetricOf(evaluation, "alive_experts"), evaluation.expert_size(), MetricOf(evaluation, "touched_experts"),
      ClassCounts(evaluation), outcome.revivals.total_revivals, outcome.revivals.total_deaths,
      PhaseName(outcome.phase));
}

}  // namespace moebench::vision
