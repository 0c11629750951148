#include "stats/commands/study_command.h"

#include <cmath>
#include <string>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/commands/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::HasSubstr;

class StudyCommandTest : public ::testing::Test {
 protected:
  StudyCommandTest() {
    flags_.metric = "val_loss";
    flags_.resamples = 500;
    flags_.command_line = "equiv";
  }
  CommandResult Pair(const std::string& a, const std::string& b, const std::string& margin) {
    flags_.a = a;
    flags_.b = b;
    flags_.margin = margin;
    absl::StatusOr<CommandResult> result = RunPair(flags_);
    EXPECT_TRUE(result.ok()) << result.status();
    return result.ok() ? *std::move(result) : CommandResult();
  }

  const TestFolder folder_;
  CommandFlags flags_;
};

TEST_F(StudyCommandTest, ExitCodesAreThoseOfTheDecision) {
  flags_.runs = {WriteSeedTable(folder_)};
  EXPECT_EQ(Pair("a", "b", "0.05").exit_code, 0);
  EXPECT_EQ(Pair("a", "c", "0.05").exit_code, 10);
  EXPECT_EQ(Pair("a", "b", "0.0005").exit_code, 11);
  flags_.runs = {folder_.Write("constant.csv", "variant,seed,val_loss\na,1,3\na,2,3\nb,1,3\nb,2,3\n")};
  EXPECT_EQ(Pair("a", "b", "0.05").exit_code, 12);
}

TEST_F(StudyCommandTest, APairIsAStudyInJson) {
  const std::string a = WriteRun(folder_, "wide", 1, 3), b = WriteRun(folder_, "deep", 1, 3.01);
  const CommandResult result = Pair(a, b, "0.02,0.05");
  EXPECT_EQ(result.json["kind"], "pair");
  EXPECT_EQ(result.json["schema_version"], 1);
  EXPECT_EQ(result.json["exit_code"], result.exit_code);
  EXPECT_TRUE(result.json["preregistration"].is_null());
  const auto& study = result.json["study"];
  EXPECT_EQ(study["unit"], "sequences");
  EXPECT_EQ(study["options"]["margin_source"], "flag");
  EXPECT_EQ(study["options"]["exploratory"], true);
  EXPECT_EQ(study["margins"][0]["margin"], 0.05);
  EXPECT_NEAR(study["margins"][0]["pairs"][0]["comparison"]["difference"].get<double>(), -0.01, 0.003);
  EXPECT_THAT(result.text, HasSubstr("EXPLORATORY"));
}

TEST_F(StudyCommandTest, PerplexitiesAreComparedAsExponentialsOfMeanLosses) {
  const std::string a = WriteRun(folder_, "wide", 1, 3), b = WriteRun(folder_, "deep", 1, 3.01);
  const auto difference = [](const CommandResult& result) {
    return result.json["study"]["margins"][0]["pairs"][0]["comparison"]["difference"].get<double>();
  };
  const auto mean = [](const CommandResult& result, int variant) {
    return result.json["study"]["variants"][variant]["mean"].get<double>();
  };
  const CommandResult loss = Pair(a, b, "0.05");
  flags_.metric = "perplexity";
  const CommandResult perplexity = Pair(a, b, "2");
  EXPECT_NEAR(mean(perplexity, 0), std::exp(mean(loss, 0)), 1e-9);
  EXPECT_NEAR(difference(perplexity), std::exp(mean(loss, 0)) - std::exp(mean(loss, 1)), 1e-9);
}

TEST_F(StudyCommandTest, TheSameForAnyNumberOfThreads) {
  const std::string a = WriteRun(folder_, "wide", 1, 3), b = WriteRun(folder_, "deep", 1, 3.01);
  flags_.threads = 1;
  const std::string one = Pair(a, b, "0.02").json.dump();
  flags_.threads = 3;
  EXPECT_EQ(Pair(a, b, "0.02").json.dump(), one);
  flags_.seed = 43;
  EXPECT_NE(Pair(a, b, "0.02").json.dump(), one);
}

TEST_F(StudyCommandTest, ThePreregistrationIsNamedAndHashed) {
  flags_.runs = {WriteSeedTable(folder_)};
  flags_.metric = "";
  flags_.preregistration =
      folder_.Write("study.textproto", "metric: \"val_loss\" margin: 0.05 n: 4 primary_method: \"welch\"");
  const absl::StatusOr<CommandResult> result = RunMatrix(flags_);
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(result->exit_code, 10);
  EXPECT_EQ(result->json["kind"], "matrix");
  EXPECT_EQ(result->json["preregistration"]["sha256"].get<std::string>().size(), 64u);
  EXPECT_THAT(result->text, HasSubstr("Preregistered: "));
}

TEST_F(StudyCommandTest, RequiredControlsThatFailAreInconclusive) {
  flags_.runs = {WriteSeedTable(folder_)};
  flags_.margin = "0.05";
  flags_.negative_control = "c";
  flags_.positive_control = "a";
  const absl::StatusOr<CommandResult> passed = RunMatrix(flags_);
  ASSERT_TRUE(passed.ok()) << passed.status();
  EXPECT_EQ(passed->exit_code, 0);  // c differs, and is apart
  EXPECT_EQ(passed->json["study"]["margins"][0]["validated"], true);
  flags_.margin = "3";  // c does not lie outside it
  EXPECT_EQ(RunMatrix(flags_)->exit_code, 11);
  flags_.positive_control = "";
  EXPECT_EQ(RunMatrix(flags_)->exit_code, 11);  // one that is named is enough
  flags_.given = {"require_controls"};
  flags_.require_controls = false;
  EXPECT_EQ(RunMatrix(flags_)->exit_code, 0);
  flags_.require_controls = true;
  EXPECT_EQ(RunMatrix(flags_).status().code(), absl::StatusCode::kInvalidArgument);  // no positive one
}

}  // namespace
}  // namespace moebench::stats
