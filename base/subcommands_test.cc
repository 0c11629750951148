#include "base/subcommands.h"

#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/reflection.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

ABSL_FLAG(std::string, test_input, "", "a file");
ABSL_FLAG(int, test_threads, 3, "how many");
ABSL_FLAG(bool, test_fast, true, "faster");
ABSL_FLAG(bool, test_dry, false, "only looks");

namespace moebench {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

SubcommandProgram Kitchen() {
  return {"kitchen",
          "//tools:kitchen",
          "Cooks and cleans.",
          "Exit codes: 0 done; 64 wrong usage.",
          {{"cook",
            "makes food",
            {"--test_input=rice", "--test_input=- --test_threads=2"},
            "Takes a while.",
            {{"test_input", "what is cooked"}, {"test_threads", ""}, {"test_fast", ""}, {"test_dry", ""}}},
           {"clean", "removes food", {"--test_threads=1"}, "Takes longer.", {{"test_threads", ""}}}}};
}

absl::StatusOr<SubcommandCall> Typed(const std::string& line) {
  const absl::FlagSaver saver;
  return ParseSubcommand(Kitchen(), absl::StrSplit(line, ' ', absl::SkipEmpty()), {});
}

TEST(ParseSubcommand, GivesFlagsTheirValues) {
  const absl::FlagSaver saver;
  const auto call = ParseSubcommand(Kitchen(), {"clean", "--test_threads", "7"}, {});
  ASSERT_TRUE(call.ok()) << call.status();
  EXPECT_EQ(call->index, 1u);
  EXPECT_EQ(call->help, "");
  EXPECT_EQ(absl::GetFlag(FLAGS_test_threads), 7);
  EXPECT_EQ(call->line.given.count("test_threads"), 1u);
  EXPECT_EQ(call->line.text, "bazel run //tools:kitchen -- clean --test_threads 7");
}

TEST(ParseSubcommand, RepeatedFlagsKeepEveryValue) {
  const absl::FlagSaver saver;
  const auto call = ParseSubcommand(Kitchen(), {"cook", "--test_input=a", "--test_input=b"}, {"test_input"});
  ASSERT_TRUE(call.ok()) << call.status();
  EXPECT_THAT(call->line.repeated.at("test_input"), testing::ElementsAre("a", "b"));
}

TEST(ParseSubcommand, HelpIsNoError) {
  for (const char* line : {"help", "--help", "-h"}) {
    EXPECT_EQ(Typed(line)->help, HelpOfProgram(Kitchen())) << line;
  }
  for (const char* line : {"cook --help", "help cook", "cook --test_threads=many -h", "--help cook"}) {
    EXPECT_THAT(Typed(line)->help, StartsWith("kitchen cook: makes food\n\n  bazel run //tools:kitchen -- cook"))
        << line;
  }
}

TEST(ParseSubcommand, HelpOfTheProgramNamesEverySubcommand) {
  EXPECT_EQ(HelpOfProgram(Kitchen()),
            "Cooks and cleans.\n\n"
            "  cook   makes food\n"
            "  clean  removes food\n\n"
            "  bazel run //tools:kitchen -- cook --test_input=rice\n"
            "  bazel run //tools:kitchen -- clean --test_threads=1\n\n"
            "`kitchen SUBCOMMAND --help` lists the flags of each.\n"
            "Exit codes: 0 done; 64 wrong usage.\n");
}

TEST(ParseSubcommand, HelpOfASubcommandHasItsFlagsInOrder) {
  EXPECT_EQ(HelpOfSubcommand(Kitchen(), Kitchen().subcommands[0]),
            "kitchen cook: makes food\n\n"
            "  bazel run //tools:kitchen -- cook --test_input=rice\n"
            "  bazel run //tools:kitchen -- cook --test_input=- --test_threads=2\n\n"
            "Takes a while.\n\nFlags\n"
            "  --test_input=…\n      what is cooked\n"
            "  --test_threads=…  (default 3)\n      how many\n"
            "  --test_fast  (default true; --no… for false)\n      faster\n"
            "  --test_dry\n      only looks\n\n"
            "Exit codes: 0 done; 64 wrong usage.\n");
}

TEST(ParseSubcommand, WrongUsageIsNamed) {
  const auto message = [](const std::string& line) { return std::string(Typed(line).status().message()); };
  EXPECT_THAT(message(""), HasSubstr("kitchen SUBCOMMAND --help"));
  EXPECT_THAT(message("clena"), HasSubstr("unknown subcommand \"clena\" (did you mean \"clean\"?); --help lists all"));
  EXPECT_THAT(message("help clena"), HasSubstr("did you mean \"clean\"?"));
  EXPECT_THAT(message("clean --test_input=x"),
              HasSubstr("flag --test_input is not for clean; `clean --help` lists its flags"));
  EXPECT_THAT(message("clean --test_thread=1"), HasSubstr("did you mean \"test_threads\"?"));
  EXPECT_THAT(message("clean --test_threads=x"), HasSubstr("--test_threads"));
  EXPECT_THAT(message("clean up"), HasSubstr("unexpected argument \"up\""));
  for (const char* line : {"", "coke", "clean --test_input=x", "clean up"}) {
    EXPECT_EQ(ExitCode(Typed(line).status()), 64) << line;
  }
}

TEST(WrappedText, BreaksBetweenWords) {
  EXPECT_EQ(WrappedText("", 4), "");
  EXPECT_EQ(WrappedText("a  b\nc", 2), "  a b c\n");
  const std::string word(60, 'x');
  EXPECT_EQ(WrappedText(word + " " + word, 1), " " + word + "\n " + word + "\n");
  EXPECT_THAT(WrappedText(std::string(300, 'y'), 0), Not(HasSubstr("\n\n")));
}

}  // namespace
}  // namespace moebench
