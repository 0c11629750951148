// A trace's ecology as one HTML page that needs nothing else: no script, no other file. It follows the reader's light
// or dark mode and can be printed.
#ifndef MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_PAGE_H_
#define MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_PAGE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tools/ecology/trace_ecology.h"

namespace moebench::tools {

// `name` is what to call the trace.
std::string EcologyPage(absl::string_view name, const TraceEcology& ecology);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_PAGE_H_
