// Routing traces as safetensors files, row by row as in csv_trace.h:
//
//   expert      [n, K]  whole numbers; the first choice first, -1 for an empty slot
//   weight      [n, K]  floating point, the combine weights
//   label, prediction, layer, sample    optional, [n], whole numbers
//   step                                optional, [n], whole numbers or floating point
//
// Whole numbers: I64 I32 I16 I8 U64 U32 U16 U8. Floating point: F64 F32 F16 BF16.
#ifndef MOEBENCH_TOOLS_ECOLOGY_SAFETENSORS_TRACE_H_
#define MOEBENCH_TOOLS_ECOLOGY_SAFETENSORS_TRACE_H_

#include <string>

#include "absl/status/statusor.h"
#include "tools/ecology/expert_numbers.h"
#include "tools/ecology/trace.h"

namespace moebench::tools {

// DataLoss for a damaged file, a tensor that is missing or of another type or shape (the message names the tensor, its
// type and shape and what was expected) and what TraceBuilder refuses (the message names the row, from 0). A tensor
// that is none of the above is not read, and a notice says so.
absl::StatusOr<RoutingTrace> ReadSafetensorsTrace(const std::string& path, const ExpertNumbers& numbers);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_SAFETENSORS_TRACE_H_
