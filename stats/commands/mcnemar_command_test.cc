#include "stats/commands/mcnemar_command.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/commands/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

class McNemarCommandTest : public ::testing::Test {
 protected:
  McNemarCommandTest() {
    flags_.metric = "correct";
    flags_.a = "a";
    flags_.b = "b";
    flags_.resamples = 500;
  }

  // Examples that both, only a, only b and neither have right.
  CommandResult Found(int both, int only_a, int only_b, int neither) {
    std::string text = "variant,example,correct\n";
    int example = 0;
    const auto add = [&](int times, int a, int b) {
      for (int i = 0; i < times; ++i, ++example) {
        absl::StrAppend(&text, "a,", example, ",", a, "\nb,", example, ",", b, "\n");
      }
    };
    add(both, 1, 1);
    add(only_a, 1, 0);
    add(only_b, 0, 1);
    add(neither, 0, 0);
    flags_.runs = {folder_.Write("correct.csv", text)};
    absl::StatusOr<CommandResult> result = RunMcNemar(flags_);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : CommandResult();
  }

  const TestFolder folder_;
  CommandFlags flags_;
};

TEST_F(McNemarCommandTest, CountsAndTests) {
  const CommandResult result = Found(50, 12, 2, 36);
  EXPECT_EQ(result.exit_code, 10);
  const auto& found = result.json["mcnemar"];
  EXPECT_EQ(found["both"], 50);
  EXPECT_EQ(found["only_a"], 12);
  EXPECT_EQ(found["only_b"], 2);
  EXPECT_EQ(found["neither"], 36);
  EXPECT_NEAR(found["p"].get<double>(), 0.012939453125, 1e-15);  // 2 (1 + 14 + 91) / 2^14
  EXPECT_NEAR(found["chi_square_corrected"].get<double>(), 81.0 / 14, 1e-12);
  EXPECT_EQ(found["odds_ratio"], 6);
  EXPECT_NEAR(found["difference"].get<double>(), 0.1, 1e-12);
  EXPECT_TRUE(result.json["study"].is_null());
  EXPECT_THAT(result.text, HasSubstr("Different: a alone is right on 12 and b alone on 2 of 100 examples"));
}

TEST_F(McNemarCommandTest, ExitCodesWithoutMargin) {
  EXPECT_EQ(Found(50, 5, 3, 42).exit_code, 11);
  const CommandResult degenerate = Found(50, 0, 0, 50);
  EXPECT_EQ(degenerate.exit_code, 12);
  EXPECT_EQ(degenerate.json["mcnemar"]["p"], 1);
  EXPECT_TRUE(degenerate.json["mcnemar"]["odds_ratio"].is_null());
}

TEST_F(McNemarCommandTest, TheChosenTestDecides) {
  // b + c = 13, of which 11: exact p 0.0225, corrected chi-square 64 / 13.
  flags_.alpha = 0.02;
  EXPECT_EQ(Found(50, 11, 2, 37).exit_code, 11);
  flags_.test = "mid";
  EXPECT_EQ(Found(50, 11, 2, 37).exit_code, 10);
}

TEST_F(McNemarCommandTest, AMarginTestsEquivalence) {
  flags_.margin = "0.05";
  const CommandResult result = Found(900, 5, 4, 91);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.json["study"]["unit"], "examples");
  EXPECT_THAT(result.text, HasSubstr("Equivalence of the accuracies"));
}

TEST_F(McNemarCommandTest, ComparesOneRunWithOneRunOnTheSameExamples) {
  const auto error = [&] { return RunMcNemar(flags_).status(); };
  flags_.runs = {folder_.Write("seeds.csv", "variant,seed,example,correct\na,1,1,1\na,2,1,1\nb,1,1,0\n")};
  EXPECT_THAT(error().message(), HasSubstr("there are 3; name one run on each side"));
  flags_.runs = {folder_.Write("value.csv", "variant,correct\na,1\nb,0\n")};
  EXPECT_THAT(error().message(), HasSubstr("has no outcome of each example"));
  flags_.runs = {folder_.Write("other.csv", "variant,example,correct\na,1,1\na,2,1\nb,1,0\nb,3,0\n")};
  EXPECT_THAT(error().message(), HasSubstr("are not aligned: other examples"));
  EXPECT_EQ(error().code(), absl::StatusCode::kFailedPrecondition);
  flags_.metric = "score";
  flags_.runs = {folder_.Write("score.csv", "variant,example,score\na,1,1\na,2,0.5\nb,1,0\nb,2,0\n")};
  EXPECT_EQ(error().code(), absl::StatusCode::kFailedPrecondition);
  flags_.test = "fisher";
  EXPECT_THAT(error().message(), HasSubstr("--test=fisher; expected exact, mid, chi_square or corrected"));
}

TEST_F(McNemarCommandTest, ReadsRecords) {
  flags_.a = WriteRun(folder_, "wide", 1, 3);
  flags_.b = WriteRun(folder_, "deep", 2, 3);
  const absl::StatusOr<CommandResult> result = RunMcNemar(flags_);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->json["mcnemar"]["examples"], 60);
}

}  // namespace
}  // namespace moebench::stats
