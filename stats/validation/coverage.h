#ifndef MOEBENCH_STATS_VALIDATION_COVERAGE_H_
#define MOEBENCH_STATS_VALIDATION_COVERAGE_H_

// How often nominal intervals cover the truth: every method of the library that fits a kind of data, on simulated data
// sets of it. A coverage that is not the nominal one is a property of the method (a percentile interval of 50 skewed
// values covers less); one that is not the reference's, on the same data sets, is a defect.

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "stats/validation/simulated_data.h"

namespace moebench::stats {

struct CoverageOptions {
  int data_sets = 10000;
  int resamples = 1000;  // a data set
  double confidence = 0.90;
  uint64_t seed = 42;
};

struct CoverageRow {
  DataKind kind;
  std::string method;   // "t", "percentile", "moving blocks of 10", ...
  std::string covered;  // one character a data set: '1' covered, '0' not, '-' refused by the method

  double Coverage() const;  // share of '1'
};

// The methods that are tried on `kind`, in order.
std::vector<std::string> MethodsFor(DataKind kind);

// One row a method. Errors: those of the methods, for options that no data set could be analysed with.
absl::StatusOr<std::vector<CoverageRow>> MeasureCoverage(DataKind kind, const CoverageOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_VALIDATION_COVERAGE_H_
