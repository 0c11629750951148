// A trace's ecology as text for a terminal, at most 100 columns wide: what the trace holds, then for each layer its
// classes, one a line, name then count ("DEAD  3"), its experts, tiers, transition matrix and evaluations.
#ifndef MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_TABLE_H_
#define MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_TABLE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tools/ecology/trace_ecology.h"

namespace moebench::tools {

// `name` is what to call the trace. Of many experts, and of many steps, some are shown, and it is said.
std::string EcologyTable(absl::string_view name, const TraceEcology& ecology);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_TABLE_H_
