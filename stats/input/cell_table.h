// A table as a CSV or JSON file holds it, before it is known what its columns mean: text in rows under named columns.
// Its errors name file, line, column and value, so that they can be mended in an editor.
#ifndef MOEBENCH_STATS_INPUT_CELL_TABLE_H_
#define MOEBENCH_STATS_INPUT_CELL_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace moebench::stats {

struct Cell {
  std::string text;        // "" where the file has nothing, or JSON's null
  bool is_string = false;  // a JSON string: text even where it looks like a number
};

struct CellRow {
  int line = 0;             // of the file, from 1, on which the row begins
  std::vector<Cell> cells;  // as many as there are columns
};

struct CellTable {
  std::string source;  // of the file, for errors
  std::vector<std::string> columns;
  std::vector<CellRow> rows;

  // Index of the column, or -1.
  int Find(absl::string_view column) const;
};

// `<source>, line 7: <problem>`: DataLoss, as are all errors about what a file holds.
absl::Status LineError(absl::string_view source, int line, absl::string_view problem);

// `<source>, line 7, column "val_loss": "abc" <problem>`
absl::Status CellError(const CellTable& table, const CellRow& row, int column, absl::string_view problem);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_CELL_TABLE_H_
