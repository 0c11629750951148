// Reading a routing trace of either format: a path that ends in .safetensors or .csv is taken at its word, of any other
// the first bytes decide. A pipe is CSV.
#ifndef MOEBENCH_TOOLS_ECOLOGY_READ_TRACE_H_
#define MOEBENCH_TOOLS_ECOLOGY_READ_TRACE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/ecology/expert_numbers.h"
#include "tools/ecology/trace.h"

namespace moebench::tools {

// Errors as those of ReadSafetensorsTrace and ReadCsvTrace; NotFound where there is no file.
absl::StatusOr<RoutingTrace> ReadTrace(const std::string& path, const ExpertNumbers& numbers);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_READ_TRACE_H_
