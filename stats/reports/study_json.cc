#include "stats/reports/study_json.h"

#include <cmath>
#include <optional>
#include <vector>

namespace moebench::stats {
namespace {

using Json = nlohmann::ordered_json;

Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json Number(const std::optional<double>& value) { return value ? Number(*value) : Json(nullptr); }

Json Count(const std::optional<int>& value) { return value ? Json(*value) : Json(nullptr); }

template <typename T, typename Value>
Json List(const std::vector<T>& items, Value value) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(value(item));
  return list;
}

Json Numbers(const std::vector<double>& values) {
  return List(values, [](double value) { return Number(value); });
}

Json IntervalValue(const Interval& interval) {
  return {{"lower", Number(interval.lower)},
          {"upper", Number(interval.upper)},
          {"confidence", Number(interval.confidence)}};
}

const char* MarginSourceName(MarginSource source) {
  switch (source) {
    case MarginSource::kConfig:
      return "config";
    case MarginSource::kPreregistration:
      return "preregistration";
    case MarginSource::kFlag:
      return "flag";
  }
  return "";
}

Json OptionsValue(const StudyOptions& options) {
  return {{"metric", options.metric},
          {"margins", Numbers(options.margins)},
          {"margin_source", MarginSourceName(options.margin_source)},
          {"exploratory", options.margin_source == MarginSource::kFlag},
          {"margin_on_log_scale", options.margin_on_log_scale},
          {"alpha", Number(options.alpha)},
          {"resamples", options.resamples},
          {"seed", options.seed},
          {"unpaired", options.unpaired},
          {"method", options.method},
          {"block_lengths", options.block_lengths},
          {"negative_control", options.negative_control},
          {"positive_control", options.positive_control},
          {"positive_control_of", options.positive_control_of},
          {"controls_required", options.controls_required}};
}

Json PowerValue(const PowerNote& power) {
  return {{"power_at_zero", Number(power.power_at_zero)},
          {"power_at_half_margin", Number(power.power_at_half_margin)},
          {"n_needed", Count(power.n_needed)},
          {"n_needed_half", Count(power.n_needed_half)}};
}

Json PairValue(const PairResult& pair) {
  return {{"comparison", ComparisonValue(pair.comparison)},
          {"involves_control", pair.involves_control},
          {"p_equivalence_holm", Number(pair.p_equivalence_holm)},
          {"p_difference_holm", Number(pair.p_difference_holm)},
          {"decision_holm", DecisionName(pair.decision_holm)},
          {"smallest_margin", Number(pair.smallest_margin)},
          {"sensitivity", List(pair.sensitivity, ComparisonValue)},
          {"power", pair.power ? PowerValue(*pair.power) : Json(nullptr)},
          {"words", pair.words}};
}

Json ControlValue(const ControlResult& control) {
  return {{"variant", control.variant},
          {"negative", control.negative},
          {"passed", control.passed},
          {"judged", control.judged},
          {"words", control.words}};
}

Json MarginValue(const MarginResult& margin) {
  return {{"margin", Number(margin.margin)},
          {"tested", margin.tested},
          {"family_pairs", margin.family_pairs},
          {"equivalent_pairs", margin.equivalent_pairs},
          {"equivalent_pairs_holm", margin.equivalent_pairs_holm},
          {"all_pairs_equivalent", margin.all_pairs_equivalent},
          {"validated", margin.validated},
          {"controls", List(margin.controls, ControlValue)},
          {"pairs", List(margin.pairs, PairValue)}};
}

Json VariantValue(const VariantSummary& variant) {
  return {{"name", variant.name},    {"control", variant.control},        {"seeds", variant.seeds},
          {"units", variant.units},  {"values", Numbers(variant.values)}, {"mean", Number(variant.mean)},
          {"sd", Number(variant.sd)}};
}

}  // namespace

Json ComparisonValue(const Comparison& comparison) {
  return {{"a", comparison.a},
          {"b", comparison.b},
          {"metric", comparison.metric},
          {"method", comparison.method},
          {"unit", InferenceUnitName(comparison.unit)},
          {"n_a", comparison.n_a},
          {"n_b", comparison.n_b},
          {"difference", Number(comparison.difference)},
          {"standard_error", Number(comparison.standard_error)},
          {"degrees_of_freedom", Number(comparison.degrees_of_freedom)},
          {"alpha", Number(comparison.alpha)},
          {"equivalence_interval", IntervalValue(comparison.equivalence_interval)},
          {"difference_interval", IntervalValue(comparison.difference_interval)},
          {"margin", {{"lower", Number(comparison.margin.lower)}, {"upper", Number(comparison.margin.upper)}}},
          {"p_lower", Number(comparison.p_lower)},
          {"p_upper", Number(comparison.p_upper)},
          {"p_equivalence", Number(comparison.p_equivalence)},
          {"p_difference", Number(comparison.p_difference)},
          {"decision", DecisionName(comparison.decision)},
          {"reliable", comparison.reliable},
          {"caution", comparison.caution}};
}

Json StudyValue(const Study& study) {
  return {{"options", OptionsValue(study.options)},
          {"unit", InferenceUnitName(study.unit)},
          {"headline", study.headline},
          {"scope", study.scope},
          {"exit_code", study.exit_code},
          {"warnings", study.warnings},
          {"variants", List(study.variants, VariantValue)},
          {"between_variance", Number(study.between_variance)},
          {"within_variance", Number(study.within_variance)},
          {"icc", Number(study.icc)},
          {"margins", List(study.margins, MarginValue)}};
}

std::string StudyJson(const Study& study) {
  return JsonText({{"schema_version", kStudySchemaVersion}, {"kind", "study"}, {"study", StudyValue(study)}});
}

std::string JsonText(const Json& value) {
  return value.dump(1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

}  // namespace moebench::stats
