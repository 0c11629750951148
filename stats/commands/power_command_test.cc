#include "stats/commands/power_command.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

CommandFlags Flags(double sd, const std::string& margin, double power, int n) {
  CommandFlags flags;
  flags.sd = sd;
  flags.margin = margin;
  flags.power = power;
  flags.n = n;
  flags.given = {"sd"};
  if (!margin.empty()) flags.given.insert("margin");
  if (power > 0) flags.given.insert("power");
  if (n > 0) flags.given.insert("n");
  return flags;
}

nlohmann::ordered_json Answers(const CommandFlags& flags) {
  const absl::StatusOr<CommandResult> result = RunPower(flags);
  EXPECT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->exit_code, 0);
  return result->json["power"]["answers"];
}

TEST(RunPower, FindsTheFewestUnits) {
  const auto answers = Answers(Flags(0.3, "0.5", 0.9, 0));
  ASSERT_EQ(answers.size(), 2u);  // a true difference of 0, and of half the margin
  const int n = answers[0]["n"];
  EXPECT_GE(answers[0]["power"].get<double>(), 0.9);
  EXPECT_LT(Answers(Flags(0.3, "0.5", 0, n - 1))[0]["power"].get<double>(), 0.9);
  EXPECT_EQ(answers[1]["true_difference"], 0.25);
  EXPECT_GT(answers[1]["n"], n);
}

TEST(RunPower, FindsPowerAndMargin) {
  const double power = Answers(Flags(0.3, "0.5", 0, 9))[0]["power"];
  const auto answers = Answers(Flags(0.3, "", power, 9));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_NEAR(answers[0]["margin"].get<double>(), 0.5, 1e-6);
}

TEST(RunPower, SeveralMarginsAndADifferenceOfOnesOwn) {
  CommandFlags flags = Flags(1, "0.5,0.1", 0.8, 0);
  flags.difference = 0.2;
  flags.given.insert("difference");
  const auto answers = Answers(flags);
  ASSERT_EQ(answers.size(), 6u);
  EXPECT_TRUE(answers[5]["n"].is_null());  // 0.2 lies outside 0.1
  EXPECT_THAT(RunPower(flags)->text, HasSubstr("none"));
}

TEST(RunPower, WrongQuestionsAreUsageErrors) {
  const auto message = [](const CommandFlags& flags) {
    const absl::Status status = RunPower(flags).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(message(Flags(0.3, "0.5", 0, 0)), HasSubstr("give two of --margin, --power and --n"));
  EXPECT_THAT(message(Flags(0.3, "0.5", 0.9, 5)), HasSubstr("there are 3"));
  EXPECT_THAT(message(Flags(-1, "0.5", 0.9, 0)), HasSubstr("-1"));
  EXPECT_THAT(message(Flags(0.3, "-0.5", 0.9, 0)), HasSubstr("margin is -0.5"));
  EXPECT_THAT(message(Flags(0.3, "0.5", 1.5, 0)), HasSubstr("1.5"));
  EXPECT_THAT(message(Flags(0.3, "0.5", 0, 1)), HasSubstr("1"));
  CommandFlags flags = Flags(0.3, "0.5", 0.9, 0);
  flags.design = "cross";
  EXPECT_THAT(message(flags), HasSubstr("--design=cross; expected welch, pooled or paired"));
  flags.design = "paired";
  flags.given.erase("sd");
  EXPECT_THAT(message(flags), HasSubstr("give --sd"));
}

}  // namespace
}  // namespace moebench::stats
