#include "language/tokenizer/commands/subcommand_list.h"

#include <set>
#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(SubcommandList, NamesThem) {
  std::vector<std::string> names;
  for (const Subcommand& subcommand : TokenizeSubcommands().subcommands) names.push_back(subcommand.name);
  EXPECT_THAT(names, ElementsAre("train", "encode", "decode", "shard", "export", "info"));
}

TEST(SubcommandList, EveryFlagIsOneOfTheProgram) {
  for (const Subcommand& subcommand : TokenizeSubcommands().subcommands) {
    std::set<std::string> seen;
    for (const SubcommandFlag& flag : subcommand.flags) {
      EXPECT_NE(absl::FindCommandLineFlag(flag.name), nullptr) << subcommand.name << " --" << flag.name;
      EXPECT_TRUE(seen.insert(flag.name).second) << subcommand.name << " --" << flag.name;
    }
  }
}

TEST(SubcommandList, EveryExampleCanBeTyped) {
  for (const Subcommand& subcommand : TokenizeSubcommands().subcommands) {
    EXPECT_FALSE(subcommand.examples.empty()) << subcommand.name;
    for (const std::string& example : subcommand.examples) {
      std::vector<std::string> arguments = absl::StrSplit(example, ' ');
      arguments.insert(arguments.begin(), subcommand.name);
      EXPECT_TRUE(TypedFlags(arguments).Has("input")) << example;
    }
  }
}

TEST(SubcommandList, HelpHasExampleFlagsAndExitCodes) {
  const SubcommandProgram& program = TokenizeSubcommands();
  for (const Subcommand& subcommand : program.subcommands) {
    const std::string help = HelpOfSubcommand(program, subcommand);
    EXPECT_THAT(help, StartsWith("tokenize " + subcommand.name + ": "));
    EXPECT_THAT(help, HasSubstr("  bazel run //language:tokenize -- " + subcommand.name + " --"));
    EXPECT_THAT(help, HasSubstr("  --input=…\n"));
    EXPECT_THAT(help, HasSubstr("Exit codes: 0 done; 64 wrong usage"));
  }
}

}  // namespace
}  // namespace moebench::language
