#include "tools/ecology/ecology_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace moebench::tools {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TraceEcology Ecology(int num_layers, int num_steps, int top_k) {
  TraceBuilder builder(top_k, {/*right=*/false, /*step=*/true, /*layer=*/true, false}, {});
  for (int layer = 0; layer < num_layers; ++layer) {
    for (int step = 0; step < num_steps; ++step) {
      TraceRow row;
      for (int slot = 0; slot < top_k; ++slot) row.expert.push_back(slot);
      row.weight.assign(top_k, 0.5);
      row.step = step;
      row.layer = layer;
      EXPECT_TRUE(builder.Add(row).ok());
    }
  }
  return *AnalyzeTrace(*std::move(builder).Finish(), EcologyConfig(), 0);
}

TEST(EcologyPageTest, NeedsNothingElse) {
  const std::string page = EcologyPage("a.csv", Ecology(2, 3, 2));
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("http")));
  EXPECT_THAT(page, Not(HasSubstr("url(")));
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(page, HasSubstr("@media print"));
}

TEST(EcologyPageTest, EscapesTheTracesNameAndItsNotices) {
  TraceEcology ecology = Ecology(1, 1, 2);
  ecology.notices.push_back("column \"<img src=x>\" is not read");
  const std::string page = EcologyPage("<script>alert(1)</script>.csv", ecology);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, HasSubstr("<h1>&lt;script&gt;alert(1)&lt;/script&gt;.csv</h1>"));
  EXPECT_THAT(page, HasSubstr("<li>column &quot;&lt;img src=x&gt;&quot; is not read.</li>"));
}

TEST(EcologyPageTest, SeveralLayersHaveAnOverview) {
  const std::string page = EcologyPage("a.csv", Ecology(2, 1, 2));
  EXPECT_THAT(page, HasSubstr("<a href=\"#layer-1\">Layer 1</a>"));
  EXPECT_THAT(page, HasSubstr("<section id=\"layer-1\">"));
  EXPECT_THAT(EcologyPage("a.csv", Ecology(1, 1, 2)), Not(HasSubstr("href=\"#layer")));
}

TEST(EcologyPageTest, SaysWhatATraceCannotShow) {
  const std::string page = EcologyPage("a.csv", Ecology(1, 1, 1));
  EXPECT_THAT(page, HasSubstr("None: no row has a second choice."));
  EXPECT_THAT(page, HasSubstr("deaths and revivals cannot be seen"));
  EXPECT_THAT(page, HasSubstr("only DEAD is decided"));
  EXPECT_THAT(page, HasSubstr("a trace holds no confidences"));
  EXPECT_THAT(EcologyPage("a.csv", Ecology(1, 1, 2)), HasSubstr("All stay in the one tier there is"));
}

}  // namespace
}  // namespace moebench::tools
