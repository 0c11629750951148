// Runs from wherever they lie: run folders, record files, CSV and JSON tables, named by paths and patterns.
//
//   MOE_ASSIGN_OR_RETURN(const std::vector<RunSample> runs, ReadSamples({"runs/equifinality/*/*"}, {"val_loss"}));
//
// A name is a path, a pattern (* ? [...], as a shell expands them) or several of both with commas between; an existing
// path is meant even where it looks like a pattern. Relative ones start in the folder that the program was called from.
// What a path is, its content decides: a folder is a run folder; a file that begins with { and has a schema_version, or
// with the first bytes of a binary record, is a record; all else is a table.
//
// Runs come in the order of the names, those of a pattern in natural order; a path met twice counts once.
#ifndef MOEBENCH_STATS_INPUT_SAMPLE_SOURCE_H_
#define MOEBENCH_STATS_INPUT_SAMPLE_SOURCE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "stats/input/record_samples.h"
#include "stats/input/run_sample.h"

namespace moebench::stats {

// Errors are those of the readers, naming the path: NotFound for a path or pattern that leads nowhere, DataLoss and
// FailedPrecondition for content. Variants have short names and were checked, see variant_names.h. InvalidArgument
// where no name is given.
absl::StatusOr<std::vector<RunSample>> ReadSamples(absl::Span<const std::string> names, const RecordOptions& options);

// The runs in one file's bytes.
absl::StatusOr<std::vector<RunSample>> ParseSamples(const std::string& bytes, const std::string& source,
                                                    const RecordOptions& options);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_SAMPLE_SOURCE_H_
