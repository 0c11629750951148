// Runs the program itself: its exit codes are what scripts build upon.
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/runfiles.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

struct Outcome {
  int exit_code = -1;
  std::string output;  // standard output and error
};

Outcome Equiv(const std::string& arguments) {
  const absl::StatusOr<std::string> program = Runfile("stats/equiv");
  EXPECT_TRUE(program.ok()) << program.status();
  Outcome outcome;
  if (!program.ok()) return outcome;
  FILE* pipe = popen(absl::StrCat("'", *program, "' ", arguments, " 2>&1").c_str(), "r");
  char buffer[4096];
  while (const size_t got = fread(buffer, 1, sizeof(buffer), pipe)) outcome.output.append(buffer, got);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  return outcome;
}

TEST(Equiv, AnswersIssueExamples) {
  EXPECT_EQ(Equiv("power --sd=0.3 --margin=0.5 --power=0.9").exit_code, 0);
  EXPECT_EQ(Equiv("--help").exit_code, 0);
  EXPECT_EQ(Equiv("matrix --help").exit_code, 0);
}

TEST(Equiv, UsageErrorsOfTheFlagParserAre64) {
  for (const char* arguments :
       {"", "pairs", "pair --alpha=abc", "pair --nosuch=1", "pair --flagfile=/nowhere", "pair --alpha", "power extra",
        "pair --unpaired=maybe", "pair --resamples=99999999999"}) {
    EXPECT_EQ(Equiv(arguments).exit_code, 64) << arguments;
  }
}

TEST(Equiv, DecisionsAndBadDataHaveTheirCodes) {
  const TestFolder folder;
  const std::string table = folder.Write("t.csv",
                                         "variant,seed,loss\na,1,3\na,2,3.01\na,3,3.02\n"
                                         "b,1,3.01\nb,2,3\nb,3,3.02\nc,1,4\nc,2,4.01\nc,3,4.02\n"
                                         "d,1,5\nd,2,5\ne,1,5\ne,2,5\n");
  const auto pair = [&](const std::string& a, const std::string& b, const std::string& margin) {
    return Equiv(absl::StrCat("pair --metric=loss --runs=", table, " --a=", a, " --b=", b, " --margin=", margin));
  };
  EXPECT_EQ(pair("a", "b", "0.05").exit_code, 0);
  EXPECT_EQ(pair("a", "c", "0.05").exit_code, 10);
  EXPECT_EQ(pair("a", "b", "0.001").exit_code, 11);
  EXPECT_EQ(pair("d", "e", "0.05").exit_code, 12);
  EXPECT_EQ(Equiv("matrix --metric=loss --margin=1 --runs=/not/there.csv").exit_code, 65);
  EXPECT_THAT(pair("a", "b", "0.05").output, HasSubstr("a and b are equivalent"));
}

TEST(Equiv, PathsStartInTheCallersFolder) {
  const TestFolder folder;
  folder.Write("t.csv", "variant,seed,loss\na,1,3\na,2,3.01\nb,1,3\nb,2,3.01\n");
  setenv("BUILD_WORKING_DIRECTORY", folder.path().c_str(), 1);
  EXPECT_EQ(Equiv("matrix --metric=loss --margin=1 --runs='*.csv'").exit_code, 0);
  unsetenv("BUILD_WORKING_DIRECTORY");
}

TEST(Equiv, DemonstrationSucceeds) {
  const TestFolder folder;
  const Outcome demo = Equiv(absl::StrCat("report --demo --output=", folder.path(), "/demo"));
  EXPECT_EQ(demo.exit_code, 0) << demo.output;
  EXPECT_TRUE(std::filesystem::exists(folder.path() + "/demo/report.html"));
}

}  // namespace
}  // namespace moebench::stats
