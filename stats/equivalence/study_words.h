#ifndef MOEBENCH_STATS_EQUIVALENCE_STUDY_WORDS_H_
#define MOEBENCH_STATS_EQUIVALENCE_STUDY_WORDS_H_

// A study in plain words: a paragraph for each pair, a headline for the whole, and what its unit of inference lets one
// say.

#include <string>

#include "stats/equivalence/study_result.h"

namespace moebench::stats {

// Effect, interval, margin, method and n, decision, p-values, Holm's correction and, beside an inconclusive result,
// power.
std::string PairWords(const PairResult& pair, const StudyOptions& options, int family_pairs);

// From the margins, with their pairs, counts and controls; ends with whether the controls validate it.
std::string HeadlineWords(const Study& study);

std::string ScopeWords(InferenceUnit unit, bool paired);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_STUDY_WORDS_H_
