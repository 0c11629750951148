#include "stats/reports/number_text.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace moebench::stats {

std::string FixedText(double value, int decimals) {
  if (!std::isfinite(value)) return "n/a";
  // A loss that diverged is finite, and 300 digits of it say nothing.
  std::string text = std::fabs(value) < 1e9 ? absl::StrFormat("%.*f", decimals, value) : absl::StrFormat("%.3e", value);
  if (text[0] == '-' && text.find_first_of("123456789") == std::string::npos) text.erase(0, 1);
  return text;
}

std::string ShortText(double value) {
  if (!std::isfinite(value)) return "n/a";
  return absl::StrFormat("%.6g", value == 0 ? 0.0 : value);
}

std::string PText(double p) {
  if (!std::isfinite(p)) return "n/a";
  return p >= 0.001 || p <= 0 ? absl::StrFormat("%.3f", p) : absl::StrFormat("%.1e", p);
}

std::string IntervalText(const Interval& interval, int decimals) {
  return absl::StrCat("[", FixedText(interval.lower, decimals), ", ", FixedText(interval.upper, decimals), "]");
}

std::string PercentText(double share, int decimals) {
  return std::isfinite(share) ? absl::StrCat(FixedText(100 * share, decimals), " %") : "n/a";
}

int DecimalsFor(double scale) {
  if (!std::isfinite(scale) || scale <= 0) return 3;
  return std::clamp(2 - static_cast<int>(std::floor(std::log10(scale))), 0, 10);
}

}  // namespace moebench::stats
