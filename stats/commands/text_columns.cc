#include "stats/commands/text_columns.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace moebench::stats {
namespace {

// UTF-8 letters: bytes that continue none.
size_t Letters(absl::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char byte) { return (byte & 0xC0) != 0x80; }));
}

bool IsNumber(absl::string_view cell) {
  return !cell.empty() && (absl::ascii_isdigit(cell[0]) || cell[0] == '-' || cell[0] == '[' || cell[0] == '<');
}

// A column is of numbers where its first row below the header is.
std::vector<bool> NumberColumns(const std::vector<std::vector<std::string>>& rows, size_t columns) {
  std::vector<bool> numbers(columns, false);
  for (size_t c = 0; rows.size() > 1 && c < rows[1].size(); ++c) numbers[c] = IsNumber(rows[1][c]);
  return numbers;
}

}  // namespace

std::string TextColumns(const std::vector<std::vector<std::string>>& rows, int indent) {
  std::vector<size_t> widths;
  for (const std::vector<std::string>& row : rows) {
    widths.resize(std::max(widths.size(), row.size()), 0);
    for (size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], Letters(row[c]));
  }
  const std::vector<bool> numbers = NumberColumns(rows, widths.size());
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    std::string line(static_cast<size_t>(indent), ' ');
    for (size_t c = 0; c < row.size(); ++c) {
      const std::string blanks(widths[c] - Letters(row[c]), ' ');
      absl::StrAppend(&line, c == 0 ? "" : "  ", numbers[c] ? blanks : "", row[c], numbers[c] ? "" : blanks);
    }
    absl::StrAppend(&text, absl::StripTrailingAsciiWhitespace(line), "\n");
  }
  return text;
}

std::string Wrapped(const std::string& text, int indent, int width) {
  const std::string margin(static_cast<size_t>(indent), ' ');
  std::string lines, line;
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!line.empty() && static_cast<int>(Letters(line) + 1 + Letters(word)) + indent > width) {
      absl::StrAppend(&lines, margin, line, "\n");
      line.clear();
    }
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  }
  return line.empty() ? lines : absl::StrCat(lines, margin, line, "\n");
}

}  // namespace moebench::stats
