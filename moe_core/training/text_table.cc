#include "moe_core/training/text_table.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace moebench {
namespace {

constexpr char kGap[] = "  ";
constexpr int kGapWidth = 2;
constexpr absl::string_view kPlusMinus = " ± ";
constexpr int kNarrowestColumn = 4;

bool StartsCharacter(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }

std::string Repeated(absl::string_view text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) absl::StrAppend(&result, text);
  return result;
}

// What stands for a number that is missing does not decide how a column is aligned.
bool IsBlank(absl::string_view cell) { return cell.empty() || cell == "-" || cell == "–" || cell == "—"; }

// Digits and what goes with them, then at most one short unit: "-1.5e-3", "36.5 M", "12.5 %", "0.91 ± 0.02", "3/16".
bool IsNumber(absl::string_view cell) {
  if (cell == "nan" || cell == "inf" || cell == "-inf") return true;
  constexpr size_t kLongestUnit = 10;
  const size_t digit = cell.find_first_of("0123456789");
  if (digit == absl::string_view::npos || digit > 1) return false;
  if (digit == 1 && !absl::StrContains("+-.", cell.substr(0, 1))) return false;
  size_t end = 0;
  for (;;) {
    end = cell.find_first_not_of("0123456789.,+-/", end);
    if (end == absl::string_view::npos) return true;
    const absl::string_view rest = cell.substr(end);
    if (absl::StartsWith(rest, kPlusMinus)) {
      end += kPlusMinus.size();
    } else if (absl::StartsWith(rest, "e-") || absl::StartsWith(rest, "e+")) {
      end += 2;
    } else {
      break;
    }
  }
  const absl::string_view unit = absl::StripLeadingAsciiWhitespace(cell.substr(end));
  return unit.size() <= kLongestUnit && !absl::StrContains(unit, ' ') && cell[end - 1] != '-';
}

struct Column {
  int width = 0;
  bool numeric = true;
};

void Measure(const std::vector<std::string>& cells, bool is_header, std::vector<Column>* columns) {
  if (columns->size() < cells.size()) columns->resize(cells.size());
  for (size_t i = 0; i < cells.size(); ++i) {
    Column& column = (*columns)[i];
    column.width = std::max(column.width, DisplayWidth(cells[i]));
    if (!is_header && !IsBlank(cells[i]) && !IsNumber(cells[i])) column.numeric = false;
  }
}

int TotalWidth(const std::vector<Column>& columns) {
  int total = columns.empty() ? 0 : -kGapWidth;
  for (const Column& column : columns) total += column.width + kGapWidth;
  return total;
}

void ShrinkToFit(int width, std::vector<Column>* columns) {
  while (TotalWidth(*columns) > width) {
    const auto widest = std::max_element(columns->begin(), columns->end(),
                                         [](const Column& a, const Column& b) { return a.width < b.width; });
    if (widest->width <= kNarrowestColumn) return;
    --widest->width;
  }
}

std::string Line(const std::vector<std::string>& cells, const std::vector<Column>& columns) {
  std::string line;
  for (size_t i = 0; i < cells.size(); ++i) {
    const std::string cell = FitText(cells[i], columns[i].width);
    const std::string padding(columns[i].width - DisplayWidth(cell), ' ');
    absl::StrAppend(&line, i == 0 ? "" : kGap, columns[i].numeric ? padding + cell : cell + padding);
  }
  return absl::StrCat(absl::StripTrailingAsciiWhitespace(line), "\n");
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), StartsCharacter));
}

std::string FitText(absl::string_view text, int width) {
  std::string line(text);
  for (char& byte : line) {
    if (absl::ascii_iscntrl(static_cast<unsigned char>(byte))) byte = ' ';
  }
  if (DisplayWidth(line) <= width) return line;
  if (width <= 0) return "";
  size_t end = 0;
  for (int characters = 0; end < line.size(); ++end) {
    if (StartsCharacter(line[end]) && ++characters == width) break;
  }
  return line.substr(0, end) + "…";
}

std::string Bar(double fraction, int width) {
  static constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  const double clamped = fraction > 0 ? std::min(fraction, 1.0) : 0;
  int eighths = static_cast<int>(std::lround(clamped * width * 8));
  if (clamped > 0 && width > 0) eighths = std::max(eighths, 1);
  const int full = eighths / 8;
  const bool partial = eighths % 8 != 0;
  return absl::StrCat(Repeated("█", full), kEighths[eighths % 8], Repeated(" ", width - full - (partial ? 1 : 0)));
}

std::string TextTable::Render(int width) const {
  std::vector<Column> columns;
  Measure(header_, /*is_header=*/true, &columns);
  for (const std::vector<std::string>& row : rows_) Measure(row, /*is_header=*/false, &columns);
  ShrinkToFit(width, &columns);

  std::string body;
  const std::string rule = Repeated("─", std::min(width, std::max(DisplayWidth(title_), TotalWidth(columns)))) + "\n";
  if (!header_.empty()) absl::StrAppend(&body, Line(header_, columns), rule);
  for (const std::vector<std::string>& row : rows_) body += Line(row, columns);
  return title_.empty() ? body : absl::StrCat(FitText(title_, width), "\n", rule, body);
}

}  // namespace moebench
