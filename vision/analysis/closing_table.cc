#include "vision/analysis/closing_table.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "base/status_macros.h"
#include "moe_core/ecology/tier_depth.h"
#include "moe_core/experiments/experiment_parts.pb.h"
#include "moe_core/training/text_table.h"
#include "vision/analysis/dead_timeline.h"
#include "vision/analysis/epoch_index.h"
#include "vision/analysis/metric_text.h"
#include "vision/analysis/record_metric.h"
#include "vision/analysis/run_outcome.h"

namespace moebench::vision {
namespace {

constexpr char kNone[] = "–";

const stats::Evaluation& Last(const stats::RunRecord& record) {
  return record.evaluation(record.evaluation_size() - 1);
}

std::string Cell(absl::string_view name, std::optional<double> value) {
  return value.has_value() ? MetricText(name, *value) : kNone;
}

std::string Plural(int64_t count, absl::string_view noun) {
  return absl::StrCat(count, " ", noun, count == 1 ? "" : "s");
}

std::string Heading(const stats::RunRecord& record) {
  const stats::Evaluation& last = Last(record);
  std::string status = absl::AsciiStrToLower(stats::RunRecord::Status_Name(record.status()));
  return absl::StrFormat("%s, %s, scale %s, seed %d: %s after %g epochs, %d steps", record.experiment(),
                         record.dataset(), record.scale(), record.seed(), status, last.epoch(), last.step());
}

// A paper's accuracies are shown whether this run has a counterpart or not; of its other results those that have one.
bool IsShown(const stats::RunRecord& record, const stats::PaperResult& paper) {
  return absl::StrContains(paper.metric(), "accuracy") || RecordMetric(record, paper.metric()).has_value();
}

// The accuracies and the loss, then whatever else the paper reports.
std::vector<std::string> ResultNames(const stats::RunRecord& record) {
  std::vector<std::string> names = {"top1_gated_accuracy", "top2_gated_accuracy", "top5_accuracy", "loss_nats"};
  for (const stats::PaperResult& paper : record.paper()) {
    if (!paper.has_value() || !IsShown(record, paper)) continue;
    if (std::find(names.begin(), names.end(), paper.metric()) == names.end()) names.push_back(paper.metric());
  }
  return names;
}

void AddResultRows(const stats::RunRecord& record, const std::string& name, TextTable* table) {
  // The probe has one prediction a sample: it stands beside both gated accuracies, and has no top-5.
  const bool has_probe = name == "top1_gated_accuracy" || name == "top2_gated_accuracy";
  const std::string ours = Cell(name, RecordMetric(record, name));
  const std::string probe = has_probe ? Cell(name, RecordMetric(record, "linear_probe_accuracy")) : kNone;
  bool in_paper = false;
  for (const stats::PaperResult& paper : record.paper()) {
    if (paper.metric() != name || !paper.has_value()) continue;
    table->AddRow({name, ours, probe, MetricText(name, paper.value()), paper.source()});
    in_paper = true;
  }
  if (!in_paper) table->AddRow({name, ours, probe, kNone, ""});
}

std::string Results(const stats::RunRecord& record) {
  TextTable table("Results");
  table.SetHeader({"metric", "this run", "linear probe", "paper", "source"});
  for (const std::string& name : ResultNames(record)) AddResultRows(record, name, &table);
  const auto is_left_out = [&record](const stats::PaperResult& paper) {
    return paper.has_value() && !IsShown(record, paper);
  };
  const int64_t left_out = std::count_if(record.paper().begin(), record.paper().end(), is_left_out);
  if (left_out == 0) return table.Render();
  return absl::StrCat(table.Render(), Plural(left_out, "result"),
                      " of the paper not shown: this run has no counterpart\n");
}

// Words on lines of at most `width` columns, the second and later ones indented.
std::string Wrapped(absl::string_view text, int width) {
  constexpr char kIndent[] = "  ";
  std::string lines;
  std::string line;
  for (const absl::string_view word : absl::StrSplit(text, absl::ByAnyChar(" \n\t"), absl::SkipEmpty())) {
    if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
      absl::StrAppend(&lines, FitText(line, width), "\n");
      line = kIndent;
    } else if (!line.empty()) {
      line += ' ';
    }
    absl::StrAppend(&line, word);
  }
  return absl::StrCat(lines, FitText(line, width), "\n");
}

std::string PaperTexts(const stats::RunRecord& record) {
  std::string texts;
  for (const stats::PaperResult& paper : record.paper()) {
    if (!paper.has_text()) continue;
    absl::StrAppend(&texts, Wrapped(absl::StrCat("paper, ", paper.source(), ", ", paper.metric(), ": ", paper.text()),
                                    kTableColumns));
  }
  return texts;
}

std::string PhaseText(const RunOutcome& outcome) {
  const RevivalLog& log = outcome.revivals;
  std::string text = absl::StrFormat("%s: %d DEAD at the end, ", PhaseName(outcome.phase), log.dead_count.back());
  if (log.peak_dead == 0) return absl::StrCat(text, "none at any evaluation");
  return absl::StrCat(text, absl::StrFormat("peak %d at %s; %s, %s", log.peak_dead, EpochName(log.peak_epoch),
                                            Plural(log.total_deaths, "death"), Plural(log.total_revivals, "revival")));
}

std::string TimelineText(const RunOutcome& outcome) {
  constexpr int kTimelineColumns = 40;
  const auto& evaluations = outcome.revivals.evaluation;
  return absl::StrFormat("%s  (%s to %s)", DeadTimeline(outcome.revivals.dead_count, kTimelineColumns),
                         EpochName(evaluations.front().epoch), EpochName(evaluations.back().epoch));
}

std::string EText(const RunOutcome& outcome) {
  if (!outcome.e_number.has_value()) return "undefined: O + B = 0";
  const double critical = outcome.experiment.ecology().critical_e();
  return absl::StrFormat("%.3f, %s the critical %g", *outcome.e_number,
                         *outcome.e_number >= critical ? "at or above" : "below", critical);
}

std::string CollapseText(const TierCollapse& collapse) {
  if (!collapse.recovery_epoch.has_value()) {
    return absl::StrCat("at ", EpochName(collapse.collapse_epoch), ", not recovered");
  }
  return absl::StrCat("at ", EpochName(collapse.collapse_epoch), ", recovered at ",
                      EpochName(*collapse.recovery_epoch));
}

void AddTierRows(const stats::RunRecord& record, const RunOutcome& outcome, TextTable* table) {
  std::vector<double> usage;
  std::vector<int> sizes;
  for (const stats::TierRecord& tier : Last(record).tier()) {
    usage.push_back(tier.usage());
    sizes.push_back(tier.num_experts());
  }
  if (usage.size() < 2) return;
  const EcologyConfig& config = outcome.experiment.ecology();
  table->AddRow({"dominant tiers", absl::StrFormat("%s; effective depth %d", DominanceLabel(usage, sizes, config),
                                                   EffectiveDepth(usage, config))});
  const std::optional<double> joint = RecordMetric(record, "self_loop_joint");
  if (joint.has_value()) {
    const std::string conditional = Cell("self_loop_conditional", RecordMetric(record, "self_loop_conditional"));
    table->AddRow({"T0 to T0", absl::StrFormat("%s of all samples, %s of T0's", PercentText(*joint, 2), conditional)});
  }
  table->AddRow({"T0/T2 hard ratio", Cell("tier_hard_ratio", RecordMetric(record, "tier_hard_ratio"))});
  for (size_t tier = 0; tier < outcome.tier_collapses.size(); ++tier) {
    const std::vector<TierCollapse>& collapses = outcome.tier_collapses[tier];
    if (collapses.empty()) continue;
    std::string text = CollapseText(collapses.back());
    if (collapses.size() > 1) absl::StrAppend(&text, " (", Plural(collapses.size() - 1, "earlier collapse"), ")");
    table->AddRow({absl::StrFormat("T%d collapsed", tier), text});
  }
}

std::string Ecology(const stats::RunRecord& record, const RunOutcome& outcome) {
  TextTable table("Ecology");
  table.AddRow({"phase", PhaseText(outcome)});
  table.AddRow({"DEAD over time", TimelineText(outcome)});
  table.AddRow({"E = T_r H / (O + B)", EText(outcome)});
  const std::optional<double> e_complexity = RecordMetric(record, "e_complexity");
  if (e_complexity.has_value()) {
    table.AddRow(
        {"E / f(C)", absl::StrFormat("%.3f, form %s", *e_complexity, outcome.experiment.ecology().complexity_form())});
  }
  AddTierRows(record, outcome, &table);
  return table.Render();
}

std::string Share(bool present, double share) { return present ? PercentText(share, /*decimals=*/1) : kNone; }

std::string Tiers(const stats::RunRecord& record) {
  // More tiers than this leave no room for a column each; the record holds the whole matrix.
  constexpr int kMostTransitionColumns = 5;
  const stats::Evaluation& last = Last(record);
  const int num_tiers = last.tier_size();
  const bool has_transition =
      num_tiers > 1 && num_tiers <= kMostTransitionColumns && last.tier_transition_size() == num_tiers * num_tiers;
  TextTable table("Tiers");
  std::vector<std::string> header = {"tier", "alive", "usage", "hard", "easy"};
  for (int to = 0; has_transition && to < num_tiers; ++to) header.push_back(absl::StrCat("top-2 T", to));
  table.SetHeader(std::move(header));
  for (int i = 0; i < num_tiers; ++i) {
    const stats::TierRecord& tier = last.tier(i);
    std::vector<std::string> row = {absl::StrCat("T", i), absl::StrCat(tier.alive(), "/", tier.num_experts()),
                                    Share(true, tier.usage()), Share(tier.has_hard_share(), tier.hard_share()),
                                    Share(tier.has_easy_share(), tier.easy_share())};
    for (int to = 0; has_transition && to < num_tiers; ++to) {
      row.push_back(Share(true, last.tier_transition(i * num_tiers + to)));
    }
    table.AddRow(std::move(row));
  }
  return table.Render();
}

std::string Experts(const stats::RunRecord& record, const RunOutcome& outcome) {
  constexpr int kBarColumns = 36;
  const auto& experts = Last(record).expert();
  double highest = 0;
  for (const stats::ExpertRecord& expert : experts) highest = std::max(highest, expert.usage());
  TextTable table("Experts");
  table.SetHeader({"expert", "tier", absl::StrCat("usage (longest bar ", PercentText(highest, 1), ")"), "usage",
                   "accuracy", "class", "revivals"});
  for (int i = 0; i < experts.size(); ++i) {
    const stats::ExpertRecord& expert = experts[i];
    table.AddRow({absl::StrCat(expert.expert()), absl::StrCat("T", expert.tier()),
                  Bar(highest > 0 ? expert.usage() / highest : 0, kBarColumns), PercentText(expert.usage(), 2),
                  Share(expert.has_accuracy(), expert.accuracy()), expert.ecology_class(),
                  absl::StrCat(outcome.revivals.revivals[i])});
  }
  return table.Render();
}

}  // namespace

absl::StatusOr<std::string> ClosingTable(const stats::RunRecord& record) {
  MOE_ASSIGN_OR_RETURN(const RunOutcome outcome, DeriveOutcome(record));
  const std::vector<std::string> parts = {FitText(Heading(record), kTableColumns) + "\n",
                                          Results(record) + PaperTexts(record), Ecology(record, outcome), Tiers(record),
                                          Experts(record, outcome)};
  return absl::StrJoin(parts, "\n");
}

}  // namespace moebench::vision
