#include "stats/reports/paper_conclusions.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "stats/reports/claim_fate.h"
#include "stats/reports/study_text.h"

namespace moebench::stats {
namespace {

bool SamePair(const PaperClaim& x, const PaperClaim& y) {
  return (x.a == y.a && x.b == y.b) || (x.a == y.b && x.b == y.a);
}

// All that is claimed of one pair; its margins in the order of the claims.
using ClaimedPair = std::vector<const PaperClaim*>;

std::vector<ClaimedPair> ByPair(const PaperClaims& claims) {
  std::vector<ClaimedPair> pairs;
  for (const PaperClaim& claim : claims.pairs) {
    auto pair =
        std::find_if(pairs.begin(), pairs.end(), [&](const ClaimedPair& known) { return SamePair(*known[0], claim); });
    if (pair == pairs.end()) pair = pairs.insert(pairs.end(), ClaimedPair());
    pair->push_back(&claim);
  }
  return pairs;
}

// Of a difference the margin does not matter: the first claim that says something counts.
const PaperClaim* DifferenceClaim(const ClaimedPair& pair) {
  for (const PaperClaim* claim : pair) {
    if (claim->different) return claim;
  }
  return nullptr;
}

// Margins of equivalence that are claimed, largest first.
std::set<double, std::greater<double>> ClaimedMargins(const PaperClaims& claims) {
  std::set<double, std::greater<double>> margins;
  for (const PaperClaim& claim : claims.pairs) {
    if (claim.equivalent) margins.insert(claim.margin);
  }
  return margins;
}

std::vector<TableCell> PairRow(const Study& study, const ClaimedPair& pair,
                               const std::set<double, std::greater<double>>& margins) {
  std::vector<TableCell> row = {{absl::StrCat(pair[0]->a, " − ", pair[0]->b)}};
  for (const double margin : margins) {
    TableCell cell = {"–", {}, Tone::kMuted};
    for (const PaperClaim* claim : pair) {
      if (claim->margin != margin) continue;
      cell = FateCell(claim->equivalent, FateOf(study, *claim, FoundEquivalent), claim->unit);
    }
    row.push_back(std::move(cell));
  }
  const PaperClaim* claim = DifferenceClaim(pair);
  row.push_back(claim == nullptr ? TableCell{"–", {}, Tone::kMuted}
                                 : FateCell(claim->different, FateOf(study, *claim, FoundDifferent), claim->unit));
  std::set<std::string> sources;
  for (const PaperClaim* from : pair) sources.insert(from->source);
  row.push_back({absl::StrJoin(sources, "; ")});
  return row;
}

Table PairsTable(const Study& study, const PaperClaims& claims) {
  Table table;
  table.caption =
      absl::StrCat("What becomes of the paper's conclusions at the level of ", InferenceUnitName(study.unit));
  const auto margins = ClaimedMargins(claims);
  table.columns = {{"pair"}};
  for (const double margin : margins) table.columns.push_back({absl::StrCat("equivalent at ", MarginText(margin))});
  table.columns.push_back({"different"});
  table.columns.push_back({"source"});
  for (const ClaimedPair& pair : ByPair(claims)) table.rows.push_back(PairRow(study, pair, margins));
  return table;
}

// Conclusions of one kind, counted.
struct Tally {
  int claimed = 0, survive = 0, survive_holm = 0;
  std::set<std::string> units;
  std::vector<std::string> lost, not_compared;

