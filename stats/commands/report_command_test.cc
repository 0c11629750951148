#include "stats/commands/report_command.h"

#include <filesystem>
#include <string>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/commands/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ReportCommandTest : public ::testing::Test {
 protected:
  ReportCommandTest() {
    flags_.output = folder_.path() + "/made/report";
    flags_.command_line = "bazel run //stats:equiv -- report";
    flags_.resamples = 500;
  }
  std::string File(const std::string& name) const { return ReadFile(flags_.output + "/" + name).value_or(""); }

  const TestFolder folder_;
  CommandFlags flags_;
};

TEST_F(ReportCommandTest, TheDemonstrationIsAFullReport) {
  flags_.demo = true;
  const absl::StatusOr<CommandResult> result = RunReport(flags_);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->exit_code, 0);
  EXPECT_THAT(result->text, HasSubstr("/made/report/report.html\n"));
  for (const char* name : {"report.html", "report.md", "report.json"}) {
    EXPECT_THAT(File(name), HasSubstr("made up")) << name;
    EXPECT_THAT(File(name), Not(HasSubstr("runfiles"))) << "a path of this machine in " << name;
  }
  EXPECT_EQ(result->json["kind"], "report");
  EXPECT_EQ(result->json["report"], nlohmann::ordered_json::parse(File("report.json")));
}

TEST_F(ReportCommandTest, OnesOwnRunsAndPreregistration) {
  flags_.runs = {WriteSeedTable(folder_)};
  flags_.preregistration = folder_.Write(
      "study.textproto", "title: \"Of <a> & b\" metric: \"val_loss\" margin: 0.05 n: 4 primary_method: \"welch\"");
  flags_.given = {"runs", "preregistration", "output"};
  const absl::StatusOr<CommandResult> result = RunReport(flags_);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->exit_code, 10);
  EXPECT_THAT(File("report.html"), HasSubstr("Of &lt;a&gt; &amp; b"));
  EXPECT_THAT(File("report.html"), Not(HasSubstr("Of <a>")));
}

TEST_F(ReportCommandTest, NothingIsWrittenWhereAnythingIsWrong) {
  flags_.runs = {WriteSeedTable(folder_)};
  flags_.metric = "val_loss";
  EXPECT_EQ(RunReport(flags_).status().code(), absl::StatusCode::kInvalidArgument);  // no margin
  flags_.margin = "0.05";
  flags_.claims = folder_.Write("claims.csv", "a,b\n");
  EXPECT_FALSE(RunReport(flags_).ok());
  EXPECT_FALSE(std::filesystem::exists(flags_.output));
  flags_.claims = "";
  flags_.output = "";
  EXPECT_THAT(RunReport(flags_).status().message(), HasSubstr("give --output=report"));
  flags_.demo = true;
  flags_.given = {"runs"};
  EXPECT_THAT(RunReport(flags_).status().message(), HasSubstr("leave --runs or --demo out"));
}

}  // namespace
}  // namespace moebench::stats
