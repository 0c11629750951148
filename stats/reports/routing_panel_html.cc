#include "stats/reports/routing_panel_html.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "stats/reports/chart_marks.h"
#include "stats/reports/table_html.h"
#include "stats/reports/text_escape.h"

namespace moebench::stats {
namespace {

constexpr int kShades = 6;
constexpr size_t kMostColumnLabels = 6;  // on a narrow screen they would meet
constexpr size_t kMostRowLabels = 32;

double LargestUsage(const RoutingPanel& panel) {
  double most = 0;
  for (const std::vector<double>& row : panel.usage_percent) {
    for (const double usage : row) most = std::max(most, usage);
  }
  return most;
}

// 0 for none of the samples. The square root keeps small shares apart where one expert has most samples.
int Shade(double usage, double most) {
  if (!(usage > 0) || !(most > 0)) return 0;
  return std::clamp(1 + static_cast<int>(kShades * std::sqrt(usage / most)), 1, kShades);
}

std::string Stretched(size_t columns, size_t rows, const std::string& paths) {
  return absl::StrCat("<svg viewBox=\"0 0 ", columns, " ", rows,
                      "\" preserveAspectRatio=\"none\" width=\"100%\" height=\"100%\">", paths, "</svg>");
}

std::string TimelineSvg(const RoutingPanel& panel) {
  const double most = LargestUsage(panel);
  std::vector<std::string> shades(kShades + 1);
  for (size_t row = 0; row < panel.experts.size(); ++row) {
    for (size_t column = 0; column < panel.evaluations.size(); ++column) {
      if (panel.dead[row][column]) continue;
      absl::StrAppend(&shades[Shade(panel.usage_percent[row][column], most)], "M", column, " ", row, "h.97v.94h-.97z");
    }
  }
  std::string paths;
  for (int shade = 0; shade <= kShades; ++shade) {
    if (!shades[shade].empty()) absl::StrAppend(&paths, "<path class=\"u u", shade, "\" d=\"", shades[shade], "\"/>");
  }
  return Stretched(panel.evaluations.size(), panel.experts.size(), paths);
}

// The middle of cell `index` of `count`, in percent.
double Middle(size_t index, size_t count) {
  return 100 * (static_cast<double>(index) + 0.5) / static_cast<double>(count);
}

std::string DeadSvg(const RoutingPanel& panel) {
  const size_t rows = panel.experts.size(), columns = panel.evaluations.size();
  std::string svg;
  for (size_t row = 0; row < rows; ++row) {
    for (size_t column = 0; column < columns; ++column) {
      if (panel.dead[row][column])
        absl::StrAppend(&svg, MarkSvg(Shape::kCross, Middle(column, columns), Middle(row, rows)));
    }
  }
  return svg;
}

bool HasTiers(const RoutingPanel& panel) {
  return std::any_of(panel.experts.begin(), panel.experts.end(),
                     [&](const ExpertUsage& expert) { return expert.tier != panel.experts.front().tier; });
}

std::string RowLabels(const RoutingPanel& panel) {
  const bool tiers = HasTiers(panel);
  const size_t every = (panel.experts.size() + kMostRowLabels - 1) / kMostRowLabels;
  std::string svg;
  for (size_t row = 0; row < panel.experts.size(); row += every) {
    const ExpertUsage& expert = panel.experts[row];
    const double y = Middle(row, panel.experts.size());
    absl::StrAppend(&svg, "<text x=\"-6\" y=\"", Coordinate(y), "%\" dy=\"4\" class=\"end\">",
                    tiers && expert.tier ? absl::StrCat("T", *expert.tier, " · ") : "", expert.expert, "</text>");
  }
  return svg;
}

// Names of evaluations, and how many experts were DEAD there; evenly thinned.
std::string ColumnLabels(const RoutingPanel& panel) {
  const size_t columns = panel.evaluations.size();
  const size_t every = (columns + kMostColumnLabels - 1) / kMostColumnLabels;
  std::string svg = "<text x=\"-6\" y=\"100%\" dy=\"34\" class=\"end\">DEAD</text>";
  for (size_t column = 0; column < columns; column += every) {
    const std::string x = Coordinate(Middle(column, columns));
    absl::StrAppend(&svg, "<text x=\"", x, "%\" y=\"100%\" dy=\"16\">", EscapeHtml(panel.evaluations[column]),
                    "</text>");
    absl::StrAppend(&svg, "<text x=\"", x, "%\" y=\"100%\" dy=\"34\">", EscapeHtml(panel.dead_counts[column]),
                    "</text>");
  }
  return svg;
}

std::string BarsSvg(const std::vector<double>& usage) {
  const double most = std::max(*std::max_element(usage.begin(), usage.end()), 1e-300);
  std::string path;
  for (size_t row = 0; row < usage.size(); ++row) {
    absl::StrAppend(&path, "M0 ", row, "h", Coordinate(100 * std::max(usage[row], 0.0) / most), "v.94H0z");
  }
  return Stretched(100, usage.size(), absl::StrCat("<path class=\"u u5\" d=\"", path, "\"/>"));
}

std::string BarTexts(const RoutingPanel& panel) {
  const size_t every = (panel.experts.size() + kMostRowLabels - 1) / kMostRowLabels;
  std::string svg;
  for (size_t row = 0; row < panel.experts.size(); row += every) {
    const double y = Middle(row, panel.experts.size());
    absl::StrAppend(&svg, "<text x=\"100%\" dx=\"6\" y=\"", Coordinate(y), "%\" dy=\"4\" class=\"start\">",
                    EscapeHtml(panel.experts[row].text), panel.experts[row].ecology_class == "DEAD" ? " ✕" : "",
                    "</text>");
  }
  return svg;
}

std::vector<double> FinalUsage(const RoutingPanel& panel) {
  std::vector<double> usage;
  for (const ExpertUsage& expert : panel.experts) usage.push_back(expert.usage_percent);
  return usage;
}

std::string ManyExperts(const RoutingPanel& panel) {
  std::vector<double> usage = FinalUsage(panel);
  std::sort(usage.begin(), usage.end(), std::greater<double>());
  return absl::StrCat("<div class=\"routing\"><div class=\"bars\" style=\"height:240px\"><svg>", BarsSvg(usage),
                      "</svg></div></div>\n<p class=\"note\">Usage of ", panel.experts.size(),
                      " experts at the end, in falling order.</p>\n");
}

std::string FewExperts(const RoutingPanel& panel) {
  const size_t rows = panel.experts.size();
  const size_t height = std::max<size_t>(rows * (rows <= kMostRowLabels ? 16 : 5), 60);
  const std::string style = absl::StrCat(" style=\"height:", height, "px\"");
  return absl::StrCat("<div class=\"routing\"><div class=\"timeline\"", style, "><svg aria-hidden=\"true\">",
                      TimelineSvg(panel), DeadSvg(panel), RowLabels(panel), ColumnLabels(panel),
                      "</svg></div><div class=\"bars\"", style, "><svg aria-hidden=\"true\">",
                      BarsSvg(FinalUsage(panel)), BarTexts(panel),
                      "<text x=\"0\" y=\"100%\" dy=\"16\" class=\"start\">usage at the end</text></svg></div></div>\n");
}

}  // namespace

std::string RoutingPanelHtml(const RoutingPanel& panel) {
  const bool few = panel.experts.size() <= kMostExpertRows;
  return absl::StrCat("<figure class=\"panel\">\n", CaptionHtml(absl::StrCat("Usage of each expert: ", panel.caption)),
                      few ? "<p class=\"key\">rows: experts; columns: evaluations; ✕ DEAD</p>\n" : "",
                      few ? FewExperts(panel) : ManyExperts(panel), NoteHtml(panel.note), "</figure>\n");
}

}  // namespace moebench::stats
