#include "stats/reports/routing_section.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/number_text.h"

namespace moebench::stats {
namespace {

constexpr double kDeadUsage = 0.005;
constexpr size_t kMostPanels = 6;        // a page has a reader
constexpr size_t kMostEvaluations = 30;  // of a panel
constexpr int kMostEpochDecimals = 2;    // names of columns are short

bool IsDead(const ExpertRecord& expert) {
  return expert.has_ecology_class() ? expert.ecology_class() == "DEAD" : expert.usage() < kDeadUsage;
}

std::vector<const Evaluation*> EvaluationsWithExperts(const RunRecord& record) {
  std::vector<const Evaluation*> evaluations;
  for (const Evaluation& evaluation : record.evaluation()) {
    if (evaluation.expert_size() > 0) evaluations.push_back(&evaluation);
  }
  if (evaluations.size() <= kMostEvaluations) return evaluations;
  std::vector<const Evaluation*> kept;
  for (size_t i = 0; i < kMostEvaluations; ++i) {
    kept.push_back(evaluations[i * (evaluations.size() - 1) / (kMostEvaluations - 1)]);
  }
  return kept;
}

// "E0", "E10": whole epochs as they are, others with the fewest decimals that keep neighbours apart; steps where there
// is no epoch.
std::vector<std::string> EvaluationNames(const std::vector<const Evaluation*>& evaluations) {
  std::vector<std::string> names;
  for (int decimals = 0; decimals <= kMostEpochDecimals; ++decimals) {
    names.clear();
    bool exact = true;
    for (const Evaluation* evaluation : evaluations) {
      const double epoch = evaluation->epoch();
      names.push_back(evaluation->has_epoch() ? absl::StrCat("E", FixedText(epoch, decimals))
                                              : absl::StrCat(evaluation->step()));
      exact = exact && (decimals > 0 || epoch == std::floor(epoch));
    }
    const bool apart = std::adjacent_find(names.begin(), names.end()) == names.end();
    if (exact && apart) break;
  }
  return names;
}

ExpertUsage UsageOf(const ExpertRecord& expert) {
  ExpertUsage usage;
  usage.expert = expert.expert();
  if (expert.has_tier()) usage.tier = expert.tier();
  usage.usage_percent = 100 * expert.usage();
  usage.ecology_class = expert.ecology_class();
  usage.text = PercentText(expert.usage());
  return usage;
}

// What happened between the columns: an expert that was DEAD and is not, and the other way round.
std::pair<int, int> RevivalsAndDeaths(const std::vector<std::vector<bool>>& dead) {
  int revivals = 0, deaths = 0;
  for (const std::vector<bool>& states : dead) {
    for (size_t i = 1; i < states.size(); ++i) {
      revivals += states[i - 1] && !states[i];
      deaths += !states[i - 1] && states[i];
    }
  }
  return {revivals, deaths};
}

std::vector<const ExpertRecord*> ExpertsOf(const Evaluation& evaluation) {
  std::vector<const ExpertRecord*> experts;
  for (const ExpertRecord& expert : evaluation.expert()) experts.push_back(&expert);
  const auto before = [](const ExpertRecord* a, const ExpertRecord* b) {
    return std::make_pair(a->tier(), a->expert()) < std::make_pair(b->tier(), b->expert());
  };
  std::sort(experts.begin(), experts.end(), before);
  return experts;
}

void FillTimeline(const std::vector<const Evaluation*>& evaluations, RoutingPanel& panel) {
  panel.usage_percent.assign(panel.experts.size(), std::vector<double>(evaluations.size(), 0));
  panel.dead.assign(panel.experts.size(), std::vector<bool>(evaluations.size(), false));
  std::map<int, size_t> row;
  for (size_t i = 0; i < panel.experts.size(); ++i) row[panel.experts[i].expert] = i;
  panel.evaluations = EvaluationNames(evaluations);
  for (size_t column = 0; column < evaluations.size(); ++column) {
    int dead = 0;
    for (const ExpertRecord& expert : evaluations[column]->expert()) {
      const auto found = row.find(expert.expert());
      if (found == row.end()) continue;
      panel.usage_percent[found->second][column] = 100 * expert.usage();
      panel.dead[found->second][column] = IsDead(expert);
      dead += IsDead(expert);
    }
    panel.dead_counts.push_back(absl::StrCat(dead));
  }
}

RoutingPanel PanelOf(const RunSample& run, const std::vector<const Evaluation*>& evaluations) {
  RoutingPanel panel;
  panel.caption = absl::StrCat(run.variant, run.seed.empty() ? "" : absl::StrCat(", seed ", run.seed));
  for (const ExpertRecord* expert : ExpertsOf(*evaluations.back())) panel.experts.push_back(UsageOf(*expert));
  FillTimeline(evaluations, panel);
  const auto [revivals, deaths] = RevivalsAndDeaths(panel.dead);
  double most = 0;
  for (const std::vector<double>& row : panel.usage_percent)
    most = std::max(most, *std::max_element(row.begin(), row.end()));
  panel.note = absl::StrCat("Shade: share of the samples whose first expert it is; darkest, ", FixedText(most, 1),
                            " %. Between the evaluations shown: ", revivals,
                            revivals == 1 ? " revival, " : " revivals, ", deaths, deaths == 1 ? " death." : " deaths.");
  return panel;
}

TableCell ShareCell(bool present, double share) {
  return present ? TableCell{PercentText(share), 100 * share} : TableCell{"–", {}, Tone::kMuted};
}

void AddTiers(const RunSample& run, const Evaluation& evaluation, Table& table) {
  if (evaluation.tier_size() < 2) return;
  for (const TierRecord& tier : evaluation.tier()) {
    table.rows.push_back({{run.variant},
                          {run.seed},
                          {absl::StrCat("T", tier.tier())},
                          {absl::StrCat(tier.num_experts()), tier.num_experts()},
                          {absl::StrCat(tier.alive()), tier.alive()},
                          ShareCell(tier.has_usage(), tier.usage()),
                          ShareCell(tier.has_hard_share(), tier.hard_share()),
                          ShareCell(tier.has_easy_share(), tier.easy_share())});
  }
}

Table TierTable() {
  Table table;
  table.caption = "Tiers at the last evaluation";
  table.columns = {{"variant"},     {"seed", true},  {"tier"},       {"experts", true},
                   {"alive", true}, {"usage", true}, {"hard", true}, {"easy", true}};
  table.note = "Hard and easy: shares of the tier's own samples by the ensemble's confidence.";
  return table;
}

// The variant's first run with experts; null if it has none.
const RunSample* FirstWithExperts(const std::string& variant, absl::Span<const RunSample> runs) {
  for (const RunSample& run : runs) {
    if (run.variant == variant && run.record && !EvaluationsWithExperts(*run.record).empty()) return &run;
  }
  return nullptr;
}

}  // namespace

Section RoutingSection(const Study& study, absl::Span<const RunSample> runs) {
  Section section{"routing", "Routing", {}, /*droppable=*/1};
  size_t panels = 0, left_out = 0;
  Table tiers = TierTable();
  for (const VariantSummary& variant : study.variants) {
    const RunSample* run = FirstWithExperts(variant.name, runs);
    if (run == nullptr) continue;
    if (++panels > kMostPanels) {
      ++left_out;
      continue;
    }
    const std::vector<const Evaluation*> evaluations = EvaluationsWithExperts(*run->record);
    section.blocks.push_back(PanelOf(*run, evaluations));
    AddTiers(*run, *evaluations.back(), tiers);
  }
  if (!tiers.rows.empty()) section.blocks.push_back(std::move(tiers));
  if (left_out > 0) {
    section.blocks.push_back(
        Paragraph{absl::StrCat("Panels of ", left_out, " further variants are not shown."), "", Tone::kMuted});
  }
  return section;
}

}  // namespace moebench::stats
