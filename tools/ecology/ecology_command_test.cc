#include "tools/ecology/ecology_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"

namespace moebench::tools {
namespace {

using ::testing::HasSubstr;

constexpr char kTrace[] = "sample,expert0,weight0\n0,0,1\n1,2,1\n";

class RunEcologyTest : public testing::Test {
 protected:
  EcologyFlags Flags(absl::string_view text = kTrace) const {
    EcologyFlags flags;
    flags.trace = folder_.Write("trace.csv", text);
    flags.json = folder_.path() + "/out.json";
    flags.html = folder_.path() + "/out.html";
    return flags;
  }

  // The error's message; nothing may have been written.
  std::string Error(const EcologyFlags& flags, absl::StatusCode code) const {
    testing::internal::CaptureStdout();
    const absl::Status status = RunEcology(flags);
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
    EXPECT_EQ(status.code(), code) << status;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      EXPECT_EQ(entry.path().filename(), "trace.csv");
    }
    return std::string(status.message());
  }

  const TestFolder folder_;
};

TEST_F(RunEcologyTest, PrintsTheTableAndWritesTheFiles) {
  const EcologyFlags flags = Flags();
  testing::internal::CaptureStdout();
  const absl::Status status = RunEcology(flags);
  const std::string printed = testing::internal::GetCapturedStdout();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_THAT(printed, HasSubstr("Routing ecology of trace.csv\n"));
  EXPECT_THAT(printed, HasSubstr("\nALIVE  2\nDEAD  1\n"));
  EXPECT_THAT(printed, HasSubstr(absl::StrCat("JSON: ", flags.json, "\npage: ", flags.html, "\n")));
  EXPECT_THAT(*ReadFile(flags.json), HasSubstr("\"DEAD\": 1"));
  EXPECT_THAT(*ReadFile(flags.html), HasSubstr("<h1>trace.csv</h1>"));
}

TEST_F(RunEcologyTest, FilesAreOptional) {
  EcologyFlags flags = Flags();
  flags.json = flags.html = "";
  testing::internal::CaptureStdout();
  EXPECT_TRUE(RunEcology(flags).ok());
  EXPECT_FALSE(absl::StrContains(testing::internal::GetCapturedStdout(), "JSON"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(RunEcologyTest, RefusesBadFlags) {
  const auto error = [this](const EcologyFlags& flags) { return Error(flags, absl::StatusCode::kInvalidArgument); };
  EcologyFlags flags = Flags();
  flags.num_experts = "many";
  EXPECT_THAT(error(flags), HasSubstr("\"many\""));
  flags = Flags();
  flags.tiers = "2:2";
  EXPECT_THAT(error(flags), HasSubstr("trace.csv: --tiers=2:2 add up to 4 experts, but layer 0 has 3"));
  flags = Flags();
  flags.set = {"dead=1"};
  EXPECT_THAT(error(flags), HasSubstr("--set dead=1: no such field"));
  flags = Flags();
  flags.warmup_end = std::nan("");
  EXPECT_THAT(error(flags), HasSubstr("--warmup_end"));
  flags = Flags();
  flags.trace = "";
  EXPECT_THAT(error(flags), HasSubstr("--trace is not set"));
}

TEST_F(RunEcologyTest, NeverWritesOverTheTrace) {
  EcologyFlags flags = Flags();
  flags.json = folder_.path() + "/./trace.csv";
  EXPECT_THAT(Error(flags, absl::StatusCode::kInvalidArgument), HasSubstr("is the trace itself"));
  EXPECT_EQ(*ReadFile(flags.trace), kTrace);
  flags = Flags();
  flags.json = flags.html;
  EXPECT_THAT(Error(flags, absl::StatusCode::kInvalidArgument), HasSubstr("--json and --html are both"));
}

TEST_F(RunEcologyTest, BadTracesLeaveNothing) {
  EXPECT_THAT(Error(Flags("expert0,weight0\n0,1\n1,nan\n"), absl::StatusCode::kDataLoss),
              HasSubstr("trace.csv, line 3: weight0 is nan"));
  EXPECT_THAT(Error(Flags("expert0,weight0,step\n0,1,0\n-1,0,5\n"), absl::StatusCode::kDataLoss),
              HasSubstr("trace.csv: none of the 1 rows of layer 0, step 5 has an expert"));
  EcologyFlags flags = Flags();
  flags.trace = "/nowhere/trace.csv";
  Error(flags, absl::StatusCode::kNotFound);
}

TEST_F(RunEcologyTest, AFolderThatIsNotThereIsAnError) {
  EcologyFlags flags = Flags();
  flags.json = folder_.path() + "/nowhere/out.json";
  testing::internal::CaptureStdout();
  const absl::Status status = RunEcology(flags);
  testing::internal::GetCapturedStdout();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("nowhere/out.json"));
}

}  // namespace
}  // namespace moebench::tools
