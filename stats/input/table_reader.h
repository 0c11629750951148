// Runs out of a plain table, CSV or JSON (docs/statistics_inputs.md), so that people who do not train with us can use
// the reports. One column is named as the metric; others are known by their names and all optional:
//
//   variant   what is compared; without it the file is one variant, named as the file is
//   seed      rows of equal variant and seed are one run
//   batch, example   what a row is of the run, and the key by which runs are paired; both: the example in the batch
//   tokens    weight of the row, above 0
//
//   MOE_ASSIGN_OR_RETURN(const std::vector<RunSample> runs, ReadTable("losses.csv", "val_loss"));
//
// Without batch and example, a row is a whole run where there is a seed column or one row a variant. Several rows of a
// variant without seed, batch or example are batches that cannot be paired. Units come in the natural order of their
// keys, whatever the order of the rows.
//
// Of "perplexity" each unit's logarithm is taken, see run_sample.h. Of "correct" values are 0 or 1 (or true, false) and
// units are examples.
//
// Errors: DataLoss, with file, line, column and value, for what is no table, has no column of the metric or no row, a
// value that is absent, no number or not finite, a weight not above 0, a key twice in a run, a run twice, a name that
// is no text; NotFound where there is no file.
#ifndef MOEBENCH_STATS_INPUT_TABLE_READER_H_
#define MOEBENCH_STATS_INPUT_TABLE_READER_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

absl::StatusOr<std::vector<RunSample>> ReadTable(const std::string& path, const std::string& metric);

// From a file's bytes: JSON where they begin with { or [, CSV otherwise. `source` is the file's name.
absl::StatusOr<std::vector<RunSample>> ParseTable(absl::string_view bytes, const std::string& source,
                                                  const std::string& metric);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_TABLE_READER_H_
