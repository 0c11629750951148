#include "moe_core/ecology/revival_log.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace moebench {
namespace {

absl::Status CheckSeries(const std::vector<DeadStates>& evaluations) {
  if (evaluations.empty()) return absl::InvalidArgumentError("a revival log needs at least one evaluation, got none");
  for (size_t i = 1; i < evaluations.size(); ++i) {
    if (evaluations[i].dead.size() != evaluations[0].dead.size()) {
      return absl::InvalidArgumentError(absl::StrCat("evaluation ", i, " has ", evaluations[i].dead.size(),
                                                     " experts, the first has ", evaluations[0].dead.size()));
    }
    if (!(evaluations[i].epoch > evaluations[i - 1].epoch)) {
      return absl::InvalidArgumentError(absl::StrCat("evaluation ", i, " is at epoch ", evaluations[i].epoch,
                                                     ", not after epoch ", evaluations[i - 1].epoch));
    }
  }
  return absl::OkStatus();
}

void CountTransitions(const std::vector<bool>& before, const std::vector<bool>& after, RevivalLog* log) {
  for (size_t e = 0; e < after.size(); ++e) {
    log->revivals[e] += before[e] && !after[e];
    log->deaths[e] += !before[e] && after[e];
  }
}

std::optional<double> DeadFreeEpoch(const RevivalLog& log) {
  std::optional<double> epoch;
  for (size_t i = log.dead_count.size(); i > 0 && log.dead_count[i - 1] == 0; --i) epoch = log.evaluation[i - 1].epoch;
  return epoch;
}

}  // namespace

absl::StatusOr<RevivalLog> MakeRevivalLog(std::vector<DeadStates> evaluations) {
  MOE_RETURN_IF_ERROR(CheckSeries(evaluations));
  RevivalLog log;
  log.evaluation = std::move(evaluations);
  const size_t num_experts = log.evaluation[0].dead.size();
  log.revivals.assign(num_experts, 0);
  log.deaths.assign(num_experts, 0);
  for (size_t i = 0; i < log.evaluation.size(); ++i) {
    const std::vector<bool>& dead = log.evaluation[i].dead;
    log.dead_count.push_back(static_cast<int>(std::count(dead.begin(), dead.end(), true)));
    if (i > 0) CountTransitions(log.evaluation[i - 1].dead, dead, &log);
  }
  log.total_revivals = std::accumulate(log.revivals.begin(), log.revivals.end(), 0);
  log.total_deaths = std::accumulate(log.deaths.begin(), log.deaths.end(), 0);
  const auto peak = std::max_element(log.dead_count.begin(), log.dead_count.end());
  log.peak_dead = *peak;
  log.peak_epoch = log.evaluation[peak - log.dead_count.begin()].epoch;
  log.dead_free_epoch = DeadFreeEpoch(log);
  return log;
}

}  // namespace moebench
