#include "stats/reports/build_report.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> Ids(const ReportModel& report) {
  std::vector<std::string> ids;
  for (const Section& section : report.sections) ids.push_back(section.id);
  return ids;
}

TEST(BuildReport, EverySectionInOrder) {
  const TestStudyShape shape = {5, 3, {0.05, 0.012}};
  const auto report = BuildReport(TestStudy(shape), TestRuns(shape), {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->title, "Equivalence report");
  EXPECT_TRUE(report->validated);
  EXPECT_THAT(Ids(*report),
              ElementsAre("conclusion", "paper", "differences", "matrix", "seeds", "controls", "sensitivity", "power",
                          "curves", "routing", "provenance", "runs", "numbers", "words"));
}

TEST(BuildReport, SectionsWithoutContentAreLeftOut) {
  const TestStudyShape shape = {2, 3, {0.05}, false};
  const auto report = BuildReport(TestStudy(shape), {}, {});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(Ids(*report), ElementsAre("conclusion", "differences", "matrix", "seeds", "controls", "sensitivity",
                                        "provenance", "numbers", "words"));
}

TEST(BuildReport, RefusesClaimsAboutOthers) {
  ReportContext context;
  context.claims.pairs = {{"wide", "deep", 0.05, true, {}, "", ""}};
  EXPECT_EQ(BuildReport(TestStudy({2, 3, {0.05}, false}), {}, context).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace moebench::stats
