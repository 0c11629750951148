#ifndef MOEBENCH_STATS_REPORTS_COMMAND_TEXT_H_
#define MOEBENCH_STATS_REPORTS_COMMAND_TEXT_H_

// A command line as a page shows it: what is too long for a line gets one line a flag, each but the last with the
// backslash that lets a shell read them as one command.

#include <string>

#include "absl/strings/string_view.h"

namespace moebench::stats {

// Breaks before a word that begins with "--" and more letters, outside single quotes. Commands of up to 100 bytes, and
// those with line ends of their own, stay as they are.
std::string CommandText(absl::string_view command);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_COMMAND_TEXT_H_
