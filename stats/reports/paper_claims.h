#ifndef MOEBENCH_STATS_REPORTS_PAPER_CLAIMS_H_
#define MOEBENCH_STATS_REPORTS_PAPER_CLAIMS_H_

// What a paper concluded about pairs of variants, to be set beside what the study found: a CSV table with a header and
// the columns
//
//   a, b, margin    the pair, in either order, and the margin in the study's unit
//   equivalent      "yes" or "no": whether the paper found the pair equivalent at that margin
//   different       "yes", "no" or empty: whether it found a difference; empty where it does not say
//   unit            what its sample was, in words: "50 validation batches of one checkpoint each"
//   source          where it says so: "EQUIFINALITY, appendix B.2"
//
// Errors name the line: a column missing or unknown, a cell that is none of the above, a pair claimed twice.

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::stats {

struct PaperClaim {
  std::string a, b;
  double margin = 0;
  bool equivalent = false;
  std::optional<bool> different;
  std::string unit;
  std::string source;
};

absl::StatusOr<std::vector<PaperClaim>> ParsePaperClaims(absl::string_view csv);

// The same, from a file; errors name it.
absl::StatusOr<std::vector<PaperClaim>> ReadPaperClaims(const std::string& path);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_PAPER_CLAIMS_H_
