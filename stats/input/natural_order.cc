#include "stats/input/natural_order.h"

#include <algorithm>
#include <cstddef>

#include "absl/strings/ascii.h"

namespace moebench::stats {
namespace {

// Takes the digits that `text` begins with off it, without their leading zeros.
absl::string_view TakeNumber(absl::string_view* text) {
  const auto end = std::find_if_not(text->begin(), text->end(), absl::ascii_isdigit);
  absl::string_view number = text->substr(0, static_cast<size_t>(end - text->begin()));
  text->remove_prefix(number.size());
  number.remove_prefix(std::min(number.find_first_not_of('0'), number.size()));
  return number;
}

// Negative, 0 or positive.
int CompareNaturally(absl::string_view a, absl::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (absl::ascii_isdigit(a[0]) && absl::ascii_isdigit(b[0])) {
      const absl::string_view x = TakeNumber(&a);
      const absl::string_view y = TakeNumber(&b);
      if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
      if (x != y) return x.compare(y);
    } else {
      if (a[0] != b[0]) return static_cast<unsigned char>(a[0]) < static_cast<unsigned char>(b[0]) ? -1 : 1;
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

}  // namespace

bool NaturalLess(absl::string_view a, absl::string_view b) {
  const int order = CompareNaturally(a, b);
  return order == 0 ? a < b : order < 0;
}

}  // namespace moebench::stats
