#ifndef MOEBENCH_STATS_ESTIMATORS_INTERVAL_H_
#define MOEBENCH_STATS_ESTIMATORS_INTERVAL_H_

// A two-sided confidence interval.

namespace moebench::stats {

struct Interval {
  double lower = 0;
  double upper = 0;
  double confidence = 0;  // in (0, 1): 0.90 of a 90 % interval

  bool Contains(double value) const { return lower <= value && value <= upper; }  // closed
};

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_INTERVAL_H_
