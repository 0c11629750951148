#ifndef MOEBENCH_STATS_EQUIVALENCE_COCHRAN_Q_H_
#define MOEBENCH_STATS_EQUIVALENCE_COCHRAN_Q_H_

// Cochran's Q: whether k classifiers have the same accuracy on the same examples (Cochran 1950). With G_j the examples
// that classifier j has right, L_i the classifiers that have example i right and N = sum G_j = sum L_i:
//
//   Q = (k - 1) (k sum G_j^2 - N^2) / (k N - sum L_i^2),   chi-square on k - 1 degrees of freedom
//
// For k = 2 it is McNemar's chi-square without correction.
//
//   MOE_ASSIGN_OR_RETURN(const CochranQResult result, CochranQ({wide, deep, magnitude}));
//
// Examples that all classifiers have right, or all wrong, say nothing; where there are no others the result is
// degenerate, with Q = 0 and p = 1. Assumptions: examples independent; the approximation wants k times the informative
// examples to be at least 24 (Tate and Brown 1970), and `note` says so below that. Errors: InvalidArgument for fewer
// than 2 classifiers or examples, unequal lengths, outcomes that are not 0 or 1.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace moebench::stats {

struct CochranQResult {
  int classifiers = 0;
  int64_t examples = 0;
  int64_t informative = 0;  // examples that some have right and some wrong
  double q = 0;
  int degrees_of_freedom = 0;
  double p = 1;
  bool degenerate = false;  // no informative example
  std::string note;         // "" unless something had to be said
};

// outcomes[j][i] is 1 where classifier j has example i right, else 0.
absl::StatusOr<CochranQResult> CochranQ(absl::Span<const std::vector<double>> outcomes);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_COCHRAN_Q_H_
