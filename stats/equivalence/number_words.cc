#include "stats/equivalence/number_words.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace moebench::stats {

std::string DifferenceWords(double value, double margin) {
  const double magnitude = std::floor(std::log10(margin) + 1e-9);
  if (!(std::abs(magnitude) <= 12) || std::abs(value) >= 1e12) return absl::StrFormat("%.3g", value);
  const int decimals = std::max(0, 2 - static_cast<int>(magnitude));
  std::string text = absl::StrFormat("%.*f", decimals, value);
  const bool zero = text.find_first_not_of("-0.") == std::string::npos;
  if (zero && text[0] == '-') text.erase(0, 1);
  return text;
}

std::string IntervalWords(const Interval& interval, double margin) {
  return absl::StrCat(DifferenceWords(interval.lower, margin), " to ", DifferenceWords(interval.upper, margin));
}

std::string MarginWords(double margin) { return absl::StrFormat("±%.6g", margin); }

std::string PercentWords(double confidence) { return absl::StrFormat("%.6g %%", 100 * confidence); }

std::string PWords(double p) { return p < 0.0001 ? "p < 0.0001" : absl::StrFormat("p = %.2g", p); }

std::string ListWords(const std::vector<std::string>& items) {
  if (items.size() < 2) return absl::StrJoin(items, "");
  return absl::StrCat(absl::StrJoin(items.begin(), items.end() - 1, ", "), " and ", items.back());
}

}  // namespace moebench::stats
