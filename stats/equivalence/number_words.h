#ifndef MOEBENCH_STATS_EQUIVALENCE_NUMBER_WORDS_H_
#define MOEBENCH_STATS_EQUIVALENCE_NUMBER_WORDS_H_

// Numbers as a study's sentences write them: differences with three significant digits of the margin they are held
// against, so that a margin of 0.02 has 4 decimals; p-values from 0.0001 on.

#include <string>
#include <vector>

#include "stats/estimators/interval.h"

namespace moebench::stats {

std::string DifferenceWords(double value, double margin);            // "-0.0127"; never "-0.0000"
std::string IntervalWords(const Interval& interval, double margin);  // "-0.0248 to -0.0006"
std::string MarginWords(double margin);                              // "±0.02"
std::string PercentWords(double confidence);                         // "90 %"
std::string PWords(double p);                                        // "p = 0.026", "p < 0.0001"
std::string ListWords(const std::vector<std::string>& items);        // "a", "a and b", "a, b and c"

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_NUMBER_WORDS_H_
