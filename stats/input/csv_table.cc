#include "stats/input/csv_table.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "stats/input/name_check.h"

namespace moebench::stats {
namespace {

// Reads the text record by record.
class CsvScanner {
 public:
  CsvScanner(absl::string_view bytes, const std::string& source) : rest_(bytes), source_(source) {
    absl::ConsumePrefix(&rest_, "\xEF\xBB\xBF");
  }

  bool AtEnd() const { return rest_.empty(); }
  int line() const { return line_; }

  void SkipComments() {
    while (absl::StartsWith(rest_, "#")) SkipLine();
  }

  // True where everything left is blank lines.
  bool OnlyBlankLeft() const { return rest_.find_first_not_of(" \t\r\n") == absl::string_view::npos; }

  absl::StatusOr<CellRow> Next() {
    CellRow row;
    row.line = line_;
    for (bool more = true; more;) {
      Cell cell;
      MOE_ASSIGN_OR_RETURN(more, ReadField(&cell.text));
      row.cells.push_back(std::move(cell));
    }
    return row;
  }

 private:
  absl::Status Error(absl::string_view problem) const { return LineError(source_, line_, problem); }

  void SkipLine() {
    const size_t end = rest_.find('\n');
    rest_.remove_prefix(end == absl::string_view::npos ? rest_.size() : end + 1);
    ++line_;
  }

  // True where another field of the same record follows.
  absl::StatusOr<bool> ReadField(std::string* text) {
    SkipBlanks();
    if (absl::StartsWith(rest_, "\"")) {
      MOE_RETURN_IF_ERROR(ReadQuoted(text));
    } else {
      MOE_RETURN_IF_ERROR(ReadPlain(text));
    }
    return EndField();
  }

  void SkipBlanks() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) rest_.remove_prefix(1);
  }

  absl::Status ReadPlain(std::string* text) {
    size_t length = rest_.find_first_of(",\n");
    if (length == absl::string_view::npos) length = rest_.size();
    absl::string_view field = rest_.substr(0, length);
    rest_.remove_prefix(length);
    if (!absl::StartsWith(rest_, ",")) absl::ConsumeSuffix(&field, "\r");
    *text = std::string(absl::StripTrailingAsciiWhitespace(field));
    if (absl::StrContains(*text, '"')) return Error(absl::StrCat("a quotation mark inside ", Shown(*text)));
    if (absl::StrContains(*text, '\r')) return Error("a carriage return that ends no line; lines end in LF or CRLF");
    return absl::OkStatus();
  }

  absl::Status ReadQuoted(std::string* text) {
    const int first_line = line_;
    for (;;) {
      rest_.remove_prefix(1);
      const size_t mark = rest_.find('"');
      if (mark == absl::string_view::npos) {
        return LineError(source_, first_line, "a quotation mark is opened here and never closed");
      }
      for (const char c : rest_.substr(0, mark)) line_ += c == '\n';
      text->append(rest_.data(), mark);
      rest_.remove_prefix(mark + 1);
      if (!absl::StartsWith(rest_, "\"")) break;
      text->push_back('"');
    }
    SkipBlanks();
    const bool ended = rest_.empty() || rest_[0] == ',' || rest_[0] == '\n' || absl::StartsWith(rest_, "\r\n");
    return ended || rest_ == "\r" ? absl::OkStatus()
                                  : Error(absl::StrCat("text follows the quoted field ", Shown(*text)));
  }

  bool EndField() {
    if (absl::ConsumePrefix(&rest_, ",")) return true;
    absl::ConsumePrefix(&rest_, "\r");
    absl::ConsumePrefix(&rest_, "\n");
    ++line_;
    return false;
  }

  absl::string_view rest_;
  const std::string& source_;
  int line_ = 1;
};

bool IsBlank(const CellRow& row) { return row.cells.size() == 1 && row.cells[0].text.empty(); }

absl::Status ReadHeader(CsvScanner* scanner, CellTable* table) {
  scanner->SkipComments();
  if (scanner->OnlyBlankLeft()) return LineError(table->source, scanner->line(), "no header row; the file is empty");
  MOE_ASSIGN_OR_RETURN(const CellRow header, scanner->Next());
  std::set<std::string> names;
  for (const Cell& cell : header.cells) {
    if (!cell.text.empty() && !names.insert(cell.text).second) {
      return LineError(table->source, header.line, absl::StrCat("two columns are called ", Shown(cell.text)));
    }
    table->columns.push_back(cell.text);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CellTable> ParseCsvTable(absl::string_view bytes, const std::string& source) {
  CellTable table;
  table.source = source;
  if (absl::StrContains(bytes, '\0')) {
    return absl::DataLossError(absl::StrCat(source, ": a byte is 0, so this is no CSV text in UTF-8"));
  }
  CsvScanner scanner(bytes, source);
  MOE_RETURN_IF_ERROR(ReadHeader(&scanner, &table));
  while (!scanner.AtEnd() && !scanner.OnlyBlankLeft()) {
    MOE_ASSIGN_OR_RETURN(CellRow row, scanner.Next());
    if (IsBlank(row)) return LineError(source, row.line, "a blank line between rows; remove it or fill in its value");
    if (row.cells.size() != table.columns.size()) {
      return LineError(source, row.line,
                       absl::StrCat(row.cells.size(), " fields under ", table.columns.size(), " columns"));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace moebench::stats
