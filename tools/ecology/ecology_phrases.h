// The words in which both the terminal's tables and the page tell a trace's ecology.
#ifndef MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_PHRASES_H_
#define MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_PHRASES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "tools/ecology/trace_ecology.h"

namespace moebench::tools {

// "1,234,567".
std::string CountText(int64_t count);

// A share in [0, 1]: "12.5 %"; "n/a" where there is none.
std::string PercentText(std::optional<double> share);

// "1 death", "2 deaths".
std::string Plural(int64_t count, absl::string_view noun);

// What the trace holds: names and values, such as {"experts", "16 (largest id + 1; --num_experts says otherwise)"}.
std::vector<std::pair<std::string, std::string>> TraceFacts(const TraceEcology& ecology);

// "Layer 3, step 500: 1,000 rows"; what the trace does not tell is left out.
std::string LayerHeading(const TraceEcology& ecology, const LayerEcology& layer);

// "Phase reversible: 4 DEAD at the end, at most 12 (step 10); 7 deaths, 15 revivals".
std::string PhaseSentence(const TraceEcology& ecology, const LayerEcology& layer);

// "Gini 0.512, coefficient of variation 1.1, entropy 2.91 bits (0.728 of an even use), 7.5 effective experts".
std::string EvennessSentence(const Evenness& evenness);

// "step 30, back at 60; since step 90"; "" for no collapse.
std::string CollapseText(const TierOutcome& tier);

// Experts that were alive at the evaluation before and are DEAD at this one, or the other way round.
std::vector<int> Died(const LayerEcology& layer, size_t evaluation);
std::vector<int> Revived(const LayerEcology& layer, size_t evaluation);

inline constexpr char kNoConfidences[] =
    "Hard and easy shares, and the T0/T2 hard ratio, are n/a: a trace holds no confidences.";
inline constexpr char kOneEvaluation[] = "The trace has one step a layer: deaths and revivals cannot be seen.";

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_PHRASES_H_
