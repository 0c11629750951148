#include "tools/ecology/ecology_page.h"

#include <cstddef>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "moe_core/experiments/shortest_double.h"
#include "tools/ecology/ecology_charts.h"
#include "tools/ecology/ecology_phrases.h"
#include "tools/ecology/life_chart.h"
#include "tools/ecology/svg_marks.h"

namespace moebench::tools {
namespace {

constexpr char kStyle[] =
#include "tools/ecology/ecology_page_style.inc"
    ;

constexpr size_t kMostOpenExperts = 64;

std::string Element(absl::string_view name, absl::string_view content) {
  return absl::StrCat("<", name, ">", content, "</", name.substr(0, name.find(' ')), ">\n");
}

std::string Paragraph(absl::string_view text) { return Element("p", HtmlEscaped(text)); }

// A table's row; cells are HTML.
std::string Row(absl::string_view cell_name, const std::vector<std::string>& cells) {
  std::string row = "<tr>";
  for (const std::string& cell : cells) absl::StrAppend(&row, "<", cell_name, ">", cell, "</", cell_name, ">");
  return row + "</tr>\n";
}

// What usage and accuracy a class asks for.
std::string ClassRule(absl::string_view name, const EcologyConfig& config) {
  const auto percent = [](double share) { return absl::StrCat(ShortestDouble(100 * share), "\u00a0%"); };
  const std::string dead = percent(config.dead_usage());
  const std::string core = percent(config.core_usage());
  if (name == "DEAD") return absl::StrCat("usage below ", dead);
  if (name == "ALIVE") return absl::StrCat("usage from ", dead);
  if (name == "EDGE")
    return absl::StrCat("usage ", dead, " to ", core, ", accuracy from ", percent(config.edge_accuracy()));
  if (name == "NOISE")
    return absl::StrCat("usage ", dead, " to ", core, ", accuracy below ", percent(config.edge_accuracy()));
  if (name == "PURE_CORE")
    return absl::StrCat("usage from ", core, ", accuracy from ", percent(config.pure_accuracy()));
  if (name == "BROAD_CORE") {
    return absl::StrCat("usage from ", core, ", accuracy ", percent(config.broad_accuracy()), " to ",
                        percent(config.pure_accuracy()));
  }
  return absl::StrCat("usage from ", core, ", accuracy below ", percent(config.broad_accuracy()));
}

std::string Head(absl::string_view name, const TraceEcology& ecology) {
  std::string facts;
  for (const auto& [fact, value] : TraceFacts(ecology)) {
    absl::StrAppend(&facts, "<div><dt>", HtmlEscaped(fact), "</dt><dd>", HtmlEscaped(value), "</dd></div>\n");
  }
  std::string head = absl::StrCat("<header>\n<p class=\"quiet\">Routing ecology of</p>\n",
                                  Element("h1", HtmlEscaped(name)), Element("dl class=\"facts\"", facts));
  std::string notes;
  for (const std::string& notice : ecology.notices) absl::StrAppend(&notes, Element("li", HtmlEscaped(notice + ".")));
  if (!notes.empty()) absl::StrAppend(&head, Element("ul class=\"notes\"", notes));
  return absl::StrCat(head, "</header>\n");
}

// All layers at a glance, where there are several.
std::string Overview(const TraceEcology& ecology) {
  if (ecology.layers.size() == 1) return "";
  std::string table = Row("th", {"layer", "experts", "DEAD", "peak DEAD", "deaths", "revivals", "Gini", "accuracy",
                                 "effective depth", "phase"});
  for (const LayerEcology& layer : ecology.layers) {
    const EvaluationOutcome& last = layer.evaluations.back();
    table += Row(
        "td", {absl::StrCat("<a href=\"#layer-", layer.layer, "\">Layer ", layer.layer, "</a>"),
               absl::StrCat(layer.num_experts), absl::StrCat(last.dead_count), absl::StrCat(layer.revivals.peak_dead),
               absl::StrCat(layer.revivals.total_deaths), absl::StrCat(layer.revivals.total_revivals),
               absl::StrFormat("%.3f", last.evenness.gini), PercentText(last.accuracy),
               absl::StrCat(layer.effective_depth), std::string(PhaseName(layer.phase))});
  }
  return absl::StrCat("<h3>Layers</h3>\n<div class=\"wide\">", Element("table", table), "</div>\n");
}

std::string Tiles(const TraceEcology& ecology, const LayerEcology& layer) {
  std::string tiles;
  for (const ClassCount& count : CountClasses(layer, ecology.has_accuracy)) {
    absl::StrAppend(&tiles, "<div class=\"tile ", ClassColour(count.name), "\"><em>", ClassLetter(count.name),
                    "</em><span>", count.name, "</span><b>", count.count, "</b><small>",
                    HtmlEscaped(ClassRule(count.name, ecology.config)), "</small></div>\n");
  }
  return Element("div class=\"tiles\"", tiles);
}

std::string Experts(const TraceEcology& ecology, const LayerEcology& layer) {
  std::string table =
      Row("th", {"expert", "class", "tier", "wins", "usage", "load", "weight", "accuracy", "deaths", "revivals"});
  for (size_t e = 0; e < layer.experts.size(); ++e) {
    const ExpertOutcome& expert = layer.experts[e];
    const std::string name(ClassName(expert, ecology.has_accuracy));
    table +=
        Row("td", {absl::StrCat("<i class=\"", ClassColour(name), "\"></i>", e), name, absl::StrCat("T", expert.tier),
                   CountText(expert.wins), PercentText(expert.usage), PercentText(expert.load),
                   PercentText(expert.weight_share), expert.accuracy.has_value() ? PercentText(expert.accuracy) : "–",
                   absl::StrCat(layer.revivals.deaths[e]), absl::StrCat(layer.revivals.revivals[e])});
  }
  const bool open = layer.experts.size() <= kMostOpenExperts;
  return absl::StrCat("<details", open ? " open" : "", ">\n<summary>all ", layer.num_experts,
                      " experts in numbers</summary>\n<div class=\"wide\">", Element("table class=\"experts\"", table),
                      "</div>\n</details>\n");
}

std::string Tiers(const LayerEcology& layer) {
  std::string table = Row(
      "th", {"tier", "experts", "alive", "touched", "usage", "of experts", "accuracy", "hard", "easy", "collapsed"});
  for (size_t i = 0; i < layer.tiers.size(); ++i) {
    const TierOutcome& tier = layer.tiers[i];
    const std::string collapses = CollapseText(tier);
    table += Row("td", {absl::StrCat("T", i), absl::StrCat(tier.num_experts), absl::StrCat(tier.alive),
                        absl::StrCat(tier.touched), PercentText(tier.usage),
                        PercentText(static_cast<double>(tier.num_experts) / layer.num_experts),
                        tier.accuracy.has_value() ? PercentText(tier.accuracy) : "–", "n/a", "n/a",
                        collapses.empty() ? "never" : collapses});
  }
  return absl::StrCat(
      "<h3>Tiers</h3>\n<div class=\"wide\">", Element("table", table), "</div>\n",
      Paragraph(absl::StrCat("Effective depth ", layer.effective_depth, ", dominance ", layer.dominance, ".")),
      "<p class=\"quiet\">", kNoConfidences, "</p>\n");
}

std::string Transition(const LayerEcology& layer) {
  const std::string heading = "<h3>Transitions between tiers</h3>\n";
  if (!layer.transition.has_value()) return heading + Paragraph("None: no row has a second choice.");
  if (layer.tiers.size() == 1)
    return heading + Paragraph("All stay in the one tier there is; --tiers=8:4:4 makes three.");
  std::string table = Row("th", {"tier", "stays, of all", "stays, given the tier"});
  for (size_t i = 0; i < layer.tiers.size(); ++i) {
    const SelfLoop& loop = layer.transition->self_loop[i];
    table += Row("td", {absl::StrCat("T", i), PercentText(loop.joint), PercentText(loop.conditional)});
  }
  return absl::StrCat(heading, "<div class=\"pair\">\n<figure>\n", TransitionChart(layer),
                      "<figcaption>Percent of the ", Plural(layer.transition->rows, "row"),
                      " with a second choice.</figcaption>\n</figure>\n", Element("table", table), "</div>\n");
}

std::string LifeCaption(const LayerEcology& layer) {
  const size_t shown = ExpertsInLifeChart(layer).size();
  std::string caption =
      "An expert a row, a step a column: the fuller the colour, the higher the usage; a cross is DEAD. The letter is "
      "the "
      "class at the last step.";
  if (shown == layer.experts.size()) return caption;
  return absl::StrCat(caption, " Shown are the ", shown, " of ", layer.experts.size(),
                      " experts with the most deaths and revivals.");
}

std::string RevivalLogPart(const TraceEcology& ecology, const LayerEcology& layer) {
  const std::string heading = "<h3>Deaths and revivals</h3>\n";
  if (layer.evaluations.size() == 1) return heading + Paragraph(kOneEvaluation);
  return absl::StrCat(heading, "<figure>\n", DeadChart(layer), "<figcaption>DEAD experts at every step.</figcaption>\n",
                      "</figure>\n<figure>\n", LifeChart(ecology, layer), Element("figcaption", LifeCaption(layer)),
                      "</figure>\n");
}

std::string Section(const TraceEcology& ecology, const LayerEcology& layer) {
  const absl::string_view phase = PhaseName(layer.phase);
  std::string text = absl::StrCat("<section id=\"layer-", layer.layer, "\">\n<div class=\"head\">",
                                  Element("h2", HtmlEscaped(LayerHeading(ecology, layer))), "<span class=\"phase ",
                                  phase, "\">", phase, "</span></div>\n");
  absl::StrAppend(&text, Tiles(ecology, layer), Paragraph(PhaseSentence(ecology, layer) + "."),
                  Paragraph(EvennessSentence(layer.evaluations.back().evenness) + "."));
  absl::StrAppend(&text, "<h3>Usage</h3>\n<figure>\n", UsageChart(ecology, layer),
                  "<figcaption>Share of rows each expert wins, by class.</figcaption>\n</figure>\n",
                  Experts(ecology, layer), Tiers(layer));
  return absl::StrCat(text, Transition(layer), RevivalLogPart(ecology, layer), "</section>\n");
}

}  // namespace

std::string EcologyPage(absl::string_view name, const TraceEcology& ecology) {
  std::string page =
      absl::StrCat("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" ",
                   "content=\"width=device-width, initial-scale=1\">\n",
                   Element("title", absl::StrCat("Routing ecology of ", HtmlEscaped(name))), "<style>", kStyle,
                   "</style>\n</head>\n<body>\n<main>\n", Head(name, ecology), Overview(ecology));
  for (const LayerEcology& layer : ecology.layers) page += Section(ecology, layer);
  return absl::StrCat(page, "</main>\n</body>\n</html>\n");
}

}  // namespace moebench::tools
