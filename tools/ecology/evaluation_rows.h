// The rows of a routing trace by evaluation: one layer at one step.
#ifndef MOEBENCH_TOOLS_ECOLOGY_EVALUATION_ROWS_H_
#define MOEBENCH_TOOLS_ECOLOGY_EVALUATION_ROWS_H_

#include <cstdint>
#include <vector>

#include "tools/ecology/trace.h"

namespace moebench::tools {

struct EvaluationRows {
  int64_t layer = 0;
  double step = 0;
  std::vector<int64_t> rows;  // in the trace's order
};

// Sorted by layer, then by step. A trace without layers or steps has those of number 0.
std::vector<EvaluationRows> GroupByEvaluation(const RoutingTrace& trace);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_EVALUATION_ROWS_H_
