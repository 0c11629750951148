#include "stats/input/cell_table.h"

#include "absl/strings/str_cat.h"
#include "stats/input/name_check.h"

namespace moebench::stats {

int CellTable::Find(absl::string_view column) const {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == column) return static_cast<int>(i);
  }
  return -1;
}

absl::Status LineError(absl::string_view source, int line, absl::string_view problem) {
  return absl::DataLossError(absl::StrCat(source, ", line ", line, ": ", problem));
}

absl::Status CellError(const CellTable& table, const CellRow& row, int column, absl::string_view problem) {
  return absl::DataLossError(absl::StrCat(table.source, ", line ", row.line, ", column ", Shown(table.columns[column]),
                                          ": ", Shown(row.cells[column].text), " ", problem));
}

}  // namespace moebench::stats
