#include "stats/input/unit_mean.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/summary.h"
#include "stats/input/name_check.h"

namespace moebench::stats {

absl::StatusOr<double> ValueOfUnits(const RunSample& run, const std::string& metric) {
  MOE_ASSIGN_OR_RETURN(const double mean,
                       run.unit_weight.empty() ? Mean(run.unit_value) : WeightedMean(run.unit_value, run.unit_weight));
  const double value = metric == kPerplexity ? std::exp(mean) : mean;
  if (std::isfinite(value)) return value;
  return absl::DataLossError(absl::StrCat(run.source, ": the ", metric, " of variant ", Shown(run.variant), ", seed ",
                                          Shown(run.seed), " is beyond the range of a number"));
}

}  // namespace moebench::stats
