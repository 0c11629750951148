#include "stats/input/json_table.h"

#include <cstdint>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "nlohmann/json.hpp"
#include "stats/input/name_check.h"

namespace moebench::stats {
namespace {

// Walks over the text and counts its lines on the way, which the parser does not tell. A token ends on the line of the
// last character read, but a number on that of the one before: the parser looks one character ahead.
struct LineCount {
  int line = 1;
  int line_before = 1;
};

class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, LineCount* count) : at_(at), count_(count) {}
  const char& operator*() const { return *at_; }
  CountingIterator& operator++() {
    count_->line_before = count_->line;
    count_->line += *at_ == '\n';
    ++at_;
    return *this;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  LineCount* count_;
};

// Receives the parser's events and fills a table; the first thing that fits none of the forms ends the parse.
class TableBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TableBuilder(const std::string& source, const LineCount& count) : count_(count) { table_.source = source; }

  bool null() override { return Value({}, count_.line); }
  bool boolean(bool value) override { return Value({value ? "true" : "false"}, count_.line); }
  bool number_integer(int64_t value) override { return Value({absl::StrCat(value)}, count_.line_before); }
  bool number_unsigned(uint64_t value) override { return Value({absl::StrCat(value)}, count_.line_before); }
  bool number_float(double, const std::string& text) override { return Value({text}, count_.line_before); }
  bool string(std::string& value) override { return Value({std::move(value), true}, count_.line); }
  bool binary(nlohmann::json::binary_t&) override { return Fail("binary data"); }

  bool start_object(size_t) override {
    ++depth_;
    seen_.clear();
    if (depth_ == 1) {
      form_ = Form::kColumns;
      return true;
    }
    if (depth_ == 2 && form_ == Form::kList) form_ = Form::kObjects;
    if (depth_ == 2 && form_ == Form::kObjects) return StartRow();
    return Fail("an object where a value is expected");
  }

  bool start_array(size_t) override {
    ++depth_;
    if (depth_ == 1) {
      form_ = Form::kList;
      return true;
    }
    if (depth_ == 2 && form_ == Form::kColumns) return StartColumn();
    if (depth_ == 2 && form_ == Form::kList) {
      form_ = Form::kRows;
      in_header_ = true;
      return true;
    }
    if (depth_ == 2 && form_ == Form::kRows) return StartRow();
    return Fail("a list where a value is expected");
  }

  bool end_object() override {
    --depth_;
    return depth_ > 0 || EndColumns();
  }

  bool end_array() override {
    --depth_;
    if (depth_ != 1) return true;
    if (form_ == Form::kColumns) return EndColumn();
    if (std::exchange(in_header_, false)) return true;
    if (form_ == Form::kRows && table_.rows.back().cells.size() != table_.columns.size()) {
      return Fail(absl::StrCat(table_.rows.back().cells.size(), " values under ", table_.columns.size(), " columns"));
    }
    return true;
  }

  bool key(std::string& name) override {
    if (!seen_.insert(name).second) return Fail(absl::StrCat("the key ", Shown(name), " twice in one object"));
    key_ = std::move(name);
    return true;
  }

  bool parse_error(size_t, const std::string&, const nlohmann::json::exception& error) override {
    absl::string_view reason = error.what();
    const size_t behind_prefix = reason.find("] ");  // "[json.exception.parse_error.101] "
    if (behind_prefix != absl::string_view::npos) reason.remove_prefix(behind_prefix + 2);
    return Fail(absl::StrCat("no JSON: ", reason));
  }

  absl::StatusOr<CellTable> Take() {
    if (!status_.ok()) return status_;
    for (CellRow& row : table_.rows) row.cells.resize(table_.columns.size());
    return std::move(table_);
  }

 private:
  enum class Form { kNone, kList, kObjects, kRows, kColumns };

  bool Fail(absl::string_view problem) {
    if (status_.ok()) status_ = LineError(table_.source, count_.line, problem);
    return false;
  }

  bool StartRow() {
    table_.rows.emplace_back();
    table_.rows.back().line = count_.line;
    table_.rows.back().cells.resize(form_ == Form::kObjects ? table_.columns.size() : 0);
    return true;
  }

  bool StartColumn() {
    row_in_column_ = 0;
    return AddColumn(key_);
  }

  // The first list makes the rows, the others must have as many values.
  bool EndColumn() {
    if (row_in_column_ == table_.rows.size()) return true;
    return Fail(absl::StrCat("the list ", Shown(table_.columns.back()), " has ", row_in_column_, " values, ",
                             Shown(table_.columns.front()), " has ", table_.rows.size()));
  }

  bool EndColumns() { return form_ != Form::kColumns || !table_.columns.empty() || Fail("no column"); }

  bool AddColumn(const std::string& name) {
    if (!column_index_.emplace(name, table_.columns.size()).second) {
      return Fail(absl::StrCat("two columns are called ", Shown(name)));
    }
    table_.columns.push_back(name);
    return true;
  }

  bool Value(Cell cell, int line) {
    switch (form_) {
      case Form::kObjects:
        return depth_ == 2 ? SetUnderKey(std::move(cell)) : Fail("a value where an object is expected");
      case Form::kRows:
        return depth_ == 2 ? Append(std::move(cell)) : Fail("a value where a list is expected");
      case Form::kColumns:
        if (depth_ == 1 && absl::StartsWith(key_, "_")) return true;
        return depth_ == 2 ? AppendToColumn(std::move(cell), line)
                           : Fail(absl::StrCat("a value where the list of ", Shown(key_), " is expected"));
      default:
        return Fail("no table; expected a list of objects, an object of lists, or a list of lists with a header");
    }
  }

  bool SetUnderKey(Cell cell) {
    if (absl::StartsWith(key_, "_")) return true;
    if (column_index_.count(key_) == 0 && !AddColumn(key_)) return false;
    std::vector<Cell>& cells = table_.rows.back().cells;
    cells.resize(table_.columns.size());
    cells[column_index_[key_]] = std::move(cell);
    return true;
  }

  bool Append(Cell cell) {
    if (in_header_) return cell.is_string ? AddColumn(cell.text) : Fail("a header value that is no text");
    table_.rows.back().cells.push_back(std::move(cell));
    return true;
  }

  bool AppendToColumn(Cell cell, int line) {
    if (table_.columns.size() == 1) {
      table_.rows.emplace_back();
      table_.rows.back().line = line;
    }
    if (row_in_column_ >= table_.rows.size()) {
      return Fail(absl::StrCat("the list ", Shown(key_), " is longer than ", Shown(table_.columns.front())));
    }
    table_.rows[row_in_column_].cells.resize(table_.columns.size());
    table_.rows[row_in_column_].cells.back() = std::move(cell);
    ++row_in_column_;
    return true;
  }

  CellTable table_;
  const LineCount& count_;
  absl::Status status_;
  Form form_ = Form::kNone;
  int depth_ = 0;
  bool in_header_ = false;
  std::string key_;
  std::set<std::string> seen_;  // keys of the object being read
  std::map<std::string, size_t> column_index_;
  size_t row_in_column_ = 0;
};

}  // namespace

absl::StatusOr<CellTable> ParseJsonTable(absl::string_view bytes, const std::string& source) {
  absl::ConsumePrefix(&bytes, "\xEF\xBB\xBF");
  LineCount count;
  TableBuilder builder(source, count);
  nlohmann::json::sax_parse(CountingIterator(bytes.data(), &count),
                            CountingIterator(bytes.data() + bytes.size(), &count), &builder);
  return builder.Take();
}

}  // namespace moebench::stats
