// Routing traces as CSV text with a header, one row for each sample at each layer and step:
//
//   sample,expert0,expert1,weight0,weight1,label,prediction,step,layer
//   0,3,1,0.75,0.25,7,7,100,0
//
// Columns may stand in any order. expert0 to expertK-1 are the chosen experts, the first choice first, and weight0 to
// weightK-1 their combine weights. `sample` names the sample, by a number or text; label and prediction are compared as
// numbers where both are, else as text; step and layer are numbers. All but experts and weights may be left out. An
// empty slot is -1, or nothing at all in both of its columns.
#ifndef MOEBENCH_TOOLS_ECOLOGY_CSV_TRACE_H_
#define MOEBENCH_TOOLS_ECOLOGY_CSV_TRACE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/ecology/expert_numbers.h"
#include "tools/ecology/trace.h"

namespace moebench::tools {

// DataLoss for a header without experts or whose experts and weights do not go together, a row with other fields than
// the header, a value that is not of its column's kind, and what TraceBuilder refuses; messages name the file, the
// line, the column and the value. A column that is none of the above is not read, and a notice says so.
absl::StatusOr<RoutingTrace> ReadCsvTrace(const std::string& path, const ExpertNumbers& numbers);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_CSV_TRACE_H_
