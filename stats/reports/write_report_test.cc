#include "stats/reports/write_report.h"

#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/reports/build_report.h"
#include "stats/reports/test_study.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

ReportModel Report() { return *BuildReport(TestStudy({4, 3, {0.05}}), {}, {}); }

TEST(WriteReport, ThreeFilesInANewFolder) {
  const TestFolder folder;
  const std::string output = folder.path() + "/a/b";
  ASSERT_TRUE(WriteReport(Report(), output).ok());
  EXPECT_TRUE(absl::StartsWith(*ReadFile(output + "/report.html"), "<!DOCTYPE html>"));
  EXPECT_TRUE(absl::StartsWith(*ReadFile(output + "/report.md"), "# Equivalence report"));
  EXPECT_TRUE(absl::StartsWith(*ReadFile(output + "/report.json"), "{"));
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(output)) files += entry.is_regular_file();
  EXPECT_EQ(files, 3);  // nothing temporary
}

TEST(WriteReport, SameReportSameBytes) {
  const TestFolder folder;
  ASSERT_TRUE(WriteReport(Report(), folder.path() + "/a").ok());
  ASSERT_TRUE(WriteReport(Report(), folder.path() + "/b").ok());
  for (const char* name : {"/report.html", "/report.md", "/report.json"}) {
    EXPECT_EQ(*ReadFile(folder.path() + "/a" + name), *ReadFile(folder.path() + "/b" + name));
  }
}

TEST(WriteReport, AFolderThatCannotBe) {
  const TestFolder folder;
  const std::string file = folder.Write("file", "x");
  const absl::Status status = WriteReport(Report(), file + "/report");
  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot make the folder"));
}

}  // namespace
}  // namespace moebench::stats
