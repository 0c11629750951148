// JSON as a table, in the three forms that programs write:
//
//   [{"variant": "wide", "val_loss": 3.52}, ...]           a row an object; a key that a row lacks is an empty cell
//   {"variant": ["wide", ...], "val_loss": [3.52, ...]}    a column a list, all of one length
//   [["variant", "val_loss"], ["wide", 3.52], ...]         a header row, then rows
//
// Keys that begin with _ and hold one value (such as "_command") are notes and not read. Errors name file and line.
// DataLoss: text that is no JSON, another shape, a key twice in one object, a number beyond the range of a double,
// lists of different lengths.
#ifndef MOEBENCH_STATS_INPUT_JSON_TABLE_H_
#define MOEBENCH_STATS_INPUT_JSON_TABLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "stats/input/cell_table.h"

namespace moebench::stats {

absl::StatusOr<CellTable> ParseJsonTable(absl::string_view bytes, const std::string& source);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_JSON_TABLE_H_
