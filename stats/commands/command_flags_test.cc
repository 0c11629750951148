#include "stats/commands/command_flags.h"

#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

const std::vector<std::string> kAllowed = {"runs", "metric", "alpha", "seed", "unpaired", "resamples"};

absl::StatusOr<CommandFlags> Parse(const std::vector<std::string>& arguments) {
  return ParseCommandFlags("pair", kAllowed, arguments);
}

std::string Error(const std::vector<std::string>& arguments) {
  const absl::FlagSaver saver;
  const absl::Status status = Parse(arguments).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  return std::string(status.message());
}

TEST(ParseCommandFlags, TakesAllForms) {
  const absl::FlagSaver saver;
  const absl::StatusOr<CommandFlags> flags =
      Parse({"--runs=a b", "--runs", "c", "-metric", "val_loss", "--alpha=0.01", "--unpaired", "--seed=7"});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_THAT(flags->runs, ElementsAre("a b", "c"));
  EXPECT_EQ(flags->metric, "val_loss");
  EXPECT_EQ(flags->alpha, 0.01);
  EXPECT_EQ(flags->seed, 7u);
  EXPECT_TRUE(flags->unpaired);
  EXPECT_EQ(flags->resamples, 10000);
  EXPECT_THAT(flags->given, UnorderedElementsAre("runs", "metric", "alpha", "unpaired", "seed"));
  EXPECT_EQ(flags->command_line,
            "bazel run //stats:equiv -- pair '--runs=a b' --runs c -metric val_loss --alpha=0.01 --unpaired "
            "--seed=7");
}

TEST(ParseCommandFlags, FlagsCanBeNegated) {
  const absl::FlagSaver saver;
  const absl::StatusOr<CommandFlags> flags = Parse({"--nounpaired"});
  ASSERT_TRUE(flags.ok()) << flags.status();
  EXPECT_FALSE(flags->unpaired);
  EXPECT_THAT(flags->given, UnorderedElementsAre("unpaired"));
}

TEST(ParseCommandFlags, EveryMistakeComesBackAsAnError) {
  EXPECT_THAT(Error({"--metrc=x"}), HasSubstr("unknown flag --metrc (did you mean \"metric\"?)"));
  EXPECT_EQ(Error({"--sd=1"}), "flag --sd is not for pair; `pair --help` lists its flags");
  EXPECT_THAT(Error({"--flagfile=/nowhere"}), HasSubstr("flag --flagfile"));
  EXPECT_THAT(Error({"--undefok=x"}), HasSubstr("flag --undefok"));
  EXPECT_EQ(Error({"runs/A"}), "unexpected argument \"runs/A\"; flags start with --");
  for (const char* wrong : {"--alpha=much", "--resamples=1e3", "--seed=-1", "--unpaired=perhaps"}) {
    EXPECT_THAT(Error({wrong}), HasSubstr("Illegal value")) << wrong;
  }
  EXPECT_EQ(Error({"--metric"}), "flag --metric needs a value");
  EXPECT_THAT(Error({"--nometric"}), HasSubstr("unknown flag --nometric"));
  EXPECT_THAT(Error({"--"}), HasSubstr("unexpected argument"));
}

TEST(FlagsHelp, NamesEachWithItsDefault) {
  const std::string help = FlagsHelp({"alpha", "metric", "unpaired"}, {{"metric", "correct or not"}});
  EXPECT_THAT(help, HasSubstr("  --alpha=...\n      level of every test"));
  EXPECT_THAT(help, HasSubstr("(0.05)"));
  EXPECT_THAT(help, HasSubstr("  --metric=...\n      correct or not\n"));
  EXPECT_THAT(help, HasSubstr("  --unpaired\n"));
}

}  // namespace
}  // namespace moebench::stats
