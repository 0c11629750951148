#ifndef MOEBENCH_STATS_REPORTS_STUDY_TEXT_H_
#define MOEBENCH_STATS_REPORTS_STUDY_TEXT_H_

// What the sections of a report share when they put a study into words: symbols of decisions, names of pairs and
// margins, and how many decimals its differences deserve.

#include <string>
#include <vector>

#include "stats/equivalence/study.h"
#include "stats/reports/report_model.h"

namespace moebench::stats {

// = equivalent, ≈ both, ≠ different, ? inconclusive, ∅ degenerate.
const char* DecisionSymbol(Decision decision);
Tone DecisionTone(Decision decision);

// "= equivalent".
TableCell DecisionCell(Decision decision);

// "✓ passed", "✗ failed", with other words where given.
TableCell PassedCell(bool passed, const std::string& yes = "passed", const std::string& no = "failed");

// "wide − deep": the difference that a comparison is about.
std::string PairLabel(const Comparison& comparison);

// "±0.02".
std::string MarginText(double margin);

// "val_loss", or "log perplexity" where margins are on the log scale.
std::string DifferenceMetric(const StudyOptions& options);

// "90 %" of alpha 0.05: the confidence of the interval that decides.
std::string EquivalenceConfidenceText(const StudyOptions& options);
std::string DifferenceConfidenceText(const StudyOptions& options);

// Of differences: three significant digits of the smallest margin.
int DifferenceDecimals(const Study& study);

// Margins that were tested, largest first.
std::vector<const MarginResult*> TestedMargins(const Study& study);

// The pair of the same variants at another margin; null if it has none.
const PairResult* FindPair(const MarginResult& margin, const Comparison& like);

// Pairs of the largest margin that are no controls, and those that are.
std::vector<const PairResult*> FamilyPairs(const Study& study);
std::vector<const PairResult*> ControlPairs(const Study& study);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_STUDY_TEXT_H_
