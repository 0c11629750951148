#include "stats/reports/claim_fate.h"

#include "absl/strings/str_cat.h"

namespace moebench::stats {
namespace {

bool SamePair(const std::string& a, const std::string& b, const std::string& c, const std::string& d) {
  return (a == c && b == d) || (a == d && b == c);
}

const PairResult* FindClaimed(const MarginResult& margin, const PaperClaim& claim) {
  for (const PairResult& pair : margin.pairs) {
    if (SamePair(pair.comparison.a, pair.comparison.b, claim.a, claim.b)) return &pair;
  }
  return nullptr;
}

}  // namespace

const MarginResult* FindMargin(const Study& study, double value) {
  for (const MarginResult& margin : study.margins) {
    if (margin.margin == value) return &margin;
  }
  return nullptr;
}

bool FoundEquivalent(Decision decision) { return decision == Decision::kEquivalent || decision == Decision::kBoth; }
bool FoundDifferent(Decision decision) { return decision == Decision::kDifferent || decision == Decision::kBoth; }

Fate FateOf(const Study& study, const PaperClaim& claim, bool (*found)(Decision)) {
  const MarginResult& margin = *FindMargin(study, claim.margin);
  if (!margin.tested) return Fate::kNotTested;
  const PairResult* pair = FindClaimed(margin, claim);
  if (pair == nullptr) return Fate::kNotCompared;
  if (!found(pair->comparison.decision)) return Fate::kRests;
  // The pair of a control has no correction.
  return pair->involves_control || found(pair->decision_holm) ? Fate::kSurvives : Fate::kOnlyByItself;
}

std::string UnitText(const std::string& unit) { return unit.empty() ? "the paper's sample" : unit; }

TableCell FateCell(const std::optional<bool>& claimed, Fate fate, const std::string& unit) {
  if (!claimed) return {"–", {}, Tone::kMuted};
  if (fate == Fate::kNotTested) return {"not tested", {}, Tone::kMuted};
  const bool ours = fate == Fate::kSurvives || fate == Fate::kOnlyByItself;
  if (fate == Fate::kNotCompared) {
    const std::string rests = *claimed ? absl::StrCat("✗ rests on ", UnitText(unit), " only: ") : "";
    return {absl::StrCat(rests, "not compared here"), {}, *claimed ? Tone::kFailed : Tone::kMuted};
  }
  if (!*claimed) return {ours ? "found here, not in the paper" : "found in neither", {}, Tone::kNeutral};
  if (!ours) return {absl::StrCat("✗ rests on ", UnitText(unit), " only"), {}, Tone::kFailed};
  return {fate == Fate::kSurvives ? "✓ survives" : "✓ survives by itself, not with Holm", {}, Tone::kPassed};
}

}  // namespace moebench::stats
