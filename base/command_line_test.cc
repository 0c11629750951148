#include "base/command_line.h"

#include <cstdlib>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

ABSL_FLAG(std::string, test_dataset, "", "for this test");
ABSL_FLAG(std::string, test_set, "", "for this test");
ABSL_FLAG(int, test_count, 3, "how many");
ABSL_FLAG(bool, test_dry_run, false, "for this test");

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

absl::StatusOr<CommandLine> Parse(std::vector<std::string> words) {
  words.insert(words.begin(), "program");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return ParseProgramFlags(static_cast<int>(argv.size()), argv.data(), {"test_set"});
}

TEST(ParseProgramFlags, RepeatedFlagsAccumulateInBothForms) {
  const auto line = Parse({"--test_set=a=1", "--test_dataset=mnist", "--test_set", "b=2", "--test_dry_run"});
  ASSERT_TRUE(line.ok()) << line.status();
  EXPECT_THAT(line->repeated.at("test_set"), ElementsAre("a=1", "b=2"));
  EXPECT_THAT(line->given, testing::UnorderedElementsAre("test_set", "test_dataset", "test_dry_run"));
  EXPECT_EQ(absl::GetFlag(FLAGS_test_dataset), "mnist");
  EXPECT_TRUE(absl::GetFlag(FLAGS_test_dry_run));
  ASSERT_TRUE(Parse({"--notest_dry_run"}).ok());
  EXPECT_FALSE(absl::GetFlag(FLAGS_test_dry_run));
}

TEST(ParseProgramFlags, ErrorsNameTheNearestFlag) {
  EXPECT_THAT(Parse({"--test_datset=x"}).status().message(),
              HasSubstr("unknown flag --test_datset (did you mean \"test_dataset\"?)"));
  EXPECT_THAT(Parse({"stray"}).status().message(), HasSubstr("unexpected argument \"stray\""));
  EXPECT_THAT(Parse({"--test_set"}).status().message(), HasSubstr("--test_set needs a value"));
  EXPECT_EQ(ExitCode(Parse({"--zzz"}).status()), 64);
}

TEST(ParseProgramFlags, AValueThatTheFlagDoesNotTakeIsRefused) {
  const absl::Status status = Parse({"--test_count=many"}).status();
  EXPECT_THAT(status.message(), HasSubstr("--test_count: Illegal value 'many' specified for flag 'test_count'"));
  EXPECT_EQ(ExitCode(status), 64);
  EXPECT_FALSE(Parse({"--test_dry_run=perhaps"}).ok());
  EXPECT_FALSE(Parse({"--notest_dataset"}).ok());
}

TEST(ParseProgramFlags, HelpListsOwnFlagsAndEndsWell) {
  absl::SetProgramUsageMessage("tests a command line");
  const std::string help = ProgramHelp();
  EXPECT_THAT(help, HasSubstr("tests a command line\n\n"));
  EXPECT_THAT(help, HasSubstr("  --test_count=...  (default 3)\n      how many\n"));
  EXPECT_THAT(help, HasSubstr("  --test_dry_run  (default false)\n"));
  EXPECT_THAT(help, testing::Not(HasSubstr("flagfile")));
  EXPECT_EXIT(Parse({"--help"}), testing::ExitedWithCode(0), "");
}

TEST(ParseProgramFlags, TheTextIsQuotedForAShell) {
  EXPECT_EQ(Parse({"--test_set=a b", "--test_dataset=it's"})->text,
            "program '--test_set=a b' '--test_dataset=it'\\''s'");
}

TEST(CallerPath, IsRelativeToTheCallersFolder) {
  setenv("BUILD_WORKING_DIRECTORY", "/home/me", 1);
  EXPECT_EQ(CallerPath("runs"), "/home/me/runs");
  EXPECT_EQ(CallerPath("/abs"), "/abs");
  EXPECT_EQ(CallerPath(""), "");
  unsetenv("BUILD_WORKING_DIRECTORY");
  EXPECT_EQ(CallerPath("runs"), "runs");
}

}  // namespace
}  // namespace moebench
