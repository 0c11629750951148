#include "language/tokenizer/commands/number_text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace moebench::language {

std::string Grouped(int64_t number) {
  std::string digits = absl::StrCat(number);
  const int first = number < 0 ? 1 : 0;
  for (int place = static_cast<int>(digits.size()) - 3; place > first; place -= 3) {
    digits.insert(static_cast<size_t>(place), ",");
  }
  return digits;
}

std::string ByteRate(int64_t bytes, absl::Duration elapsed) {
  const double seconds = absl::ToDoubleSeconds(elapsed);
  if (seconds <= 0) return "";
  const double rate = static_cast<double>(bytes) / seconds / 1e6;
  if (rate < 1) return absl::StrFormat("%.0f kB/s", rate * 1e3);
  return absl::StrFormat(rate < 100 ? "%.3g MB/s" : "%.0f MB/s", rate);
}

std::string Seconds(absl::Duration elapsed) {
  const double seconds = absl::ToDoubleSeconds(elapsed);
  return absl::StrFormat(seconds < 1 ? "%.2f s" : seconds < 100 ? "%.1f s" : "%.0f s", seconds);
}

std::string BytesPerToken(int64_t bytes, int64_t tokens) {
  return tokens > 0 ? absl::StrFormat("%.2f", static_cast<double>(bytes) / static_cast<double>(tokens)) : "-";
}

}  // namespace moebench::language
