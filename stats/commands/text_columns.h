// A table as text of aligned columns: headers, then rows, two blanks between columns, each column as wide as its widest
// cell in letters (not bytes).
#ifndef MOEBENCH_STATS_COMMANDS_TEXT_COLUMNS_H_
#define MOEBENCH_STATS_COMMANDS_TEXT_COLUMNS_H_

#include <string>
#include <vector>

namespace moebench::stats {

// Rows may be shorter than the first. Numbers (cells that begin with a digit, a sign or a bracket) are put to the right
// of their column, all else to the left. Every line begins with `indent` blanks and ends with "\n", without blanks
// before it.
std::string TextColumns(const std::vector<std::vector<std::string>>& rows, int indent);

// Words in lines of at most `width` letters, each begun with `indent` blanks and ended with "\n".
std::string Wrapped(const std::string& text, int indent, int width = 100);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_TEXT_COLUMNS_H_
