#include "vision/analysis/record_metric.h"

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace moebench::vision {
namespace {

template <typename Metrics>
std::optional<double> Find(const Metrics& metrics, absl::string_view name) {
  for (const stats::Metric& metric : metrics) {
    if (metric.name() == name) return metric.value();
  }
  return std::nullopt;
}

// "0_2" -> {0, 2}; empty when it is not whole numbers joined by '_'.
std::vector<int> Indices(absl::string_view text) {
  std::vector<int> indices;
  for (const absl::string_view part : absl::StrSplit(text, '_')) {
    int index = 0;
    if (!absl::SimpleAtoi(part, &index) || index < 0) return {};
    indices.push_back(index);
  }
  return indices;
}

std::optional<double> Transition(const stats::Evaluation& evaluation, const std::vector<int>& from_to) {
  const int num_tiers = evaluation.tier_size();
  if (from_to.size() != 2 || from_to[0] >= num_tiers || from_to[1] >= num_tiers) return std::nullopt;
  if (evaluation.tier_transition_size() != num_tiers * num_tiers) return std::nullopt;
  return evaluation.tier_transition(from_to[0] * num_tiers + from_to[1]);
}

std::optional<double> OfTier(const stats::Evaluation& evaluation, absl::string_view name) {
  if (absl::ConsumePrefix(&name, "tier_transition_")) return Transition(evaluation, Indices(name));
  const bool alive = absl::ConsumePrefix(&name, "tier_alive_");
  const bool hard = !alive && absl::ConsumePrefix(&name, "tier_hard_share_");
  const bool easy = !alive && !hard && absl::ConsumePrefix(&name, "tier_easy_share_");
  const std::vector<int> index = Indices(name);
  if (index.size() != 1 || index[0] >= evaluation.tier_size()) return std::nullopt;
  const stats::TierRecord& tier = evaluation.tier(index[0]);
  if (alive) return tier.alive();
  if (hard && tier.has_hard_share()) return tier.hard_share();
  if (easy && tier.has_easy_share()) return tier.easy_share();
  return std::nullopt;
}

std::optional<double> OfEvaluation(const stats::Evaluation& evaluation, absl::string_view name) {
  const std::optional<double> metric = Find(evaluation.metric(), name);
  return metric.has_value() ? metric : OfTier(evaluation, name);
}

// Of the evaluation right after an epoch counted from 0, not of one within it.
std::optional<double> AtEpoch(const stats::RunRecord& record, absl::string_view name, int epoch) {
  for (const stats::Evaluation& evaluation : record.evaluation()) {
    if (evaluation.epoch() == epoch + 1) return OfEvaluation(evaluation, name);
  }
  return std::nullopt;
}

std::vector<double> OverEpochs(const stats::RunRecord& record, absl::string_view name, int first, int last) {
  std::vector<double> values;
  for (int epoch = first; epoch <= last; ++epoch) {
    const std::optional<double> value = AtEpoch(record, name, epoch);
    if (!value.has_value()) return {};
    values.push_back(*value);
  }
  return values;
}

double Mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double PopulationDeviation(const std::vector<double>& values) {
  const double mean = Mean(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size()));
}

struct Split {
  absl::string_view name;
  std::vector<int> epochs;  // empty where the text has no such suffix
};

Split SplitAt(absl::string_view text, absl::string_view suffix) {
  const size_t at = text.rfind(suffix);
  if (at == absl::string_view::npos) return {text, {}};
  return {text.substr(0, at), Indices(text.substr(at + suffix.size()))};
}

}  // namespace

std::optional<double> RecordMetric(const stats::RunRecord& record, absl::string_view name) {
  const std::optional<double> summary = Find(record.summary(), name);
  if (summary.has_value() || record.evaluation().empty()) return summary;
  const Split at = SplitAt(name, "_epoch_");
  if (at.epochs.size() == 1) return AtEpoch(record, at.name, at.epochs[0]);
  for (const bool is_mean : {true, false}) {
    const Split over = SplitAt(name, is_mean ? "_mean_epochs_" : "_std_epochs_");
    if (over.epochs.size() != 2) continue;
    const std::vector<double> values = OverEpochs(record, over.name, over.epochs[0], over.epochs[1]);
    if (values.empty()) return std::nullopt;
    return is_mean ? Mean(values) : PopulationDeviation(values);
  }
  return OfEvaluation(record.evaluation(record.evaluation_size() - 1), name);
}

}  // namespace moebench::vision
