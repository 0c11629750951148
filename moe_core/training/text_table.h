// Tables of aligned columns for a terminal, and bars made of block characters. UTF-8 throughout; a character counts one
// column.
//
//   TextTable table("Experts");
//   table.SetHeader({"expert", "usage", ""});
//   table.AddRow({"0", "12.5 %", Bar(0.125, 20)});
//   std::cout << table.Render();
//
// A column whose cells are all numbers (with a sign, a unit, a ± part or a fraction bar, if any) is aligned right.
#ifndef MOEBENCH_MOE_CORE_TRAINING_TEXT_TABLE_H_
#define MOEBENCH_MOE_CORE_TRAINING_TEXT_TABLE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace moebench {

inline constexpr int kTableColumns = 100;

class TextTable {
 public:
  explicit TextTable(std::string title = "") : title_(std::move(title)) {}

  void SetHeader(std::vector<std::string> cells) { header_ = std::move(cells); }
  // Rows may be shorter than others.
  void AddRow(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  // Every line ends in '\n' and is at most `width` columns wide: the widest columns give way, down to 4, and
  // cut their cells.
  std::string Render(int width = kTableColumns) const;

 private:
  std::string title_;
  std::vector<std::string> header_;
  std::vector<std::vector<std::string>> rows_;
};

// Columns a text takes on a terminal.
int DisplayWidth(absl::string_view text);

// The text, or as much of it as fits before a final "…". Line ends and tabs become spaces.
std::string FitText(absl::string_view text, int width);

// `fraction` of `width` columns filled, in steps of an eighth, padded with spaces. Outside [0, 1] it is clamped, NaN is
// 0; anything above 0 shows at least an eighth.
std::string Bar(double fraction, int width);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_TEXT_TABLE_H_
