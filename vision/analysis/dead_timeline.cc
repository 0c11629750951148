#include "vision/analysis/dead_timeline.h"

#include <algorithm>
#include <cstddef>

namespace moebench::vision {

std::string DeadTimeline(absl::Span<const int> dead_count, int max_columns) {
  static constexpr const char* kHeights[] = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  constexpr int kFull = 8;
  if (dead_count.empty()) return "";
  const int peak = *std::max_element(dead_count.begin(), dead_count.end());
  const size_t evaluations_a_column = (dead_count.size() + max_columns - 1) / max_columns;
  std::string line;
  for (size_t begin = 0; begin < dead_count.size(); begin += evaluations_a_column) {
    const absl::Span<const int> column = dead_count.subspan(begin, evaluations_a_column);
    const int dead = *std::max_element(column.begin(), column.end());
    // Rounded up: one DEAD expert is never drawn as none.
    line += kHeights[dead == 0 ? 0 : (kFull * dead + peak - 1) / peak];
  }
  return line;
}

}  // namespace moebench::vision
