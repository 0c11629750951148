// Flags that hold numbers with commas between, such as --margin=0.05,0.03,0.02.
#ifndef MOEBENCH_STATS_COMMANDS_NUMBER_LISTS_H_
#define MOEBENCH_STATS_COMMANDS_NUMBER_LISTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::stats {

// "" gives none. InvalidArgument, naming flag and value, for what is no finite decimal number.
absl::StatusOr<std::vector<double>> ParseDoubles(absl::string_view flag, absl::string_view text);

// The same for whole numbers.
absl::StatusOr<std::vector<int>> ParseInts(absl::string_view flag, absl::string_view text);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_COMMANDS_NUMBER_LISTS_H_
