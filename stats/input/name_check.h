// What a variant, a seed or a key may be called: names travel into tables, HTML, JSON and file names.
#ifndef MOEBENCH_STATS_INPUT_NAME_CHECK_H_
#define MOEBENCH_STATS_INPUT_NAME_CHECK_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace moebench::stats {

inline constexpr size_t kLongestName = 200;  // bytes

// Well-formed UTF-8 (RFC 3629), such as JSON and HTML can hold.
bool IsUtf8(absl::string_view text);

// "" where `name` is UTF-8 without control characters and at most kLongestName bytes long; otherwise what is wrong with
// it, such as "is not valid UTF-8".
std::string NameProblem(absl::string_view name);

// `text` in quotation marks, cut to a width that an error message bears, with bytes that no terminal shows as \xNN.
std::string Shown(absl::string_view text);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_NAME_CHECK_H_
