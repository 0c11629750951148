#include "stats/reports/command_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

TEST(CommandText, ShortCommandsStay) {
  const std::string command = "bazel run //stats:equiv -- report --demo --output=report";
  EXPECT_EQ(CommandText(command), command);
}

TEST(CommandText, OneFlagALine) {
  const std::string runs(60, 'x');
  EXPECT_EQ(
      CommandText(absl::StrCat("bazel run //stats:equiv -- report --runs=", runs, " --margin 0.05 --log_scale")),
      absl::StrCat("bazel run //stats:equiv -- report \\\n  --runs=", runs, " \\\n  --margin 0.05 \\\n  --log_scale"));
}

TEST(CommandText, QuotedTextIsNotBroken) {
  const std::string title = "'--title=Of a --b, and it'\\''s --c; this is long enough to be broken where it may be'";
  EXPECT_EQ(CommandText(absl::StrCat("bazel run //stats:equiv -- report ", title, " --demo")),
            absl::StrCat("bazel run //stats:equiv -- report \\\n  ", title, " \\\n  --demo"));
}

// What a shell makes of it: a backslash and a line end are nothing.
TEST(CommandText, IsTheSameCommand) {
  const std::string command = absl::StrCat("equiv -- pair --a=", std::string(90, 'a'), " '--title=x  --y' --b=c");
  EXPECT_EQ(absl::StrReplaceAll(CommandText(command), {{"\\\n  ", ""}}), command);
}

TEST(CommandText, LinesOfItsOwnStay) {
  const std::string command = absl::StrCat("equiv '--title=a\nb' --output=", std::string(90, 'o'));
  EXPECT_EQ(CommandText(command), command);
}

}  // namespace
}  // namespace moebench::stats
