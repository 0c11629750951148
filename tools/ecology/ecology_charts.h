// Pictures of a layer's ecology, as SVG inside HTML. Nothing is said by colour alone: a bar carries its class's letter,
// a DEAD expert a cross.
#ifndef MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_CHARTS_H_
#define MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_CHARTS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tools/ecology/trace_ecology.h"

namespace moebench::tools {

// "P" of PURE_CORE and so on, "×" of DEAD.
std::string ClassLetter(absl::string_view class_name);

// The CSS class of a class's colour, "pure_core".
std::string ClassColour(absl::string_view class_name);

// A bar an expert at the last evaluation, coloured by class, with the thresholds of DEAD and CORE.
std::string UsageChart(const TraceEcology& ecology, const LayerEcology& layer);

// Heat map of the transition matrix, which the layer must have.
std::string TransitionChart(const LayerEcology& layer);

// The number of DEAD experts over steps; at least two evaluations.
std::string DeadChart(const LayerEcology& layer);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_CHARTS_H_
