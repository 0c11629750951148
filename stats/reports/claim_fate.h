#ifndef MOEBENCH_STATS_REPORTS_CLAIM_FATE_H_
#define MOEBENCH_STATS_REPORTS_CLAIM_FATE_H_

// What becomes of one conclusion of a paper in a study: the study comes to the same, by itself or even with Holm's
// correction, or it does not, and then the conclusion rests on the paper's own sample alone.

#include <optional>
#include <string>

#include "stats/equivalence/study.h"
#include "stats/reports/paper_claims.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

enum class Fate {
  kSurvives,
  kOnlyByItself,  // not with Holm's correction
  kRests,         // on the paper's sample: the study does not find it
  kNotCompared,   // the study has no such pair, one variant being a point
  kNotTested,     // a larger margin had failed
};

bool FoundEquivalent(Decision decision);
bool FoundDifferent(Decision decision);

// The margin of that value; null if the study has none.
const MarginResult* FindMargin(const Study& study, double value);

// `found` is one of the two above. The claim's margin must be one of the study.
Fate FateOf(const Study& study, const PaperClaim& claim, bool (*found)(Decision));

// "50 batches of one checkpoint each", or "the paper's sample" where it is not named.
std::string UnitText(const std::string& unit);

// "✓ survives", "✗ rests on 50 batches of one checkpoint each only"; of what the paper says it did not find, whether
// the study did. `claimed` is empty where the paper says nothing.
TableCell FateCell(const std::optional<bool>& claimed, Fate fate, const std::string& unit);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_CLAIM_FATE_H_
