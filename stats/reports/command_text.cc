#include "stats/reports/command_text.h"

#include <cstddef>

#include "absl/strings/match.h"

namespace moebench::stats {
namespace {

constexpr size_t kLongestLine = 100;

// "--flag", and "'--flag" whose value has blanks; not the "--" between a program's words and another's.
bool BeginsFlag(absl::string_view rest) {
  if (absl::StartsWith(rest, "'")) rest.remove_prefix(1);
  return absl::StartsWith(rest, "--") && rest.size() > 2 && rest[2] != ' ';
}

}  // namespace

std::string CommandText(absl::string_view command) {
  if (command.size() <= kLongestLine || absl::StrContains(command, "\n")) return std::string(command);
  std::string text;
  bool quoted = false;
  for (size_t i = 0; i < command.size(); ++i) {
    const bool escaped = !quoted && i > 0 && command[i - 1] == '\\';
    if (command[i] == '\'' && !escaped) quoted = !quoted;
    if (command[i] == ' ' && !quoted && BeginsFlag(command.substr(i + 1))) {
      text += " \\\n  ";
    } else {
      text += command[i];
    }
  }
  return text;
}

}  // namespace moebench::stats
