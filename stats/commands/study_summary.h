// A study as text for a terminal: the conclusion, what it speaks of, variants, and for each margin its pairs, controls
// and what they come to in words.
#ifndef MOEBENCH_STATS_COMMANDS_STUDY_SUMMARY_H_
#define MOEBENCH_STATS_COMMANDS_STUDY_SUMMARY_H_

#include <string>

#include "stats/equivalence/study.h"

namespace moebench::stats {

struct SummaryOptions {
  bool sensitivity = false;     // other methods, below each pair
  std::string preregistration;  // name and hash, "" for none
};

std::string StudySummary(const Study& study, const SummaryOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_STUDY_SUMMARY_H_
