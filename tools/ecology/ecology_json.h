// A trace's ecology as JSON, everything AnalyzeTrace finds; docs/ecology_traces.md names the fields. Shares lie in
// [0, 1], what is absent is null. The text depends on the trace's values alone, not on its name or format.
#ifndef MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_JSON_H_
#define MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_JSON_H_

#include <string>

#include "tools/ecology/trace_ecology.h"

namespace moebench::tools {

std::string EcologyJson(const TraceEcology& ecology);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_JSON_H_
