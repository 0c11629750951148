#include "tools/ecology/trace_notices.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/nearest_name.h"
#include "moe_core/experiments/shortest_double.h"
#include "moe_core/training/text_table.h"

namespace moebench::tools {
namespace {

constexpr int kNameWidth = 40;

using Notice = std::optional<std::string>;

Notice AccuracyNotice(const RoutingTrace& trace) {
  if (!trace.right.empty()) return std::nullopt;
  return "without label and prediction an expert's accuracy is unknown: only DEAD is decided, all other experts are "
         "ALIVE";
}

bool Descends(const RoutingTrace& trace, int64_t row) {
  const float* weight = &trace.weight[static_cast<size_t>(row) * trace.top_k];
  return std::is_sorted(weight, weight + trace.top_k, [](float a, float b) { return a > b; });
}

Notice WeightNotice(const RoutingTrace& trace) {
  int64_t count = 0;
  int64_t first = 0;
  for (int64_t row = 0; row < trace.num_rows(); ++row) {
    if (Descends(trace, row)) continue;
    if (count++ == 0) first = row;
  }
  if (count == 0) return std::nullopt;
  return absl::StrCat("weights do not descend by rank in ", count, " of ", trace.num_rows(),
                      " rows, the first of them ", first, "; expert0 is taken for the first choice all the same");
}

Notice GapNotice(const RoutingTrace& trace) {
  if (trace.rows_with_gaps == 0) return std::nullopt;
  return absl::StrCat("an empty slot stands before a filled one in ", trace.rows_with_gaps, " of ", trace.num_rows(),
                      " rows; the first filled slot is taken for the first choice");
}

Notice UnroutedNotice(const RoutingTrace& trace) {
  int64_t unrouted = 0;
  for (int64_t row = 0; row < trace.num_rows(); ++row) unrouted += trace.expert[row * trace.top_k] == kNoExpert;
  if (unrouted == 0) return std::nullopt;
  return absl::StrCat(unrouted, " of ", trace.num_rows(), " rows have no expert; shares are of the others");
}

Notice RepeatNotice(const RoutingTrace& trace, const std::vector<EvaluationRows>& evaluations) {
  if (trace.sample.empty()) return std::nullopt;
  for (const EvaluationRows& evaluation : evaluations) {
    std::vector<uint64_t> samples;
    samples.reserve(evaluation.rows.size());
    for (const int64_t row : evaluation.rows) samples.push_back(trace.sample[row]);
    std::sort(samples.begin(), samples.end());
    if (std::adjacent_find(samples.begin(), samples.end()) == samples.end()) continue;
    return absl::StrCat("samples occur more than once at layer ", evaluation.layer, ", step ",
                        ShortestDouble(evaluation.step), "; every row counts (does the trace lack a layer or a step?)");
  }
  return std::nullopt;
}

Notice LargestIdNotice(const RoutingTrace& trace) {
  if (trace.num_experts_given || trace.largest_id.empty()) return std::nullopt;
  const auto smaller = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto least = std::min_element(trace.largest_id.begin(), trace.largest_id.end(), smaller);
  const auto most = std::max_element(trace.largest_id.begin(), trace.largest_id.end(), smaller);
  if (least->second == most->second) return std::nullopt;
  return absl::StrCat("the largest id is ", least->second, " in layer ", least->first, " and ", most->second,
                      " in layer ", most->first, ", and all layers are taken to have ", most->second + 1,
                      " experts; where they differ, give --num_experts=LAYER:NUMBER,LAYER:NUMBER");
}

// Thresholds are shares of all samples, made for the paper's 16 experts.
Notice EvenUseNotice(const RoutingTrace& trace, const EcologyConfig& config) {
  int num_experts = 1;
  for (const auto& [layer, number] : trace.num_experts) num_experts = std::max(num_experts, number);
  const double even = 1.0 / num_experts;
  if (even >= config.core_usage()) return std::nullopt;
  const std::string name = even < config.dead_usage() ? "dead_usage" : "core_usage";
  const double threshold = even < config.dead_usage() ? config.dead_usage() : config.core_usage();
  return absl::StrCat("used evenly, each of ", num_experts, " experts has ", absl::StrFormat("%.3g", 100 * even),
                      " %, less than ", name, ", ", ShortestDouble(100 * threshold), " %; --set ", name,
                      "=SHARE gives another threshold");
}

}  // namespace

std::string NotReadNotice(absl::string_view kind, absl::string_view name, const std::vector<std::string>& known) {
  return absl::StrCat(kind, " \"", FitText(name, kNameWidth), "\" is not read", DidYouMean(name, known));
}

std::string LoneLabelNotice(absl::string_view kind, bool has_label) {
  return absl::StrCat(kind, " ", has_label ? "label" : "prediction", " is of no use without ",
                      has_label ? "prediction" : "label");
}

std::vector<std::string> TraceNotices(const RoutingTrace& trace, const std::vector<EvaluationRows>& evaluations,
                                      const EcologyConfig& config) {
  std::vector<std::string> notices = trace.notices;
  for (const Notice& notice :
       {AccuracyNotice(trace), WeightNotice(trace), GapNotice(trace), UnroutedNotice(trace),
        RepeatNotice(trace, evaluations), LargestIdNotice(trace), EvenUseNotice(trace, config)}) {
    if (notice.has_value()) notices.push_back(*notice);
  }
  return notices;
}

}  // namespace moebench::tools
