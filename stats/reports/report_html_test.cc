#include "stats/reports/report_html.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/reports/build_report.h"
#include "stats/reports/report_json.h"
#include "stats/reports/test_page.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

ReportModel TestReport(const TestStudyShape& shape) {
  ReportContext context;
  context.title = "Test";
  context.command = "bazel run //stats:equiv -- report --runs='runs/*' --margin=0.05";
  context.preregistration_name = "study.textproto";
  context.preregistration_text = "margin: 0.05";
  context.analysis.set_commit("0123456789abcdef0123456789abcdef01234567");
  absl::StatusOr<ReportModel> report = BuildReport(TestStudy(shape), TestRuns(shape), context);
  EXPECT_TRUE(report.ok()) << report.status();
  return *std::move(report);
}

std::string Page(const TestStudyShape& shape) {
  absl::StatusOr<std::string> page = ReportHtml(TestReport(shape));
  EXPECT_TRUE(page.ok()) << page.status();
  return *std::move(page);
}

// Every number of a JSON document: as a double, and as it is written in a text.
void Collect(const nlohmann::json& value, std::vector<double>& numbers, std::set<std::string>& written) {
  if (value.is_number()) numbers.push_back(value.get<double>());
  if (value.is_string()) {
    for (std::string& number : NumbersIn(value.get<std::string>())) written.insert(std::move(number));
  }
  if (value.is_structured()) {
    for (const nlohmann::json& item : value) Collect(item, numbers, written);
  }
}

// Whether `text` is `value` rounded to as many decimals as it shows.
bool IsRounded(const std::string& text, double value) {
  if (absl::StrContains(text, "e")) return absl::StrFormat("%.1e", value) == text;
  const size_t point = text.find('.');
  const int decimals = point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
  double shown = 0;
  return absl::SimpleAtod(text, &shown) && std::fabs(shown - value) <= 0.5000001 * std::pow(10, -decimals);
}

TEST(ReportHtml, EveryNumberIsInTheJson) {
  for (const int seeds : {1, 3, 30}) {
    const ReportModel report = TestReport({6, seeds, {0.05, 0.03, 0.02}});
    std::vector<double> numbers;
    std::set<std::string> written;
    Collect(nlohmann::json::parse(ReportJson(report)), numbers, written);
    const TestPage page = ReadTestPage(*ReportHtml(report));
    ASSERT_EQ(page.problem, "");
    int checked = 0;
    for (const std::string& text : page.texts) {
      for (const std::string& number : NumbersIn(text)) {
        const auto shows = [&](double value) { return IsRounded(number, value); };
        EXPECT_TRUE(written.count(number) > 0 || std::any_of(numbers.begin(), numbers.end(), shows))
            << number << " in: " << text;
        ++checked;
      }
    }
    EXPECT_GT(checked, 500);
  }
}

// What is shown with decimals is not only repeated as text in the JSON, but stands there unrounded.
TEST(ReportHtml, EstimatesAreRoundedFromTheJson) {
  const ReportModel report = TestReport({6, 3, {0.05}});
  std::vector<double> numbers;
  std::set<std::string> written;
  Collect(nlohmann::json::parse(ReportJson(report)), numbers, written);
  for (const Section& section : report.sections) {
    for (const Block& block : section.blocks) {
      const auto* chart = std::get_if<RowChart>(&block);
      if (chart == nullptr) continue;
      for (const ChartRow& row : chart->rows) {
        for (const std::string& number : NumbersIn(row.text)) {
          const auto shows = [&](double value) { return IsRounded(number, value); };
          EXPECT_TRUE(std::any_of(numbers.begin(), numbers.end(), shows)) << number << " in: " << row.text;
        }
      }
    }
  }
}

