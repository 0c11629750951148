#ifndef MOEBENCH_STATS_REPORTS_REPORT_MODEL_H_
#define MOEBENCH_STATS_REPORTS_REPORT_MODEL_H_

// A report as data: sections of paragraphs, tables and charts, every text already written and every number already
// computed. The writers (report_html.h, report_markdown.h, report_json.h) only lay it out, so that the three files say
// the same and report.json holds whatever report.html shows.
//
// Texts are UTF-8 and not escaped; a name from a file may hold anything, "<script>" too. Chart positions are in the
// unit of their axis; the texts beside them are the same values rounded.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "stats/equivalence/study.h"

namespace moebench::stats {

// What colour stands for; a symbol or a word always says the same.
enum class Tone { kNeutral, kEquivalent, kBoth, kDifferent, kInconclusive, kDegenerate, kPassed, kFailed, kMuted };

struct Paragraph {
  std::string text;
  std::string lead = {};  // short and bold, before the text; may be empty
  Tone tone = Tone::kNeutral;
};

// Text to be shown as it is: a command, a file.
struct Verbatim {
  std::string caption;
  std::string text;
};

struct TableCell {
  std::string text;
  std::optional<double> value = {};  // unrounded, where the text is one number
  Tone tone = Tone::kNeutral;
  std::string full = {};  // what the text shortens, such as a hash
};

struct Column {
  std::string header;
  bool numeric = false;  // right-aligned
};

struct Table {
  std::string caption;
  std::vector<Column> columns;
  std::vector<std::vector<TableCell>> rows;
  std::string note;  // below the table; may be empty
};

struct Tick {
  double value = 0;
  std::string text;
};

struct Axis {
  std::string title;
  double lower = 0, upper = 1;
  std::vector<Tick> ticks;
};

enum class Shape { kCircle, kSquare, kDiamond, kTriangle, kRing, kCross, kBar };

struct Mark {
  double value = 0;
  Shape shape = Shape::kCircle;
  double offset = 0;  // across the row, -1 to 1: keeps equal values apart
};

struct ChartSpan {
  double lower = 0, upper = 0;
  bool thick = false;
};

// One row of a chart: a label, marks on the shared axis, the numbers and what was decided.
struct ChartRow {
  std::string label;
  Tone tone = Tone::kNeutral;
  std::vector<ChartSpan> spans;
  std::vector<Mark> marks;
  std::string text;
  std::vector<TableCell> verdicts;
};

struct Band {
  double lower = 0, upper = 0;
  std::string name;  // of the legend
};

struct LegendEntry {
  std::string text;
  std::optional<Shape> shape = {};  // or a line
  bool thick = false;
  Tone tone = Tone::kNeutral;
};

// Forest plots, seed strips, control and sensitivity panels.
struct RowChart {
  std::string caption;
  Axis axis;
  std::string label_header, text_header;
  std::vector<std::string> verdict_headers;
  std::vector<Band> bands;         // widest first
  std::vector<double> references;  // vertical lines
  std::vector<ChartRow> rows;
  std::vector<LegendEntry> legend;
  std::string note;
};

struct MatrixCell {
  std::string symbol;  // "" on the diagonal and where nothing was compared
  std::string detail;  // the difference, rounded
  std::string title;   // in full
  Tone tone = Tone::kNeutral;
  bool control = false;
};

struct MatrixChart {
  std::string caption;
  std::vector<std::string> names;
  std::vector<std::vector<MatrixCell>> cells;  // [row][column], row minus column
  std::string note;
};

struct CurvePoint {
  double x = 0, mean = 0, low = 0, high = 0;
};

struct Curve {
  std::string name;
  int seeds = 0;
  std::vector<CurvePoint> points;
};

struct CurveChart {
  std::string caption;
  Axis x, y;
  std::vector<Curve> curves;
  std::string note;
};

struct ExpertUsage {
  int expert = 0;
  std::optional<int> tier;
  double usage_percent = 0;
  std::string ecology_class;  // "" where the record has none
  std::string text;
};

// Experts of one run over its evaluations.
struct RoutingPanel {
  std::string caption;
  std::vector<std::string> evaluations;            // column names, in order
  std::vector<ExpertUsage> experts;                // at the last evaluation, by tier and number
  std::vector<std::vector<double>> usage_percent;  // [expert][evaluation]
  std::vector<std::vector<bool>> dead;             // [expert][evaluation]
  std::vector<std::string> dead_counts;            // [evaluation]
  std::string note;
};

using Block = std::variant<Paragraph, Verbatim, Table, RowChart, MatrixChart, CurveChart, RoutingPanel>;

struct Section {
  std::string id;  // of links; letters and underscores
  std::string title;
  std::vector<Block> blocks;
  // 0: always in the HTML page. Higher ones are left to report.json and report.md, highest first, while the page would
  // be too large.
  int droppable = 0;
};

struct ReportModel {
  std::string title;
  std::string status;  // "✓ Validated at ±0.05"
  Tone status_tone = Tone::kFailed;
  bool validated = false;  // at every margin that was tested
  std::string banner;      // e.g. that the records are made up; may be empty
  Study study;
  std::vector<Section> sections;
};

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_REPORT_MODEL_H_
