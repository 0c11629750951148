// The order in which people number things: "batch2" before "batch10". Keys of a table are put into it, so that the
// order of a file's rows does not matter and neighbours in the data are neighbours in the sample.
#ifndef MOEBENCH_STATS_INPUT_NATURAL_ORDER_H_
#define MOEBENCH_STATS_INPUT_NATURAL_ORDER_H_

#include "absl/strings/string_view.h"

namespace moebench::stats {

// Runs of digits compare as numbers, all else by bytes; equal numbers of other spelling ("7", "07") by bytes as well,
// so that only equal texts are equal.
bool NaturalLess(absl::string_view a, absl::string_view b);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_NATURAL_ORDER_H_
