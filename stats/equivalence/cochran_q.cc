#include "stats/equivalence/cochran_q.h"

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "stats/estimators/distributions.h"
#include "stats/estimators/sample_check.h"

namespace moebench::stats {
namespace {

constexpr int64_t kFewOutcomes = 24;

absl::Status CheckOutcomes(absl::Span<const std::vector<double>> outcomes) {
  if (outcomes.size() < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("there are ", outcomes.size(), " classifiers; at least 2 are needed"));
  }
  for (size_t j = 0; j < outcomes.size(); ++j) {
    const std::string name = absl::StrCat("outcomes[", j, "]");
    MOE_RETURN_IF_ERROR(CheckSample(name, outcomes[j]));
    if (outcomes[j].size() != outcomes[0].size()) {
      return absl::InvalidArgumentError(absl::StrCat(name, " has ", outcomes[j].size(),
                                                     " examples and outcomes[0] has ", outcomes[0].size(),
                                                     "; expected the same ones"));
    }
    for (size_t i = 0; i < outcomes[j].size(); ++i) {
      if (outcomes[j][i] == 0 || outcomes[j][i] == 1) continue;
      return absl::InvalidArgumentError(absl::StrCat(name, "[", i, "] is ", outcomes[j][i], "; expected 0 or 1"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CochranQResult> CochranQ(absl::Span<const std::vector<double>> outcomes) {
  MOE_RETURN_IF_ERROR(CheckOutcomes(outcomes));
  const int64_t k = static_cast<int64_t>(outcomes.size()), n = static_cast<int64_t>(outcomes[0].size());
  CochranQResult result;
  result.classifiers = static_cast<int>(k);
  result.examples = n;
  result.degrees_of_freedom = result.classifiers - 1;
  std::vector<int64_t> right(outcomes.size(), 0);  // G_j, over informative examples: the others cancel out
  int64_t spread = 0;                              // k N - sum L_i^2 = sum L_i (k - L_i)
  for (size_t i = 0; i < outcomes[0].size(); ++i) {
    int64_t by = 0;
    for (const std::vector<double>& of_one : outcomes) by += of_one[i] == 1;
    if (by == 0 || by == k) continue;
    ++result.informative;
    spread += by * (k - by);
    for (size_t j = 0; j < outcomes.size(); ++j) right[j] += outcomes[j][i] == 1;
  }
  if (result.informative == 0) {
    result.degenerate = true;
    result.note = "degenerate: every example is right by all or by none, so there is nothing to test";
    return result;
  }
  int64_t total = 0;
  for (const int64_t g : right) total += g;
  // k sum G_j^2 - N^2 = sum over j of (k G_j - N)^2 / k: no cancellation of large squares.
  double squares = 0;
  for (const int64_t g : right) squares += static_cast<double>(k * g - total) * static_cast<double>(k * g - total);
  result.q = static_cast<double>(k - 1) * squares / (static_cast<double>(k) * static_cast<double>(spread));
  result.p = ChiSquareUpperTail(result.q, result.degrees_of_freedom);
  if (k * result.informative < kFewOutcomes) {
    result.note =
        absl::StrCat("only ", result.informative, " informative examples: the chi-square approximation is poor");
  }
  return result;
}

}  // namespace moebench::stats
