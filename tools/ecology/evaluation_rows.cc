#include "tools/ecology/evaluation_rows.h"

#include <map>
#include <utility>

namespace moebench::tools {

std::vector<EvaluationRows> GroupByEvaluation(const RoutingTrace& trace) {
  std::map<std::pair<int64_t, double>, std::vector<int64_t>> groups;
  std::pair<int64_t, double> last_key;
  std::vector<int64_t>* last = nullptr;  // neighbouring rows are mostly of one evaluation
  for (int64_t row = 0; row < trace.num_rows(); ++row) {
    const std::pair<int64_t, double> key(trace.layer.empty() ? 0 : trace.layer[row],
                                         trace.step.empty() ? 0 : trace.step[row]);
    if (last == nullptr || key != last_key) last = &groups[key];
    last_key = key;
    last->push_back(row);
  }
  std::vector<EvaluationRows> evaluations;
  evaluations.reserve(groups.size());
  for (auto& [key, rows] : groups) evaluations.push_back({key.first, key.second, std::move(rows)});
  return evaluations;
}

}  // namespace moebench::tools
