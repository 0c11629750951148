// Suggestions for mistyped names, so that an error about an unknown experiment, data set, field or flag says which one
// was probably meant.
//
//   absl::InvalidArgumentError(absl::StrCat("unknown data set \"cifar1O\"", DidYouMean("cifar1O", names), "; ..."));
//   // unknown data set "cifar1O" (did you mean "cifar10"?); ...
#ifndef MOEBENCH_BASE_NEAREST_NAME_H_
#define MOEBENCH_BASE_NEAREST_NAME_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace moebench {

// The known name with the fewest single-character insertions, deletions, substitutions and swaps of neighbours, letter
// case ignored; the first of equals. A known name that contains the wrong one, or whose last part after '/' or '.' is
// near it, is near as well. "" when nothing is near.
std::string NearestName(absl::string_view wrong, const std::vector<std::string>& known);

// ` (did you mean "cifar10"?)`, or "" when nothing is near.
std::string DidYouMean(absl::string_view wrong, const std::vector<std::string>& known);

}  // namespace moebench

#endif  // MOEBENCH_BASE_NEAREST_NAME_H_
