#include "base/nearest_name.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace moebench {
namespace {

// Optimal string alignment: edit distance in which swapping two neighbours costs one, each swapped at most once.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> two_above(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    two_above.swap(above);
    above.swap(row);
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], two_above[j - 2] + 1);
    }
  }
  return row[b.size()];
}

absl::string_view LastPart(absl::string_view name) { return name.substr(name.find_last_of("/.") + 1); }

}  // namespace

std::string NearestName(absl::string_view wrong, const std::vector<std::string>& known) {
  const std::string lower = absl::AsciiStrToLower(wrong);
  const size_t farthest = (lower.size() + 1) / 3;
  size_t best_distance = farthest + 1;
  std::string best;
  for (const std::string& name : known) {
    const std::string lower_name = absl::AsciiStrToLower(name);
    const size_t distance = std::min(EditDistance(lower, lower_name), EditDistance(lower, LastPart(lower_name)));
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = name;
  }
  if (!best.empty() || lower.size() < 3) return best;
  const auto containing = std::find_if(known.begin(), known.end(), [&lower](const std::string& name) {
    return absl::StrContains(absl::AsciiStrToLower(name), lower);
  });
  return containing == known.end() ? "" : *containing;
}

std::string DidYouMean(absl::string_view wrong, const std::vector<std::string>& known) {
  const std::string nearest = NearestName(wrong, known);
  return nearest.empty() ? "" : absl::StrCat(" (did you mean \"", nearest, "\"?)");
}

}  // namespace moebench
