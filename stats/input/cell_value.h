// What a cell of a table says: a number, or a name. DataLoss, with file, line, column and value, where it says neither.
#ifndef MOEBENCH_STATS_INPUT_CELL_VALUE_H_
#define MOEBENCH_STATS_INPUT_CELL_VALUE_H_

#include <string>

#include "absl/status/statusor.h"
#include "stats/input/cell_table.h"

namespace moebench::stats {

// A finite decimal number; true and false are 1 and 0. A string of JSON is never one.
absl::StatusOr<double> CellNumber(const CellTable& table, const CellRow& row, int column);

// Text as name_check.h wants it, not empty.
absl::StatusOr<std::string> CellName(const CellTable& table, const CellRow& row, int column);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_CELL_VALUE_H_
