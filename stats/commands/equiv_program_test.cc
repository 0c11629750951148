#include "stats/commands/equiv_program.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/flags/reflection.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "stats/commands/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Words between blanks.
ProgramOutput Typed(const std::string& line) {
  const absl::FlagSaver saver;
  return RunEquiv(absl::StrSplit(line, ' ', absl::SkipEmpty()));
}

TEST(RunEquiv, HelpIsNoError) {
  for (const char* line : {"--help", "-h", "help"}) {
    EXPECT_EQ(Typed(line).exit_code, 0);
    EXPECT_THAT(Typed(line).text, HasSubstr("  mcnemar  two classifiers on the same examples\n"));
    EXPECT_THAT(Typed(line).text, HasSubstr("Exit codes: 0 equivalent"));
  }
  for (const char* name : {"pair", "matrix", "power", "mcnemar", "report"}) {
    const ProgramOutput help = Typed(std::string(name) + " --metric=x --help");
    EXPECT_EQ(help.exit_code, 0) << name;
    EXPECT_THAT(help.text, HasSubstr(std::string("equiv ") + name + ": "));
    EXPECT_THAT(help.text, HasSubstr("  --json=...\n"));
    EXPECT_THAT(help.errors, IsEmpty());
  }
}

TEST(RunEquiv, WithoutAnythingItTellsHowToUseIt) {
  EXPECT_EQ(Typed("").exit_code, 64);
  EXPECT_THAT(Typed("").errors, HasSubstr("bazel run //stats:equiv -- pair"));
}

TEST(RunEquiv, WrongUsageIs64) {
  const TestFolder folder;
  const std::string table = WriteSeedTable(folder);
  for (const std::string line :
       {"pears", "pair", "pair --a=x", "matrix", "matrix --runs=x", "power --sd=1", "mcnemar", "report",
        "pair --alpha=x", "pair --nosuch", "pair stray", "power --sd=1 --margin=0 --n=5"}) {
    const ProgramOutput output = Typed(line);
    EXPECT_EQ(output.exit_code, 64) << line;
    EXPECT_THAT(output.errors, HasSubstr("equiv: "));
    EXPECT_THAT(output.text, IsEmpty());
  }
  const std::string sound = "matrix --metric=val_loss --runs=" + table;
  for (const std::string rest :
       {"", " --margin=-1", " --margin=x", " --margin=1 --alpha=0.7", " --margin=1 --resamples=9",
        " --margin=1 --method=magic", " --margin=1 --negative_control=z", " --margin=1 --runs"}) {
    EXPECT_EQ(Typed(sound + rest).exit_code, 64) << rest;
  }
}

TEST(RunEquiv, UnfitDataIs65) {
  const TestFolder folder;
  const std::string damaged = folder.Write("damaged.csv", "seed,val_loss\n1,abc\n");
  const std::string lonely = folder.Write("lonely.csv", "variant,val_loss\na,1\nb,1\n");
  for (const std::string& path : {damaged, lonely, std::string("/not/there")}) {
    const ProgramOutput output = Typed("matrix --metric=val_loss --margin=1 --runs=" + path);
    EXPECT_EQ(output.exit_code, 65) << path << output.errors;
  }
  EXPECT_THAT(Typed("matrix --metric=val_loss --margin=1 --runs=" + damaged).errors,
              HasSubstr("damaged.csv, line 2, column \"val_loss\": \"abc\" is no number"));
}

TEST(RunEquiv, DecisionsAreTheExitCode) {
  const TestFolder folder;
  const std::string pair = "pair --metric=val_loss --runs=" + WriteSeedTable(folder);
  EXPECT_EQ(Typed(pair + " --a=a --b=b --margin=0.05").exit_code, 0);
  EXPECT_EQ(Typed(pair + " --a=a --b=c --margin=0.05").exit_code, 10);
  EXPECT_EQ(Typed(pair + " --a=a --b=b --margin=0.0005").exit_code, 11);
}

TEST(RunEquiv, WritesTheWholeResultAsJson) {
  const TestFolder folder;
  const std::string json = folder.path() + "/result.json";
  const std::string line = "pair --metric=val_loss --margin=0.05 --a=a --b=b --runs=" + WriteSeedTable(folder);
  EXPECT_EQ(Typed(line + " --json=" + json).exit_code, 0);
  const auto result = nlohmann::json::parse(ReadFile(json).value());
  EXPECT_EQ(result["kind"], "pair");
  EXPECT_THAT(result["command"].get<std::string>(), HasSubstr("bazel run //stats:equiv -- pair --metric=val_loss"));
  EXPECT_EQ(Typed("power --sd=1 --margin=1 --n=9 --json=" + json).exit_code, 0);
  EXPECT_EQ(nlohmann::json::parse(ReadFile(json).value())["kind"], "power");
  const ProgramOutput unwritable = Typed(line + " --json=" + folder.path() + "/none/x.json");
  EXPECT_EQ(unwritable.exit_code, 70);
  EXPECT_THAT(unwritable.text, IsEmpty());
}

TEST(RunEquiv, NothingIsWrittenWithAnError) {
  const TestFolder folder;
  EXPECT_EQ(Typed("power --sd=1 --json=" + folder.path() + "/x.json").exit_code, 64);
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/x.json"));
}

}  // namespace
}  // namespace moebench::stats
