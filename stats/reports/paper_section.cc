#include "stats/reports/paper_section.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "stats/estimators/summary.h"
#include "stats/reports/number_text.h"
#include "stats/reports/study_text.h"

namespace moebench::stats {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();  // written "n/a"

// --- numbers ---

std::optional<double> OursOf(const RunSample& run, const std::string& metric, const std::string& study_metric) {
  const auto find = [&](const auto& metrics) -> std::optional<double> {
    for (const Metric& entry : metrics) {
      if (entry.name() == metric && std::isfinite(entry.value())) return entry.value();
    }
    return std::nullopt;
  };
  if (const std::optional<double> value = find(run.record->summary())) return value;
  const int evaluations = run.record->evaluation_size();
  if (evaluations > 0) {
    if (const std::optional<double> value = find(run.record->evaluation(evaluations - 1).metric())) return value;
  }
  if (metric == study_metric) return run.value;
  return std::nullopt;
}

TableCell OursCell(const std::vector<double>& values, int decimals) {
  if (values.empty()) return {"not measured", {}, Tone::kMuted};
  const double mean = Mean(values).value_or(kUnknown);
  std::string text = FixedText(mean, decimals);
  if (values.size() > 1) {
    absl::StrAppend(&text, " ± ", FixedText(StandardDeviation(values).value_or(kUnknown), decimals));
  }
  return {absl::StrCat(text, " (", values.size(), ")"), mean};
}

std::vector<TableCell> NumberRow(const Study& study, const std::string& variant, const PaperResult& paper,
                                 const std::vector<const RunSample*>& runs) {
  std::vector<double> ours;
  for (const RunSample* run : runs) {
    const std::optional<double> value = OursOf(*run, paper.metric(), study.options.metric);
    if (value) ours.push_back(*value);
  }
  const int decimals = std::min(DecimalsFor(std::fabs(paper.has_value() ? paper.value() : 1)) + 1, 4);
  TableCell theirs = {paper.text().empty() ? "–" : paper.text(), {}};
  TableCell difference = {"–", {}, Tone::kMuted};
  if (paper.has_value()) {
    theirs = {FixedText(paper.value(), decimals), paper.value()};
    if (!paper.text().empty()) absl::StrAppend(&theirs.text, " (", paper.text(), ")");
    if (!ours.empty()) {
      const double value = Mean(ours).value_or(kUnknown) - paper.value();
      difference = {FixedText(value, decimals), value};
    }
  }
  return {
      {variant},       {paper.metric()}, theirs, OursCell(ours, decimals), difference, {runs.front()->record->scale()},
      {paper.source()}};
}

Table NumbersTable(const Study& study, absl::Span<const RunSample> runs) {
  Table table;
  table.caption = "Numbers";
  table.columns = {{"variant"}, {"metric"}, {"paper", true}, {"ours, mean ± sd (seeds)", true}, {"ours − paper", true},
                   {"scale"},   {"source"}};
  for (const VariantSummary& variant : study.variants) {
    std::vector<const RunSample*> of_variant;
    for (const RunSample& run : runs) {
      if (run.variant == variant.name && run.record) of_variant.push_back(&run);
    }
    std::set<std::pair<std::string, std::string>> seen;  // every seed's record repeats them
    for (const RunSample* run : of_variant) {
      for (const PaperResult& paper : run->record->paper()) {
        if (!seen.emplace(paper.metric(), paper.source()).second) continue;
        table.rows.push_back(NumberRow(study, variant.name, paper, of_variant));
      }
    }
  }
  table.note = "Only runs at scale \"paper\" are to be compared number by number.";
  return table;
}

// --- conclusions ---

const MarginResult* FindMargin(const Study& study, double value) {
  for (const MarginResult& margin : study.margins) {
    if (margin.margin == value) return &margin;
  }
  return nullptr;
}

const PairResult* FindClaimed(const MarginResult& margin, const PaperClaim& claim) {
  for (const PairResult& pair : margin.pairs) {
    const Comparison& c = pair.comparison;
    if ((c.a == claim.a && c.b == claim.b) || (c.a == claim.b && c.b == claim.a)) return &pair;
  }
  return nullptr;
}

bool FoundEquivalent(Decision decision) { return decision == Decision::kEquivalent || decision == Decision::kBoth; }
bool FoundDifferent(Decision decision) { return decision == Decision::kDifferent || decision == Decision::kBoth; }

std::string RestsOn(const PaperClaim& claim) {
  return absl::StrCat("rests on ", claim.unit.empty() ? "the paper's sample" : claim.unit, " only");
}

TableCell EquivalenceOutcome(const PaperClaim& claim, const PairResult* pair) {
  if (pair == nullptr) return {"not tested", {}, Tone::kMuted};
  const bool ours = FoundEquivalent(pair->comparison.decision);
  if (!claim.equivalent) return {ours ? "found here, not in the paper" : "not found here either", {}, Tone::kNeutral};
  if (!ours) return {absl::StrCat("✗ ", RestsOn(claim)), {}, Tone::kFailed};
  if (FoundEquivalent(pair->decision_holm)) return {"✓ survives", {}, Tone::kPassed};
  return {"✓ survives by itself, not with Holm", {}, Tone::kPassed};
}

TableCell DifferenceOutcome(const PaperClaim& claim, const PairResult* pair) {
  if (!claim.different) return {"–", {}, Tone::kMuted};
  if (pair == nullptr) return {"not tested", {}, Tone::kMuted};
  const bool ours = FoundDifferent(pair->comparison.decision);
  if (*claim.different) {
    return ours ? TableCell{"✓ found in both", {}, Tone::kPassed}
                : TableCell{absl::StrCat("✗ ", RestsOn(claim)), {}, Tone::kFailed};
  }
  return {ours ? "found here, not in the paper" : "found in neither", {}, Tone::kNeutral};
}

const PairResult* PairOf(const Study& study, const PaperClaim& claim) {
  const MarginResult* margin = FindMargin(study, claim.margin);
  return margin != nullptr && margin->tested ? FindClaimed(*margin, claim) : nullptr;
}

Table ClaimsTable(const Study& study, absl::Span<const PaperClaim> claims) {
  Table table;
  table.caption = absl::StrCat("Conclusions about pairs, at the level of ", InferenceUnitName(study.unit));
  table.columns = {{"margin", true},     {"pair"},  {"equivalent in the paper"}, {"here"}, {"equivalence"},
                   {"difference found"}, {"source"}};
  for (const PaperClaim& claim : claims) {
    const PairResult* pair = PairOf(study, claim);
    table.rows.push_back(
        {{MarginText(claim.margin), claim.margin},
         {absl::StrCat(claim.a, " − ", claim.b)},
         {claim.equivalent ? "yes" : "no"},
         pair == nullptr ? TableCell{"not tested", {}, Tone::kMuted} : DecisionCell(pair->comparison.decision),
         EquivalenceOutcome(claim, pair),
         DifferenceOutcome(claim, pair),
         {claim.source}});
  }
  return table;
}

struct Tally {
  int claimed = 0, survive = 0, survive_holm = 0;
  int differences = 0, differences_survive = 0;
  std::string unit;
  std::vector<std::string> lost;
};

void Count(const Study& study, const PaperClaim& claim, Tally& tally) {
  const PairResult* pair = PairOf(study, claim);
  const bool ours = pair != nullptr && FoundEquivalent(pair->comparison.decision);
  if (claim.equivalent) {
    ++tally.claimed;
    tally.survive += ours;
    tally.survive_holm += pair != nullptr && FoundEquivalent(pair->decision_holm);
    if (!ours) tally.lost.push_back(absl::StrCat(claim.a, " − ", claim.b));
  }
  if (claim.different.value_or(false)) {
    ++tally.differences;
    tally.differences_survive += pair != nullptr && FoundDifferent(pair->comparison.decision);
  }
  if (!claim.unit.empty()) tally.unit = claim.unit;
}

std::string TallyText(const Study& study, double margin, const Tally& tally) {
  std::string text =
      absl::StrCat("At ", MarginText(margin), ", of ", tally.claimed, " pairs that the paper found equivalent, ",
                   tally.survive, " are found so at the level of ", InferenceUnitName(study.unit),
                   ", each pair by itself, and ", tally.survive_holm, " when pairs are named (Holm).");
  if (!tally.lost.empty()) {
    absl::StrAppend(&text, " The others rest on ", tally.unit.empty() ? "the paper's sample" : tally.unit,
                    " only: ", absl::StrJoin(tally.lost, ", "), ".");
  }
  if (tally.differences > 0) {
    absl::StrAppend(&text, " Of ", tally.differences, " pairs that the paper found different, ",
                    tally.differences_survive, " are found so.");
  }
  return text;
}

}  // namespace

