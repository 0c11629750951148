#include "tools/kill_test/kill_report.h"

#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;

// The numbers at the end of the line that begins with `name`.
std::vector<std::string> Numbers(const std::string& table, const std::string& name) {
  for (const absl::string_view line : absl::StrSplit(table, '\n')) {
    if (line.substr(0, name.size()) == name) return absl::StrSplit(line.substr(name.size()), ' ', absl::SkipEmpty());
  }
  return {};
}

TEST(KillReport, CountsByKindAndState) {
  const std::string table = KillTable({
      {KillKind::kRandom, {RunStage::kAfterCheckpoint}, {}},
      {KillKind::kRandom, {RunStage::kEnded}, {}},
      {KillKind::kRepeated, {RunStage::kNotBegun, RunStage::kWritingCheckpoint, RunStage::kEnded}, {"x", "y"}},
      {KillKind::kTerminated, {RunStage::kBeforeFirstCheckpoint}, {}},
  });
  // runs, kills, not begun, no checkpoint, writing one, later, too late, unequal
  EXPECT_THAT(Numbers(table, "at a random moment "), ElementsAre("2", "1", "0", "0", "0", "1", "1", "0"));
  EXPECT_THAT(Numbers(table, "two or three times "), ElementsAre("1", "2", "1", "0", "1", "0", "1", "1"));
  EXPECT_THAT(Numbers(table, "by SIGTERM "), ElementsAre("1", "1", "0", "1", "0", "0", "0", "0"));
  EXPECT_THAT(Numbers(table, "all "), ElementsAre("4", "4", "1", "1", "1", "1", "2", "1"));
  EXPECT_THAT(Numbers(table, "writing a checkpoint"), ElementsAre());
}

}  // namespace
}  // namespace moebench::tools
