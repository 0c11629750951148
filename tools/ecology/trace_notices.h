// What a reader of a trace's analysis has to know about the trace: what was not read, what is missing, and what looks
// like a mistake of the program that wrote it, though it is no error. Sentences without a full stop.
#ifndef MOEBENCH_TOOLS_ECOLOGY_TRACE_NOTICES_H_
#define MOEBENCH_TOOLS_ECOLOGY_TRACE_NOTICES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "moe_core/experiments/experiment_parts.pb.h"
#include "tools/ecology/evaluation_rows.h"
#include "tools/ecology/trace.h"

namespace moebench::tools {

// `column "lable" is not read (did you mean "label"?)`; `kind` is "column" or "tensor".
std::string NotReadNotice(absl::string_view kind, absl::string_view name, const std::vector<std::string>& known);

// Of a label without predictions, or predictions without a label.
std::string LoneLabelNotice(absl::string_view kind, bool has_label);

// The reader's own, then: accuracy unknown; weights that do not descend by rank; empty slots before filled ones; rows
// without any expert; a sample that occurs twice at one layer and step; layers whose largest ids differ while nobody
// has said how many experts they have; thresholds that an evenly used expert does not reach. Rows count from 0, as in a
// tensor.
std::vector<std::string> TraceNotices(const RoutingTrace& trace, const std::vector<EvaluationRows>& evaluations,
                                      const EcologyConfig& config);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_TRACE_NOTICES_H_
