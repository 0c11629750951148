#include "tools/ecology/ecology_phrases.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "moe_core/experiments/shortest_double.h"

namespace moebench::tools {
namespace {

std::string ExpertsFact(const TraceEcology& ecology) {
  std::vector<int> numbers;
  for (const LayerEcology& layer : ecology.layers) numbers.push_back(layer.num_experts);
  const bool all_equal = std::all_of(numbers.begin(), numbers.end(), [&](int n) { return n == numbers[0]; });
  return absl::StrCat(
      all_equal ? absl::StrCat(numbers[0]) : absl::StrCat(absl::StrJoin(numbers, ", "), " by layer"),
      ecology.num_experts_given ? " (--num_experts)" : " (largest id + 1; --num_experts says otherwise)");
}

std::string LayersFact(const TraceEcology& ecology) {
  constexpr size_t kMostNamed = 16;
  std::vector<std::string> names;
  for (const LayerEcology& layer : ecology.layers) names.push_back(absl::StrCat(layer.layer));
  if (names.size() > kMostNamed) names = {names.front(), "...", names.back()};
  return absl::StrCat(ecology.layers.size(), " (", absl::StrJoin(names, ", "), ")");
}

std::string StepsFact(const TraceEcology& ecology) {
  double first = ecology.layers[0].evaluations.front().step;
  double last = first;
  size_t fewest = ecology.layers[0].evaluations.size();
  size_t most = fewest;
  for (const LayerEcology& layer : ecology.layers) {
    first = std::min(first, layer.evaluations.front().step);
    last = std::max(last, layer.evaluations.back().step);
    fewest = std::min(fewest, layer.evaluations.size());
    most = std::max(most, layer.evaluations.size());
  }
  const std::string count = fewest == most ? absl::StrCat(most) : absl::StrCat(fewest, " to ", most, " a layer");
  const std::string span =
      first == last ? ShortestDouble(first) : absl::StrCat(ShortestDouble(first), " to ", ShortestDouble(last));
  return absl::StrCat(count, " (", span, ")");
}

// Experts whose state at `evaluation` is `dead`, and was not at the one before.
std::vector<int> ChangedTo(bool dead, const LayerEcology& layer, size_t evaluation) {
  std::vector<int> changed;
  if (evaluation == 0) return changed;
  const std::vector<bool>& now = layer.evaluations[evaluation].dead;
  const std::vector<bool>& before = layer.evaluations[evaluation - 1].dead;
  for (int e = 0; e < layer.num_experts; ++e) {
    if (now[e] == dead && before[e] != dead) changed.push_back(e);
  }
  return changed;
}

}  // namespace

std::string CountText(int64_t count) {
  std::string text = absl::StrCat(count);
  for (int at = static_cast<int>(text.size()) - 3; at > (count < 0 ? 1 : 0); at -= 3) text.insert(at, ",");
  return text;
}

std::string PercentText(std::optional<double> share) {
  return share.has_value() ? absl::StrFormat("%.1f %%", 100 * *share) : "n/a";
}

std::string Plural(int64_t count, absl::string_view noun) {
  return absl::StrCat(CountText(count), " ", noun, count == 1 ? "" : "s");
}

std::vector<std::pair<std::string, std::string>> TraceFacts(const TraceEcology& ecology) {
  std::vector<std::pair<std::string, std::string>> facts = {{"rows", CountText(ecology.rows)},
                                                            {"choices a row", absl::StrCat(ecology.top_k)},
                                                            {"experts", ExpertsFact(ecology)}};
  const auto& tiers = ecology.config.tiers();
  facts.emplace_back("tiers", tiers.empty() ? "flat" : absl::StrJoin(tiers, ":"));
  if (ecology.has_layers) facts.emplace_back("layers", LayersFact(ecology));
  if (ecology.has_steps) facts.emplace_back("steps", StepsFact(ecology));
  return facts;
}

std::string LayerHeading(const TraceEcology& ecology, const LayerEcology& layer) {
  const EvaluationOutcome& last = layer.evaluations.back();
  std::vector<std::string> parts;
  if (ecology.has_layers) parts.push_back(absl::StrCat("Layer ", layer.layer));
  if (ecology.has_steps) parts.push_back(absl::StrCat(parts.empty() ? "Step " : "step ", ShortestDouble(last.step)));
  const std::string name = parts.empty() ? "All rows" : absl::StrJoin(parts, ", ");
  return absl::StrCat(name, ": ", Plural(last.rows, "row"));
}

std::string PhaseSentence(const TraceEcology& ecology, const LayerEcology& layer) {
  const RevivalLog& log = layer.revivals;
  std::string text = absl::StrCat("Phase ", PhaseName(layer.phase), ecology.config.strict_phase() ? " (strict)" : "",
                                  ": ", log.dead_count.back(), " DEAD at the end");
  if (layer.evaluations.size() == 1) return text;
  absl::StrAppend(&text, ", at most ", log.peak_dead);
  if (log.peak_dead > 0) absl::StrAppend(&text, " (step ", ShortestDouble(log.peak_epoch), ")");
  return absl::StrCat(text, "; ", Plural(log.total_deaths, "death"), ", ", Plural(log.total_revivals, "revival"));
}

std::string EvennessSentence(const Evenness& evenness) {
  return absl::StrFormat(
      "Gini %.3f, coefficient of variation %.3f, entropy %.3f bits (%.3f of an even use), %.1f effective experts",
      evenness.gini, evenness.coefficient_of_variation, evenness.entropy_bits, evenness.normalized_entropy,
      evenness.effective_experts);
}

std::string CollapseText(const TierOutcome& tier) {
  std::vector<std::string> texts;
  for (const TierCollapse& collapse : tier.collapses) {
    const std::string step = ShortestDouble(collapse.collapse_epoch);
    texts.push_back(collapse.recovery_epoch.has_value()
                        ? absl::StrCat("step ", step, ", back at ", ShortestDouble(*collapse.recovery_epoch))
                        : absl::StrCat("since step ", step));
  }
  return absl::StrJoin(texts, "; ");
}

std::vector<int> Died(const LayerEcology& layer, size_t evaluation) { return ChangedTo(true, layer, evaluation); }

std::vector<int> Revived(const LayerEcology& layer, size_t evaluation) { return ChangedTo(false, layer, evaluation); }

}  // namespace moebench::tools
