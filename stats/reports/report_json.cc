#include "stats/reports/report_json.h"

#include <cmath>
#include <variant>
#include <vector>

#include "stats/reports/study_json.h"

namespace moebench::stats {
namespace {

using Json = nlohmann::ordered_json;

Json Number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

template <typename T, typename Value>
Json List(const std::vector<T>& items, Value value) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(value(item));
  return list;
}

Json Numbers(const std::vector<double>& values) {
  return List(values, [](double value) { return Number(value); });
}

Json CellValue(const TableCell& cell) {
  if (!cell.value && cell.full.empty()) return cell.text;
  Json value = {{"text", cell.text}};
  if (cell.value) value["value"] = Number(*cell.value);
  if (!cell.full.empty()) value["full"] = cell.full;
  return value;
}

Json AxisValue(const Axis& axis) {
  const auto tick = [](const Tick& mark) { return Json{{"value", Number(mark.value)}, {"text", mark.text}}; };
  return {{"title", axis.title},
          {"lower", Number(axis.lower)},
          {"upper", Number(axis.upper)},
          {"ticks", List(axis.ticks, tick)}};
}

Json RowValue(const ChartRow& row) {
  const auto span = [](const ChartSpan& span) {
    return Json{{"lower", Number(span.lower)}, {"upper", Number(span.upper)}, {"thick", span.thick}};
  };
  const auto mark = [](const Mark& mark) { return Number(mark.value); };
  return {{"label", row.label},
          {"spans", List(row.spans, span)},
          {"marks", List(row.marks, mark)},
          {"text", row.text},
          {"verdicts", List(row.verdicts, CellValue)}};
}

Json BlockValue(const Paragraph& block) { return {{"kind", "paragraph"}, {"lead", block.lead}, {"text", block.text}}; }

Json BlockValue(const Verbatim& block) {
  return {{"kind", "verbatim"}, {"caption", block.caption}, {"text", block.text}};
}

Json BlockValue(const Table& block) {
  const auto row = [](const std::vector<TableCell>& cells) { return List(cells, CellValue); };
  return {{"kind", "table"},
          {"caption", block.caption},
          {"columns", List(block.columns, [](const Column& column) { return Json(column.header); })},
          {"rows", List(block.rows, row)},
          {"note", block.note}};
}

Json BlockValue(const RowChart& block) {
  const auto band = [](const Band& band) {
    return Json{{"name", band.name}, {"lower", Number(band.lower)}, {"upper", Number(band.upper)}};
  };
  return {{"kind", "row_chart"},
          {"caption", block.caption},
          {"headers", {block.label_header, block.text_header, block.verdict_headers}},
          {"axis", AxisValue(block.axis)},
          {"bands", List(block.bands, band)},
          {"references", Numbers(block.references)},
          {"legend", List(block.legend, [](const LegendEntry& entry) { return Json(entry.text); })},
          {"rows", List(block.rows, RowValue)},
          {"note", block.note}};
}

Json BlockValue(const MatrixChart& block) {
  const auto cell = [](const MatrixCell& cell) -> Json {
    if (cell.symbol.empty()) return nullptr;
    return {{"symbol", cell.symbol}, {"detail", cell.detail}, {"title", cell.title}, {"control", cell.control}};
  };
  const auto row = [&](const std::vector<MatrixCell>& cells) { return List(cells, cell); };
  return {{"kind", "matrix"},
          {"caption", block.caption},
          {"names", block.names},
          {"cells", List(block.cells, row)},
          {"note", block.note}};
}

Json BlockValue(const CurveChart& block) {
  const auto point = [](const CurvePoint& point) {
    return Json::array({Number(point.x), Number(point.mean), Number(point.low), Number(point.high)});
  };
  const auto curve = [&](const Curve& curve) {
    return Json{{"name", curve.name}, {"seeds", curve.seeds}, {"points", List(curve.points, point)}};
  };
  return {{"kind", "curves"},
          {"caption", block.caption},
          {"x", AxisValue(block.x)},
          {"y", AxisValue(block.y)},
          {"point", {"x", "mean", "low", "high"}},
          {"curves", List(block.curves, curve)},
          {"note", block.note}};
}

Json BlockValue(const RoutingPanel& block) {
  Json experts = Json::array();
  for (size_t i = 0; i < block.experts.size(); ++i) {
    const ExpertUsage& expert = block.experts[i];
    experts.push_back({{"expert", expert.expert},
                       {"tier", expert.tier ? Json(*expert.tier) : Json(nullptr)},
                       {"ecology_class", expert.ecology_class},
                       {"usage_percent", Number(expert.usage_percent)},
                       {"text", expert.text},
                       {"usage_percent_by_evaluation", Numbers(block.usage_percent[i])},
                       {"dead_by_evaluation", block.dead[i]}});
  }
  return {{"kind", "routing"},
          {"caption", block.caption},
          {"evaluations", block.evaluations},
          {"dead_experts", block.dead_counts},
          {"experts", experts},
          {"note", block.note}};
}

Json SectionValue(const Section& section) {
  const auto block = [](const Block& block) {
    return std::visit([](const auto& kind) { return BlockValue(kind); }, block);
  };
  return {{"id", section.id}, {"title", section.title}, {"blocks", List(section.blocks, block)}};
}

}  // namespace

std::string ReportJson(const ReportModel& report) {
  return JsonText({{"schema_version", kReportSchemaVersion},
                   {"kind", "report"},
                   {"title", report.title},
                   {"status", report.status},
                   {"validated", report.validated},
                   {"banner", report.banner},
                   {"study", StudyValue(report.study)},
                   {"sections", List(report.sections, SectionValue)}});
}

}  // namespace moebench::stats
