#include "tools/ecology/ecology_charts.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "moe_core/experiments/shortest_double.h"
#include "tools/ecology/ecology_phrases.h"
#include "tools/ecology/svg_marks.h"

namespace moebench::tools {
namespace {

constexpr double kWidth = 960;
constexpr double kLeft = 52;

// A line across the plot and its value beside it.
std::string TickMarks(double x1, double x2, double y, absl::string_view label) {
  return absl::StrCat(LineMark(x1, y, x2, y, "grid"), TextMark(x1 - 8, y + 4, "quiet end", label));
}

// Where the usage chart has what.
struct UsageFrame {
  static constexpr double kRight = 836, kTop = 28, kBottom = 236;
  double band = 0;  // pixels an expert
  double most = 0;  // usage at the top

  double X(int expert) const { return kLeft + band * expert; }
  double Y(double usage) const { return kBottom - (kBottom - kTop) * usage / most; }
};

std::string ExpertBar(const TraceEcology& ecology, const LayerEcology& layer, int e, const UsageFrame& frame) {
  const ExpertOutcome& expert = layer.experts[e];
  const absl::string_view name = ClassName(expert, ecology.has_accuracy);
  const double gap = frame.band >= 6 ? 0.14 * frame.band : 0;
  const double y = frame.Y(expert.usage);
  std::string tooltip = absl::StrCat("expert ", e, ", ", name, ": usage ", PercentText(expert.usage));
  if (expert.accuracy.has_value()) absl::StrAppend(&tooltip, ", accuracy ", PercentText(expert.accuracy));
  std::string marks =
      RectMark({frame.X(e) + gap, y, frame.band - 2 * gap, UsageFrame::kBottom - y}, ClassColour(name), tooltip);
  if (frame.band >= 12) {
    absl::StrAppend(&marks, TextMark(frame.X(e) + frame.band / 2, y - 5,
                                     name == "DEAD" ? "letter mid dead" : "letter mid", ClassLetter(name)));
  }
  return marks;
}

std::string TierMarks(const LayerEcology& layer, const UsageFrame& frame) {
  if (layer.tiers.size() == 1) return "";
  std::string marks;
  int first = 0;
  for (size_t i = 0; i < layer.tiers.size(); ++i) {
    const int next = first + layer.tiers[i].num_experts;
    if (i > 0) {
      absl::StrAppend(&marks,
                      LineMark(frame.X(first), UsageFrame::kTop - 18, frame.X(first), UsageFrame::kBottom, "tier"));
    }
    if (frame.X(next) - frame.X(first) >= 20) {
      absl::StrAppend(&marks, TextMark((frame.X(first) + frame.X(next)) / 2, UsageFrame::kTop - 10, "quiet mid",
                                       absl::StrCat("T", i)));
    }
    first = next;
  }
  return marks;
}

// The labels of the two lines are kept apart even where the lines are not.
std::string ThresholdMarks(const EcologyConfig& config, bool has_accuracy, const UsageFrame& frame) {
  const double dead = frame.Y(config.dead_usage());
  const double core = frame.Y(config.core_usage());
  std::string marks;
  if (config.dead_usage() <= frame.most) {
    absl::StrAppend(&marks, LineMark(kLeft, dead, UsageFrame::kRight, dead, "threshold"),
                    TextMark(UsageFrame::kRight + 6, dead + 4, "quiet",
                             absl::StrCat("DEAD below ", ShortestDouble(100 * config.dead_usage()), " %")));
  }
  if (has_accuracy && config.core_usage() <= frame.most) {
    absl::StrAppend(&marks, LineMark(kLeft, core, UsageFrame::kRight, core, "threshold"),
                    TextMark(UsageFrame::kRight + 6, std::min(core + 4, dead - 10), "quiet",
                             absl::StrCat("CORE from ", ShortestDouble(100 * config.core_usage()), " %")));
  }
  return marks;
}

}  // namespace

std::string ClassLetter(absl::string_view class_name) {
  return class_name == "DEAD" ? "×" : std::string(class_name.substr(0, 1));
}

std::string ClassColour(absl::string_view class_name) { return absl::AsciiStrToLower(class_name); }

std::string UsageChart(const TraceEcology& ecology, const LayerEcology& layer) {
  const int num_experts = layer.num_experts;
  const std::vector<double>& usage = layer.evaluations.back().usage;
  const std::vector<double> ticks = Ticks(*std::max_element(usage.begin(), usage.end()));
  const UsageFrame frame = {(UsageFrame::kRight - kLeft) / num_experts, ticks.back()};
  std::string marks;
  for (const double tick : ticks) {
    absl::StrAppend(&marks, TickMarks(kLeft, UsageFrame::kRight, frame.Y(tick), absl::StrFormat("%g %%", 100 * tick)));
  }
  absl::StrAppend(&marks, TierMarks(layer, frame));
  for (int e = 0; e < num_experts; ++e) absl::StrAppend(&marks, ExpertBar(ecology, layer, e, frame));
  const int stride = LabelStride(num_experts, frame.band, 30);
  for (int e = 0; e < num_experts; e += stride) {
    absl::StrAppend(&marks,
                    TextMark(frame.X(e) + frame.band / 2, UsageFrame::kBottom + 16, "quiet mid", absl::StrCat(e)));
  }
  absl::StrAppend(&marks, ThresholdMarks(ecology.config, ecology.has_accuracy, frame),
                  LineMark(kLeft, UsageFrame::kBottom, UsageFrame::kRight, UsageFrame::kBottom, "axis"),
                  TextMark((kLeft + UsageFrame::kRight) / 2, UsageFrame::kBottom + 34, "quiet mid", "expert"));
  return Svg(kWidth, UsageFrame::kBottom + 42, "usage of every expert, coloured by class", marks);
}

std::string TransitionChart(const LayerEcology& layer) {
  const std::vector<double>& joint = layer.transition->joint;
  const size_t n = layer.tiers.size();
  const double most = *std::max_element(joint.begin(), joint.end());
  const double cell = std::clamp(420.0 / static_cast<double>(n), 8.0, 84.0);
  const double left = 92, top = 44;
  const int stride = LabelStride(static_cast<int>(n), cell, 26);
  std::string marks = TextMark(left + cell * static_cast<double>(n) / 2, 16, "quiet mid", "tier of the second choice");
  absl::StrAppend(&marks, TextMark(0, top + cell * static_cast<double>(n) / 2 - 4, "quiet", "tier of"),
                  TextMark(0, top + cell * static_cast<double>(n) / 2 + 11, "quiet", "the first"));
  for (size_t from = 0; from < n; ++from) {
    const double y = top + cell * static_cast<double>(from);
    if (from % stride == 0) {
      const std::string name = absl::StrCat("T", from);
      absl::StrAppend(&marks, TextMark(left - 6, y + cell / 2 + 4, "end", name),
                      TextMark(left + cell * (static_cast<double>(from) + 0.5), top - 8, "mid", name));
    }
    for (size_t to = 0; to < n; ++to) {
      const double share = joint[from * n + to];
      const double x = left + cell * static_cast<double>(to);
      absl::StrAppend(&marks, RectMark({x, y, cell, cell}, "heat",
                                       absl::StrCat("T", from, " to T", to, ": ", PercentText(share)), share / most));
      if (cell >= 36)
        absl::StrAppend(&marks, TextMark(x + cell / 2, y + cell / 2 + 4, "mid", absl::StrFormat("%.1f", 100 * share)));
    }
  }
  const double side = cell * static_cast<double>(n);
  return Svg(left + side + 2, top + side + 2, "shares of rows by the tiers of their first and second choice", marks);
}

std::string DeadChart(const LayerEcology& layer) {
  constexpr double kRight = 930, kTop = 24, kBottom = 180;
  const std::vector<EvaluationOutcome>& evaluations = layer.evaluations;
  const std::vector<double> ticks = Ticks(std::max(layer.revivals.peak_dead, 2));
  const double first = evaluations.front().step;
  const double last = evaluations.back().step;
  const auto x = [&](double step) { return kLeft + 14 + (kRight - kLeft - 28) * (step - first) / (last - first); };
  const auto y = [&](double dead) { return kBottom - (kBottom - kTop) * dead / ticks.back(); };
  std::string marks;
  for (const double tick : ticks) {
    if (tick == std::floor(tick))
      absl::StrAppend(&marks, TickMarks(kLeft, kRight, y(tick), absl::StrFormat("%g", tick)));
  }
  std::vector<Point> line;
  constexpr size_t kMostDots = 60;
  std::string dots;
  double labelled_to = -1e9;
  for (const EvaluationOutcome& evaluation : evaluations) {
    const Point point = {x(evaluation.step), y(evaluation.dead_count)};
    line.push_back(point);
    const std::string step = ShortestDouble(evaluation.step);
    const std::string tooltip = absl::StrCat("step ", step, ": ", evaluation.dead_count, " DEAD");
    if (evaluations.size() <= kMostDots) dots += DotMark(point.x, point.y, "dot", tooltip);
    const double half = 4.0 * static_cast<double>(step.size()) + 6;
    if (point.x - half < labelled_to) continue;
    absl::StrAppend(&marks, TextMark(point.x, kBottom + 18, "quiet mid", step));
    labelled_to = point.x + half;
  }
  std::vector<Point> area = line;
  area.push_back({line.back().x, kBottom});
  area.push_back({line.front().x, kBottom});
  absl::StrAppend(&marks, PathMark(area, true, "area"), PathMark(line, false, "curve"), dots,
                  LineMark(kLeft, kBottom, kRight, kBottom, "axis"),
                  TextMark((kLeft + kRight) / 2, kBottom + 36, "quiet mid", "step"));
  if (layer.revivals.peak_dead > 0) {
    absl::StrAppend(&marks, TextMark(x(layer.revivals.peak_epoch), y(layer.revivals.peak_dead) - 9, "mid strong",
                                     absl::StrCat("peak ", layer.revivals.peak_dead)));
  }
  return Svg(kWidth, kBottom + 44, "number of DEAD experts over steps", marks);
}

}  // namespace moebench::tools
