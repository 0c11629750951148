#include "tools/ecology/life_chart.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "moe_core/experiments/shortest_double.h"
#include "tools/ecology/ecology_charts.h"
#include "tools/ecology/ecology_phrases.h"
#include "tools/ecology/svg_marks.h"

namespace moebench::tools {
namespace {

constexpr double kWidth = 960;

std::string Cross(const Box& box) {
  const double half = std::min(4.0, std::min(box.width, box.height) / 2 - 1);
  const double x = box.x + box.width / 2;
  const double y = box.y + box.height / 2;
  if (half < 1) return "";
  return absl::StrCat(LineMark(x - half, y - half, x + half, y + half, "cross"),
                      LineMark(x - half, y + half, x + half, y - half, "cross"));
}

// Where the life chart has what.
struct LifeFrame {
  static constexpr double kLeft = 52, kTop = 22, kRow = 15;
  std::vector<const EvaluationOutcome*> shown;
  double column = 0;  // pixels an evaluation
  double most = 0;    // the largest usage of all
};

std::string LifeRow(int expert, double y, const LifeFrame& frame) {
  std::string marks;
  double x = LifeFrame::kLeft;
  for (const EvaluationOutcome* evaluation : frame.shown) {
    const Box cell = {x, y, frame.column, LifeFrame::kRow};
    const double usage = evaluation->usage[expert];
    const std::string tooltip = absl::StrCat("expert ", expert, ", step ", ShortestDouble(evaluation->step), ": ",
                                             PercentText(usage), evaluation->dead[expert] ? ", DEAD" : "");
    // The root brings out small shares: 1 % of 50 % would hardly be seen.
    absl::StrAppend(&marks, RectMark(cell, "life", tooltip, std::sqrt(usage / frame.most)));
    if (evaluation->dead[expert]) absl::StrAppend(&marks, Cross(cell));
    x += frame.column;
  }
  return marks;
}

std::string StepLabels(const LifeFrame& frame) {
  std::vector<std::string> names;
  size_t widest = 0;
  for (const EvaluationOutcome* evaluation : frame.shown) {
    names.push_back(ShortestDouble(evaluation->step));
    widest = std::max(widest, names.back().size());
  }
  const int count = static_cast<int>(names.size());
  const int stride = LabelStride(count, frame.column, 7.5 * static_cast<double>(widest) + 10);
  std::string marks;
  for (int i = 0; i < count; i += stride) {
    const double x = LifeFrame::kLeft + frame.column * (i + 0.5);
    absl::StrAppend(&marks, TextMark(x, LifeFrame::kTop - 7, "quiet mid", names[i]));
  }
  return marks;
}

// As many evaluations as there is room for, the last one among them.
LifeFrame FrameLives(const LayerEcology& layer) {
  constexpr size_t kMostColumns = 120;
  LifeFrame frame;
  const size_t count = layer.evaluations.size();
  const size_t stride = (count + kMostColumns - 1) / kMostColumns;
  for (size_t i = (count - 1) % stride; i < count; i += stride) {
    const EvaluationOutcome& evaluation = layer.evaluations[i];
    frame.shown.push_back(&evaluation);
    frame.most = std::max(frame.most, *std::max_element(evaluation.usage.begin(), evaluation.usage.end()));
  }
  frame.column = std::min(46.0, (kWidth - LifeFrame::kLeft - 44) / static_cast<double>(frame.shown.size()));
  return frame;
}

}  // namespace

std::vector<int> ExpertsInLifeChart(const LayerEcology& layer) {
  constexpr size_t kMost = 96;
  std::vector<int> shown(layer.experts.size());
  std::iota(shown.begin(), shown.end(), 0);
  if (shown.size() <= kMost) return shown;
  const auto changes = [&layer](int e) { return layer.revivals.deaths[e] + layer.revivals.revivals[e]; };
  std::stable_sort(shown.begin(), shown.end(), [&](int a, int b) { return changes(a) > changes(b); });
  shown.resize(kMost);
  std::sort(shown.begin(), shown.end());
  return shown;
}

std::string LifeChart(const TraceEcology& ecology, const LayerEcology& layer) {
  const LifeFrame frame = FrameLives(layer);
  const double right = LifeFrame::kLeft + frame.column * static_cast<double>(frame.shown.size());
  std::string marks = StepLabels(frame);
  double y = LifeFrame::kTop;
  for (const int expert : ExpertsInLifeChart(layer)) {
    const absl::string_view name = ClassName(layer.experts[expert], ecology.has_accuracy);
    absl::StrAppend(&marks, TextMark(LifeFrame::kLeft - 8, y + 12, "quiet end", absl::StrCat(expert)),
                    LifeRow(expert, y, frame), TextMark(right + 8, y + 12, "letter", ClassLetter(name)));
    y += LifeFrame::kRow;
  }
  return Svg(right + 44, y + 2, "usage and death of every expert at every step", marks);
}

}  // namespace moebench::tools
