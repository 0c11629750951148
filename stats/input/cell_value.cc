#include "stats/input/cell_value.h"

#include <cmath>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "stats/input/name_check.h"

namespace moebench::stats {

absl::StatusOr<double> CellNumber(const CellTable& table, const CellRow& row, int column) {
  const Cell& cell = row.cells[column];
  double value = 0;
  if (cell.text.empty()) return CellError(table, row, column, "is no number: the value is missing");
  if (!cell.is_string && absl::EqualsIgnoreCase(cell.text, "true")) return 1;
  if (!cell.is_string && absl::EqualsIgnoreCase(cell.text, "false")) return 0;
  const bool hexadecimal = cell.text.find_first_of("xX") != std::string::npos;
  if (cell.is_string || hexadecimal || !absl::SimpleAtod(cell.text, &value))
    return CellError(table, row, column, "is no number");
  if (!std::isfinite(value)) return CellError(table, row, column, "is no finite number");
  return value;
}

absl::StatusOr<std::string> CellName(const CellTable& table, const CellRow& row, int column) {
  const std::string& name = row.cells[column].text;
  const std::string problem = NameProblem(name);
  if (!problem.empty()) return CellError(table, row, column, problem);
  if (name.empty()) return CellError(table, row, column, "is empty; every row needs one");
  return name;
}

}  // namespace moebench::stats