TEST(ReportHtml, NamesAreText) {
  const std::string attack = "<script>alert(1)</script>";
  const std::string quote = "\"><img src=x onerror=alert(1)>";
  const std::string page_text = Page({4, 3, {0.05}, true, {attack, quote, "a & b' --><!--", "]]>"}});
  const TestPage page = ReadTestPage(page_text);
  EXPECT_EQ(page.problem, "");
  EXPECT_THAT(page.tags, Not(Contains("script")));
  EXPECT_THAT(page.tags, Not(Contains("img")));
  EXPECT_THAT(page.texts, Contains(attack));
  EXPECT_THAT(page.texts, Contains(quote));
}

TEST(ReportHtml, NeedsNothingFromOutside) {
  const std::string page = Page({5, 3, {0.05}});
  for (const char* sign : {"<script", "<link", "<img", "<iframe", "src=", "@import", "url(", "http:", "https:"}) {
    EXPECT_THAT(page, Not(HasSubstr(sign)));
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(ReportHtml, ServesDarkPrintAndNarrow) {
  const std::string page = Page({2, 1, {0.05}, false});
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(page, HasSubstr("@media print"));
  EXPECT_THAT(page, HasSubstr("max-width: 760px"));
}

TEST(ReportHtml, IdsAreUniqueAndLinksLead) {
  const std::string html = Page({12, 3, {0.05, 0.02}});
  const TestPage page = ReadTestPage(html);
  const std::set<std::string> ids(page.ids.begin(), page.ids.end());
  EXPECT_EQ(ids.size(), page.ids.size());
  static const std::regex kLink(R"re(href="#([^"]*)")re");
  for (std::sregex_iterator it(html.begin(), html.end(), kLink), end; it != end; ++it) {
    EXPECT_EQ(ids.count((*it)[1].str()), 1u) << (*it)[1];
  }
}

TEST(ReportHtml, WellFormedForAnyNumberOfVariantsAndSeeds) {
  for (const int variants : {2, 3, 9, 20}) {
    for (const int seeds : {1, 3, 30}) {
      const std::string page = Page({variants, seeds, {0.05}, variants > 3});
      EXPECT_EQ(ReadTestPage(page).problem, "") << variants << " " << seeds;
      EXPECT_LT(page.size(), kLargestPage);
    }
  }
}

TEST(ReportHtml, LargeStudiesLeaveTheirAppendixToTheJson) {
  TestStudyShape shape = {20, 30, {0.1, 0.05, 0.02}};
  for (int i = 0; i < 20; ++i) shape.names.push_back(absl::StrCat(std::string(38, 'w'), absl::Dec(i, absl::kZeroPad2)));
  const ReportModel report = TestReport(shape);
  const std::string page = *ReportHtml(report);
  EXPECT_LT(page.size(), kLargestPage);
  EXPECT_THAT(page, HasSubstr("Left out here for the size of the page, and to be found there: "));
  EXPECT_THAT(page, HasSubstr("Every pair in words."));
  EXPECT_THAT(page, Not(HasSubstr("<section id=\"words\">")));
  EXPECT_THAT(ReportJson(report), HasSubstr("\"id\": \"words\""));
}

TEST(ReportHtml, RefusesWhatCannotFit) {
  ReportModel report;
  report.sections.push_back({"conclusion", "Conclusion", {Paragraph{std::string(kLargestPage, 'x')}}});
  const absl::StatusOr<std::string> page = ReportHtml(report);
  EXPECT_EQ(page.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(page.status().message(), HasSubstr("compare fewer variants"));
}

TEST(ReportHtml, SymbolsStandBesideColours) {
  const std::string page = Page({6, 3, {0.05, 0.02}});
  for (const char* words : {"= equivalent", "≠ different", "≈ both", "✓ passed", "✓ outside"}) {
    EXPECT_THAT(page, HasSubstr(words));
  }
}

TEST(ReportHtml, HeadedNotValidated) {
  const std::string page = Page({3, 3, {0.05}, false});
  EXPECT_THAT(page, HasSubstr("<p class=\"status t-fail\">✗ Not validated at ±0.05</p>"));
  EXPECT_THAT(page, HasSubstr("No control was analysed."));
}

}  // namespace
}  // namespace moebench::stats
