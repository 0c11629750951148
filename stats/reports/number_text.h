#ifndef MOEBENCH_STATS_REPORTS_NUMBER_TEXT_H_
#define MOEBENCH_STATS_REPORTS_NUMBER_TEXT_H_

// Numbers as a report writes them: decimal points, ASCII minus signs (so that they can be searched for and copied),
// "n/a" for what is not finite, never "-0.000".

#include <string>

#include "stats/estimators/interval.h"

namespace moebench::stats {

std::string FixedText(double value, int decimals);

// The shortest decimal number that reads as `value` to 6 significant digits: margins, temperatures, ticks.
std::string ShortText(double value);

// A p-value: three decimals, two significant digits below 0.001.
std::string PText(double p);

// "[-0.0250, -0.0004]".
std::string IntervalText(const Interval& interval, int decimals);

// A share in [0, 1] as "62.5 %".
std::string PercentText(double share, int decimals = 1);

// How many decimals show `scale` (a margin, a spread) to three significant digits; from 0 to 10. 0.02 -> 4, 0.5 -> 3.
int DecimalsFor(double scale);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_NUMBER_TEXT_H_
