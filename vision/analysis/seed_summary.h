// Runs of one experiment under several seeds: mean, standard deviation (n - 1 in the denominator) and n of every metric
// in the summaries of their records (see run_summary.h), and as a table beside the paper's result. One run has no
// standard deviation: it is printed as n/a, never as 0. Only finished runs count; the others are named below the table.
#ifndef MOEBENCH_VISION_ANALYSIS_SEED_SUMMARY_H_
#define MOEBENCH_VISION_ANALYSIS_SEED_SUMMARY_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "stats/records/run_record.pb.h"

namespace moebench::vision {

struct SeedStatistic {
  std::string metric;
  int n = 0;  // runs that report the metric
  double mean = 0;
  std::optional<double> standard_deviation;  // absent where n is 1
};

// In the order the metrics first appear. InvalidArgument for no finished run, runs that differ in more than the seed, a
// seed that is there twice, and a metric that is not a finite number.
absl::StatusOr<std::vector<SeedStatistic>> SummarizeSeeds(absl::Span<const stats::RunRecord> records);

// The same as a table of at most 100 columns.
absl::StatusOr<std::string> SeedSummaryTable(absl::Span<const stats::RunRecord> records);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_SEED_SUMMARY_H_
