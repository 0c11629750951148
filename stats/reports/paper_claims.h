#ifndef MOEBENCH_STATS_REPORTS_PAPER_CLAIMS_H_
#define MOEBENCH_STATS_REPORTS_PAPER_CLAIMS_H_

// What a paper concluded about pairs of variants, to be set beside what the study found: a CSV table with a header and
// the columns
//
//   a, b, margin    the pair, in either order, and the margin in the study's unit
//   equivalent      "yes" or "no": whether the paper found the pair equivalent at that margin; empty where it does not
//                   say
//   different       the same of a difference
//   unit            what its sample was, in words: "50 validation batches of one checkpoint each"
//   source          where it says so: "EQUIFINALITY, appendix B.2"
//
// A row without a and b is of a paper that gives numbers of pairs alone: `equivalent` and `different` hold how many, as
// "5 of 10", or nothing.
//
// Errors name the line: a column missing or unknown, a cell that is none of the above, a row that says nothing, a pair
// or a margin claimed twice.

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::stats {

struct PaperClaim {
  std::string a, b;
  double margin = 0;
  std::optional<bool> equivalent, different;
  std::string unit;
  std::string source;
};

struct PairCount {
  int pairs = 0, of = 0;
};

struct CountClaim {
  double margin = 0;
  std::optional<PairCount> equivalent, different;
  std::string unit;
  std::string source;
};

struct PaperClaims {
  std::vector<PaperClaim> pairs;
  std::vector<CountClaim> counts;
};

absl::StatusOr<PaperClaims> ParsePaperClaims(absl::string_view csv);

// The same, from a file; errors name it.
absl::StatusOr<PaperClaims> ReadPaperClaims(const std::string& path);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_PAPER_CLAIMS_H_
