// The picture of a layer's deaths and revivals, as SVG inside HTML: an expert a row, an evaluation a column, usage by
// shade, DEAD by a cross.
#ifndef MOEBENCH_TOOLS_ECOLOGY_LIFE_CHART_H_
#define MOEBENCH_TOOLS_ECOLOGY_LIFE_CHART_H_

#include <string>
#include <vector>

#include "tools/ecology/trace_ecology.h"

namespace moebench::tools {

// All experts, by id; of more than 96 those with the most deaths and revivals.
std::vector<int> ExpertsInLifeChart(const LayerEcology& layer);

// Usage and death of those experts at every evaluation; of more than 120 evaluations some, the last among them.
std::string LifeChart(const TraceEcology& ecology, const LayerEcology& layer);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_LIFE_CHART_H_
