#ifndef MOEBENCH_STATS_EQUIVALENCE_MCNEMAR_H_
#define MOEBENCH_STATS_EQUIVALENCE_MCNEMAR_H_

// McNemar's test of two classifiers on the same examples (McNemar 1947): only the discordant examples, those that one
// of them alone has right, say which is better. With b = only a right, c = only b right, m = b + c, and X binomial
// (m, 1/2):
//
//   exact            p = min(1, 2 P(X <= min(b, c)))
//   mid-p            p = exact p - P(X = min(b, c)); 1 - P(X = b) / 2 where b = c (Fagerland, Lydersen and Laake 2013)
//   chi-square       (b - c)^2 / m on 1 degree of freedom
//   with correction  max(0, |b - c| - 1)^2 / m (Edwards 1948)
//   odds ratio       b / c; its exact conditional interval: q / (1 - q) of the Clopper-Pearson limits q of b out of m
//
//   MOE_ASSIGN_OR_RETURN(const PairedTable table, TabulatePairs(correct_a, correct_b));
//   MOE_ASSIGN_OR_RETURN(const McNemarResult result, McNemar(table));
//
// The exact test keeps its level always and is conservative; mid-p is close to it and was never above it in the paper's
// scenarios; chi-square wants 25 discordant examples or so. Exchanging a and b leaves all p-values and inverts the odds
// ratio. Without any discordant example there is nothing to test: p is 1 and the result says that it is degenerate.
//
// Assumption: examples independent of one another. A test of difference: a large p is no proof of equivalence, for that
// see tost.h on the 0/1 outcomes. Errors: InvalidArgument for outcomes that are not 0 or 1, unequal lengths, fewer than
// 2 examples, a negative count, a table that is not 2 x 2, confidence outside (0, 1).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/estimators/interval.h"

namespace moebench::stats {

// Numbers of examples.
struct PairedTable {
  int64_t both = 0;     // right by a and by b
  int64_t only_a = 0;   // right by a, wrong by b
  int64_t only_b = 0;   // wrong by a, right by b
  int64_t neither = 0;  // wrong by both
};

struct McNemarResult {
  PairedTable table;
  int64_t examples = 0;
  int64_t discordant = 0;
  double difference = 0;  // accuracy of a less accuracy of b
  double p_exact = 1;
  double p_mid = 1;
  double chi_square = 0;
  double p_chi_square = 1;
  double chi_square_corrected = 0;
  double p_corrected = 1;
  std::optional<double> odds_ratio;       // infinite where only_b is 0; absent where degenerate
  std::optional<Interval> odds_interval;  // its upper end may be infinite; absent where degenerate
  bool degenerate = false;                // no discordant example
  std::string note;                       // "" unless something had to be said
};

// a[i] and b[i] are the outcomes of example i, 1 for right and 0 for wrong.
absl::StatusOr<PairedTable> TabulatePairs(absl::Span<const double> a, absl::Span<const double> b);

// Rows are a right, a wrong; columns b right, b wrong.
absl::StatusOr<PairedTable> PairedTableFromRows(const std::vector<std::vector<int64_t>>& rows);

absl::StatusOr<McNemarResult> McNemar(const PairedTable& table, double confidence = 0.95);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_EQUIVALENCE_MCNEMAR_H_