absl::Status CheckClaims(const Study& study, absl::Span<const PaperClaim> claims) {
  for (const PaperClaim& claim : claims) {
    for (const std::string& name : {claim.a, claim.b}) {
      const bool known = std::any_of(study.variants.begin(), study.variants.end(),
                                     [&](const VariantSummary& variant) { return variant.name == name; });
      if (!known)
        return absl::InvalidArgumentError(absl::StrCat("a claim names \"", name, "\", which is no variant here"));
    }
    const MarginResult* margin = FindMargin(study, claim.margin);
    if (margin == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat("a claim about ", claim.a, " and ", claim.b, " has the margin ",
                                                     claim.margin, ", which is not tested here"));
    }
    if (margin->tested && FindClaimed(*margin, claim) == nullptr) {
      return absl::InvalidArgumentError(
          absl::StrCat("a claim is about ", claim.a, " and ", claim.b, ", which are not compared here"));
    }
  }
  return absl::OkStatus();
}

Section PaperSection(const Study& study, absl::Span<const RunSample> runs, absl::Span<const PaperClaim> claims) {
  Section section{"paper", "Paper against ours", {}};
  std::map<double, Tally> tallies;
  for (const PaperClaim& claim : claims) Count(study, claim, tallies[claim.margin]);
  for (auto it = tallies.rbegin(); it != tallies.rend(); ++it) {
    section.blocks.push_back(Paragraph{TallyText(study, it->first, it->second), ""});
  }
  if (!claims.empty()) section.blocks.push_back(ClaimsTable(study, claims));
  Table numbers = NumbersTable(study, runs);
  if (!numbers.rows.empty()) section.blocks.push_back(std::move(numbers));
  return section;
}

}  // namespace moebench::stats
