#include "stats/reports/curves_section.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "stats/reports/axis.h"

namespace moebench::stats {
namespace {

constexpr size_t kMostMetrics = 2;
constexpr double kHiddenBelow = 0.4;  // of the height of a drawing
constexpr size_t kMostPoints = 200;   // of a curve; more are not told apart on a screen

using Records = std::vector<const RunRecord*>;

std::optional<double> FindMetric(const Evaluation& evaluation, const std::string& name) {
  for (const Metric& metric : evaluation.metric()) {
    if (metric.name() == name && std::isfinite(metric.value())) return metric.value();
  }
  return std::nullopt;
}

// Step -> one value a seed.
std::map<int64_t, std::vector<double>> ValuesBySteps(const Records& records, const std::string& metric) {
  std::map<int64_t, std::vector<double>> values;
  for (const RunRecord* record : records) {
    std::map<int64_t, double> of_run;  // a resumed run may hold a step twice: the later one counts
    for (const Evaluation& evaluation : record->evaluation()) {
      const std::optional<double> value = FindMetric(evaluation, metric);
      if (value) of_run[evaluation.step()] = *value;
    }
    for (const auto& [step, value] : of_run) values[step].push_back(value);
  }
  return values;
}

CurvePoint PointOf(int64_t step, const std::vector<double>& values) {
  CurvePoint point{static_cast<double>(step), 0, values[0], values[0]};
  for (const double value : values) {
    point.mean += value / static_cast<double>(values.size());
    point.low = std::min(point.low, value);
    point.high = std::max(point.high, value);
  }
  return point;
}

// Evenly spaced, first and last kept.
std::vector<CurvePoint> Thinned(const std::vector<CurvePoint>& points) {
  if (points.size() <= kMostPoints) return points;
  std::vector<CurvePoint> kept;
  for (size_t i = 0; i < kMostPoints; ++i) kept.push_back(points[i * (points.size() - 1) / (kMostPoints - 1)]);
  return kept;
}

Curve CurveOf(const std::string& name, const Records& records, const std::string& metric) {
  Curve curve;
  curve.name = name;
  curve.seeds = static_cast<int>(records.size());
  for (const auto& [step, values] : ValuesBySteps(records, metric)) {
    if (values.size() == records.size()) curve.points.push_back(PointOf(step, values));
  }
  curve.points = Thinned(curve.points);
  return curve;
}

// The study's metric first, then losses, by name.
std::vector<std::string> MetricsShown(const Study& study, absl::Span<const RunSample> runs) {
  std::map<std::string, int> names;
  for (const RunSample& run : runs) {
    if (!run.record) continue;
    for (const Evaluation& evaluation : run.record->evaluation()) {
      for (const Metric& metric : evaluation.metric()) ++names[metric.name()];
    }
  }
  std::vector<std::string> shown;
  if (names.count(study.options.metric) > 0) shown.push_back(study.options.metric);
  for (const auto& [name, count] : names) {
    if (name != study.options.metric && absl::StrContains(name, "loss")) shown.push_back(name);
  }
  if (shown.size() > kMostMetrics) shown.resize(kMostMetrics);
  return shown;
}

using Curves = std::vector<Curve>;

Curves CurvesOf(const std::string& metric, const std::vector<std::pair<std::string, Records>>& variants) {
  Curves curves;
  for (const auto& [name, records] : variants) {
    Curve curve = CurveOf(name, records, metric);
    if (curve.points.size() > 1) curves.push_back(std::move(curve));
  }
  return curves;
}

CurveChart ChartOf(const std::string& caption, const std::string& metric, Curves curves) {
  CurveChart chart;
  chart.caption = caption;
  std::vector<double> steps, values;
  for (const Curve& curve : curves) {
    for (const CurvePoint& point : curve.points) {
      steps.push_back(point.x);
      values.insert(values.end(), {point.low, point.high});
    }
  }
  chart.x = MakeAxis("optimizer steps", steps);
  chart.y = MakeAxis(metric, values);
  chart.curves = std::move(curves);
  chart.note = "Line: mean over seeds. Band: from the lowest seed to the highest.";
  return chart;
}

// The last third of the evaluations, where the others hide what the variants differ by at the end; empty where they do
// not.
Curves LastThird(const CurveChart& whole) {
  Curves curves;
  for (Curve curve : whole.curves) {
    const size_t kept = std::max<size_t>(2, curve.points.size() / 3);
    if (curve.points.size() > kept) curve.points.erase(curve.points.begin(), curve.points.end() - kept);
    curves.push_back(std::move(curve));
  }
  const CurveChart end = ChartOf("", "", curves);
  const bool hidden = end.y.upper - end.y.lower < kHiddenBelow * (whole.y.upper - whole.y.lower);
  return hidden ? curves : Curves();
}

}  // namespace

Section CurvesSection(const Study& study, absl::Span<const RunSample> runs) {
  Section section{"curves", "Curves over training", {}};
  std::vector<std::pair<std::string, Records>> variants;
  for (const VariantSummary& variant : study.variants) {
    Records records;
    for (const RunSample& run : runs) {
      if (run.variant == variant.name && run.record) records.push_back(&*run.record);
    }
    if (!records.empty()) variants.emplace_back(variant.name, std::move(records));
  }
  for (const std::string& metric : MetricsShown(study, runs)) {
    Curves curves = CurvesOf(metric, variants);
    if (curves.empty()) continue;
    CurveChart chart = ChartOf(absl::StrCat(metric, " over training"), metric, std::move(curves));
    Curves end = LastThird(chart);
    section.blocks.push_back(std::move(chart));
    if (end.empty()) continue;
    section.blocks.push_back(ChartOf(absl::StrCat(metric, ", last third of the evaluations"), metric, std::move(end)));
  }
  return section;
}

}  // namespace moebench::stats
