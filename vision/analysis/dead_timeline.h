// The count of DEAD experts over the evaluations as one line of a terminal, a character an evaluation: '·' for none,
// and ▁ to █ in eighths of the highest count.
//
//   DeadTimeline({4, 12, 8, 0}, 80);  // "▃█▆·"
#ifndef MOEBENCH_VISION_ANALYSIS_DEAD_TIMELINE_H_
#define MOEBENCH_VISION_ANALYSIS_DEAD_TIMELINE_H_

#include <string>

#include "absl/types/span.h"

namespace moebench::vision {

// At most max_columns characters, max_columns >= 1: with more evaluations than that, each character stands for the same
// number of consecutive ones, the last perhaps for fewer, and shows their highest count.
std::string DeadTimeline(absl::Span<const int> dead_count, int max_columns);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_DEAD_TIMELINE_H_
