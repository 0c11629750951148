#include "stats/commands/number_lists.h"

#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace moebench::stats {
namespace {

bool ParseOne(absl::string_view text, double* value) {
  const bool hexadecimal = text.find_first_of("xX") != absl::string_view::npos;
  return !hexadecimal && absl::SimpleAtod(text, value) && std::isfinite(*value);
}

bool ParseOne(absl::string_view text, int* value) { return absl::SimpleAtoi(text, value); }

template <typename T>
absl::StatusOr<std::vector<T>> ParseAll(absl::string_view flag, absl::string_view text, absl::string_view expected) {
  std::vector<T> values;
  if (absl::StripAsciiWhitespace(text).empty()) return values;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    T value = 0;
    if (!ParseOne(absl::StripAsciiWhitespace(part), &value)) {
      return absl::InvalidArgumentError(absl::StrCat("--", flag, "=", text, ": \"", part, "\" is no ", expected));
    }
    values.push_back(value);
  }
  return values;
}

}  // namespace

absl::StatusOr<std::vector<double>> ParseDoubles(absl::string_view flag, absl::string_view text) {
  return ParseAll<double>(flag, text, "finite number; expected one or several with commas between, such as 0.05,0.02");
}

absl::StatusOr<std::vector<int>> ParseInts(absl::string_view flag, absl::string_view text) {
  return ParseAll<int>(flag, text, "whole number; expected one or several with commas between, such as 5,10");
}

}  // namespace moebench::stats