  void Add(const PaperClaim& claim, Fate fate) {
    const std::string name = absl::StrCat(claim.a, " − ", claim.b);
    ++claimed;
    survive += fate == Fate::kSurvives || fate == Fate::kOnlyByItself;
    survive_holm += fate == Fate::kSurvives;
    if (fate == Fate::kRests) lost.push_back(name);
    if (fate == Fate::kNotCompared) not_compared.push_back(name);
    units.insert(UnitText(claim.unit));
  }
};

std::string PairsWord(int n) { return absl::StrCat(n, n == 1 ? " pair" : " pairs"); }

std::string TallyText(const Study& study, const std::string& kind, const Tally& tally) {
  std::string text =
      absl::StrCat("The paper finds ", PairsWord(tally.claimed), " ", kind, ". At the level of ",
                   InferenceUnitName(study.unit), " ", tally.survive, tally.survive == 1 ? " is" : " are",
                   " found so, each by itself, and ", tally.survive_holm, " with Holm's correction.");
  if (tally.survive_holm == tally.claimed)
    return absl::StrCat(text, tally.claimed > 1 ? " All survive." : " It survives.");
  const std::string unit = absl::StrJoin(tally.units, "; ");
  if (!tally.lost.empty()) {
    absl::StrAppend(&text, " Resting on ", unit, " only: ", absl::StrJoin(tally.lost, ", "), ".");
  }
  if (!tally.not_compared.empty()) {
    absl::StrAppend(&text, " Not compared here, and so resting on ", unit,
                    " only: ", absl::StrJoin(tally.not_compared, ", "), ".");
  }
  return text;
}

Paragraph MarginWords(const Study& study, const PaperClaims& claims, double margin) {
  const std::string lead = absl::StrCat("At ", MarginText(margin), ".");
  if (!FindMargin(study, margin)->tested) return {"Not tested here: a larger margin had failed.", lead, Tone::kMuted};
  Tally tally;
  for (const PaperClaim& claim : claims.pairs) {
    if (claim.margin == margin && claim.equivalent.value_or(false)) {
      tally.Add(claim, FateOf(study, claim, FoundEquivalent));
    }
  }
  return {TallyText(study, "equivalent", tally), lead};
}

// Pairs of the family that are found so, and how many there are.
struct FoundPairs {
  std::vector<std::string> by_itself, with_holm;
};

FoundPairs FindPairs(const MarginResult& margin, bool (*found)(Decision)) {
  FoundPairs pairs;
  for (const PairResult& pair : margin.pairs) {
    if (pair.involves_control) continue;
    if (found(pair.comparison.decision)) pairs.by_itself.push_back(PairLabel(pair.comparison));
    if (found(pair.decision_holm)) pairs.with_holm.push_back(PairLabel(pair.comparison));
  }
  return pairs;
}

std::string Listed(const std::vector<std::string>& pairs) {
  return pairs.empty() ? "" : absl::StrCat(" (", absl::StrJoin(pairs, ", "), ")");
}

std::string CountText(const Study& study, const CountClaim& claim, const PairCount& theirs, const std::string& kind,
                      bool (*found)(Decision)) {
  const MarginResult& margin = *FindMargin(study, claim.margin);
  const FoundPairs ours = FindPairs(margin, found);
  return absl::StrCat("The paper finds ", theirs.pairs, " of ", theirs.of, " pairs ", kind, ", from ",
                      UnitText(claim.unit), ", and does not say which. At the level of ", InferenceUnitName(study.unit),
                      " ", ours.by_itself.size(), " of ", margin.family_pairs, " are, each by itself",
                      Listed(ours.by_itself), ", and ", ours.with_holm.size(), " with Holm's correction",
                      Listed(ours.with_holm), ".");
}

Paragraph CountWords(const Study& study, const CountClaim& claim) {
  const std::string lead = absl::StrCat("At ", MarginText(claim.margin), ".");
  if (!FindMargin(study, claim.margin)->tested) {
    return {"Not tested here: a larger margin had failed.", lead, Tone::kMuted};
  }
  std::vector<std::string> texts;
  if (claim.equivalent) texts.push_back(CountText(study, claim, *claim.equivalent, "equivalent", FoundEquivalent));
  if (claim.different) texts.push_back(CountText(study, claim, *claim.different, "different", FoundDifferent));
  return {absl::StrJoin(texts, " "), lead};
}

void AddDifferences(const Study& study, const PaperClaims& claims, std::vector<Block>& blocks) {
  Tally tally;
  for (const ClaimedPair& pair : ByPair(claims)) {
    const PaperClaim* claim = DifferenceClaim(pair);
    if (claim != nullptr && *claim->different) tally.Add(*claim, FateOf(study, *claim, FoundDifferent));
  }
  if (tally.claimed > 0) blocks.push_back(Paragraph{TallyText(study, "different", tally), "Differences."});
}

absl::Status CheckMargin(const Study& study, double margin, const std::string& what) {
  if (FindMargin(study, margin) != nullptr) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("a claim about ", what, " has the margin ", margin, ", which is not tested here"));
}

}  // namespace

absl::Status CheckClaims(const Study& study, const PaperClaims& claims) {
  for (const PaperClaim& claim : claims.pairs) {
    for (const std::string& name : {claim.a, claim.b}) {
      const bool known = std::any_of(study.variants.begin(), study.variants.end(),
                                     [&](const VariantSummary& variant) { return variant.name == name; });
      if (known) continue;
      return absl::InvalidArgumentError(absl::StrCat("a claim names \"", name, "\", which is no variant here"));
    }
    const absl::Status margin = CheckMargin(study, claim.margin, absl::StrCat(claim.a, " and ", claim.b));
    if (!margin.ok()) return margin;
  }
  for (const CountClaim& claim : claims.counts) {
    const absl::Status margin = CheckMargin(study, claim.margin, "numbers of pairs");
    if (!margin.ok()) return margin;
  }
  return absl::OkStatus();
}

std::vector<Block> ConclusionBlocks(const Study& study, const PaperClaims& claims) {
  std::vector<Block> blocks;
  for (const double margin : ClaimedMargins(claims)) blocks.push_back(MarginWords(study, claims, margin));
  for (const CountClaim& claim : claims.counts) blocks.push_back(CountWords(study, claim));
  AddDifferences(study, claims, blocks);
  if (!claims.pairs.empty()) blocks.push_back(PairsTable(study, claims));
  return blocks;
}

}  // namespace moebench::stats
