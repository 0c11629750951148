#ifndef MOEBENCH_STATS_EQUIVALENCE_PAIR_METHODS_H_
#define MOEBENCH_STATS_EQUIVALENCE_PAIR_METHODS_H_

// The methods that compare one pair of a study: the primary one, which decides, and others beside it, which never do.
// All that does not depend on the margin is computed once; each method then answers at any margin.
//
//   level      primary (method auto)                  beside it
//   units      bootstrap percentile of the paired     paired t; basic, BCa, studentised; moving blocks of the
//              differences; paired t below 8 units    lengths asked for, circular ones of automatic length
//   unpaired   Welch t over units                     two-sample bootstrap
//   seeds      Welch t                                pooled t; from 8 seeds on two-sample bootstrap; where units are
//                                                     known, crossed bootstrap (unreliable below 8 seeds)
//   crossed    crossed bootstrap, percentile          Welch t, pooled t and two-sample bootstrap over seeds
//
// Values weighted by tokens are ratio estimates and perplexities exponentials of them: t tests are made on linearized
// units, bootstraps resample the ratio itself. The crossed bootstrap of perplexities resamples each seed's linearized
// units. Differences are a - b.

#include "absl/status/statusor.h"
#include "stats/equivalence/methods_at_margin.h"
#include "stats/equivalence/study_data.h"
#include "stats/equivalence/study_result.h"

namespace moebench::stats {

// InvalidArgument or FailedPrecondition where the primary method has no answer.
absl::StatusOr<PairMethods> MethodsOfPair(const RunGroup& a, const RunGroup& b, const StudyData& data,
                                          const StudyOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_PAIR_METHODS_H_
