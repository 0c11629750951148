// CSV as RFC 4180 has it: a header row, fields between commas, quoted where they hold a comma, a line end or a doubled
// quotation mark. Lines end in LF or CRLF and the last one may lack its end; a byte order mark is skipped, and so are
// lines that begin with # before the header. Blanks around an unquoted field are not part of it.
//
// Errors name file and line. DataLoss: no header, two columns of one name, a row of another length, a blank line
// between rows (of a table of one column it would be a lost value), quotation marks that do not pair up, a byte that is
// 0, a carriage return alone.
#ifndef MOEBENCH_STATS_INPUT_CSV_TABLE_H_
#define MOEBENCH_STATS_INPUT_CSV_TABLE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "stats/input/cell_table.h"

namespace moebench::stats {

absl::StatusOr<CellTable> ParseCsvTable(absl::string_view bytes, const std::string& source);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_CSV_TABLE_H_
