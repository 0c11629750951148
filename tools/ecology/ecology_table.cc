#include "tools/ecology/ecology_table.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "moe_core/experiments/shortest_double.h"
#include "moe_core/training/text_table.h"
#include "tools/ecology/ecology_phrases.h"

namespace moebench::tools {
namespace {

constexpr size_t kMostExpertRows = 64;
constexpr size_t kMostStepRows = 50;
constexpr size_t kMostTierColumns = 12;
constexpr int kBarWidth = 12;

std::string Cell(std::optional<double> share) { return share.has_value() ? PercentText(share) : "–"; }

std::string Wrapped(absl::string_view text) {
  std::string lines;
  int column = 0;
  for (const absl::string_view word : absl::StrSplit(text, ' ')) {
    const int width = DisplayWidth(word);
    if (column > 0 && column + 1 + width > kTableColumns) {
      lines += "\n  ";
      column = 2;
    } else if (column > 0) {
      lines += ' ';
      ++column;
    }
    absl::StrAppend(&lines, FitText(word, kTableColumns - column));
    column += width;
  }
  return lines + "\n";
}

std::string Head(absl::string_view name, const TraceEcology& ecology) {
  TextTable table(absl::StrCat("Routing ecology of ", name));
  for (const auto& [fact, value] : TraceFacts(ecology)) table.AddRow({fact, value});
  std::string text = table.Render();
  if (!ecology.notices.empty()) text += "\n";
  for (const std::string& notice : ecology.notices) text += Wrapped(absl::StrCat("Note: ", notice, "."));
  return text;
}

// The busiest first where not all are shown.
std::vector<int> ShownExperts(const LayerEcology& layer) {
  std::vector<int> shown(layer.experts.size());
  std::iota(shown.begin(), shown.end(), 0);
  if (shown.size() <= kMostExpertRows) return shown;
  std::stable_sort(shown.begin(), shown.end(),
                   [&layer](int a, int b) { return layer.experts[a].wins > layer.experts[b].wins; });
  shown.resize(kMostExpertRows);
  return shown;
}

std::string Experts(const TraceEcology& ecology, const LayerEcology& layer) {
  double most = 0;
  for (const ExpertOutcome& expert : layer.experts) most = std::max(most, expert.usage);
  TextTable table("Experts");
  table.SetHeader({"expert", "tier", "class", "usage", "", "wins", "load", "weight", "accuracy", "died", "revived"});
  for (const int e : ShownExperts(layer)) {
    const ExpertOutcome& expert = layer.experts[e];
    table.AddRow({absl::StrCat(e), absl::StrCat("T", expert.tier), std::string(ClassName(expert, ecology.has_accuracy)),
                  PercentText(expert.usage), Bar(expert.usage / most, kBarWidth), absl::StrCat(expert.wins),
                  PercentText(expert.load), PercentText(expert.weight_share), Cell(expert.accuracy),
                  absl::StrCat(layer.revivals.deaths[e]), absl::StrCat(layer.revivals.revivals[e])});
  }
  if (layer.experts.size() <= kMostExpertRows) return table.Render();
  return absl::StrCat(table.Render(), "The ", kMostExpertRows, " busiest of ", layer.experts.size(),
                      " experts; --json and --html have all.\n");
}

std::string Tiers(const LayerEcology& layer) {
  TextTable table("Tiers");
  table.SetHeader(
      {"tier", "experts", "alive", "touched", "usage", "of experts", "accuracy", "hard", "easy", "collapsed"});
  for (size_t i = 0; i < layer.tiers.size(); ++i) {
    const TierOutcome& tier = layer.tiers[i];
    table.AddRow({absl::StrCat("T", i), absl::StrCat(tier.num_experts), absl::StrCat(tier.alive),
                  absl::StrCat(tier.touched), PercentText(tier.usage),
                  PercentText(static_cast<double>(tier.num_experts) / layer.num_experts), Cell(tier.accuracy), "n/a",
                  "n/a", CollapseText(tier)});
  }
  return absl::StrCat(table.Render(), "Effective depth ", layer.effective_depth, ", dominance ", layer.dominance, ".\n",
                      kNoConfidences, "\n");
}

std::string Transition(const LayerEcology& layer) {
  if (!layer.transition.has_value()) return "Transition matrix n/a: no row has a second choice.\n";
  const size_t n = layer.tiers.size();
  const size_t columns = n <= kMostTierColumns ? n : 0;
  TextTable table(
      absl::StrCat("Transition matrix: % of the ", Plural(layer.transition->rows, "row"), " with a second choice"));
  std::vector<std::string> header = {"first \\ second"};
  for (size_t to = 0; to < columns; ++to) header.push_back(absl::StrCat("T", to));
  header.push_back("self-loop");
  table.SetHeader(header);
  for (size_t from = 0; from < n; ++from) {
    std::vector<std::string> row = {absl::StrCat("T", from)};
    for (size_t to = 0; to < columns; ++to) {
      row.push_back(absl::StrFormat("%.1f", 100 * layer.transition->joint[from * n + to]));
    }
    row.push_back(Cell(layer.transition->self_loop[from].conditional));
    table.AddRow(row);
  }
  return absl::StrCat(table.Render(), "Self-loop: of a tier's rows, those whose second choice stays in it.\n",
                      columns < n ? "The whole matrix is in --json and --html.\n" : "");
}

std::string Evaluations(const LayerEcology& layer) {
  if (layer.evaluations.size() == 1) return absl::StrCat(kOneEvaluation, "\n");
  TextTable table("Revival log");
  table.SetHeader({"step", "rows", "DEAD", "", "touched", "Gini", "accuracy", "died", "revived"});
  const size_t count = layer.evaluations.size();
  const size_t stride = (count + kMostStepRows - 1) / kMostStepRows;
  for (size_t i = 0; i < count; ++i) {
    if (i % stride != 0 && i != count - 1) continue;
    const EvaluationOutcome& evaluation = layer.evaluations[i];
    table.AddRow({ShortestDouble(evaluation.step), absl::StrCat(evaluation.rows), absl::StrCat(evaluation.dead_count),
                  Bar(static_cast<double>(evaluation.dead_count) / layer.num_experts, kBarWidth),
                  absl::StrCat(evaluation.touched), absl::StrFormat("%.3f", evaluation.evenness.gini),
                  Cell(evaluation.accuracy), absl::StrJoin(Died(layer, i), " "),
                  absl::StrJoin(Revived(layer, i), " ")});
  }
  if (stride == 1) return table.Render();
  return absl::StrCat(table.Render(), "One in ", stride, " of ", count, " steps; --json and --html have all.\n");
}

std::string Layer(const TraceEcology& ecology, const LayerEcology& layer) {
  const std::string heading = LayerHeading(ecology, layer);
  std::string text = absl::StrCat(heading, "\n", std::string(heading.size(), '='), "\n");
  // Counts follow their names closely: these lines are for other programs as well.
  for (const ClassCount& count : CountClasses(layer, ecology.has_accuracy)) {
    absl::StrAppend(&text, count.name, "  ", count.count, "\n");
  }
  absl::StrAppend(&text, "\n", Wrapped(PhaseSentence(ecology, layer) + "."));
  absl::StrAppend(&text, Wrapped(EvennessSentence(layer.evaluations.back().evenness) + "."));
  return absl::StrCat(text, "\n", Experts(ecology, layer), "\n", Tiers(layer), "\n", Transition(layer), "\n",
                      Evaluations(layer));
}

}  // namespace

std::string EcologyTable(absl::string_view name, const TraceEcology& ecology) {
  std::string text = Head(name, ecology);
  for (const LayerEcology& layer : ecology.layers) absl::StrAppend(&text, "\n", Layer(ecology, layer));
  return text;
}

}  // namespace moebench::tools
