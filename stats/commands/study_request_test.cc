#include "stats/commands/study_request.h"

#include <string>
#include <vector>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/commands/test_runs.h"

namespace moebench::stats {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class StudyRequestTest : public ::testing::Test {
 protected:
  StudyRequestTest() {
    flags_.metric = "val_loss";
    flags_.margin = "0.05";
    flags_.given = {"metric", "margin"};
  }

  std::vector<std::string> PairNames() const {
    const absl::StatusOr<StudyRequest> request = ReadPairRequest(flags_);
    EXPECT_TRUE(request.ok()) << request.status();
    std::vector<std::string> names;
    if (request.ok()) {
      for (const RunSample& run : request->runs) names.push_back(run.variant);
    }
    return names;
  }
  absl::Status PairError() const { return ReadPairRequest(flags_).status(); }
  absl::Status MatrixError() const { return ReadMatrixRequest(flags_).status(); }

  const TestFolder folder_;
  CommandFlags flags_;
};

TEST_F(StudyRequestTest, AMatrixHasEveryRun) {
  flags_.runs = {WriteSeedTable(folder_)};
  flags_.margin = "0.05,0.02";
  flags_.negative_control = "c";
  flags_.positive_control = "a";
  const absl::StatusOr<StudyRequest> request = ReadMatrixRequest(flags_);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_THAT(request->runs, SizeIs(12));
  EXPECT_THAT(request->options.margins, ElementsAre(0.05, 0.02));
  EXPECT_EQ(request->options.margin_source, MarginSource::kFlag);
  EXPECT_TRUE(request->options.controls_required);  // both are named
  flags_.given.insert("require_controls");
  flags_.require_controls = false;
  EXPECT_FALSE(ReadMatrixRequest(flags_)->options.controls_required);
}

TEST_F(StudyRequestTest, SidesArePathsOrVariants) {
  flags_.a = WriteRun(folder_, "wide", 1, 3);
  flags_.b = WriteRun(folder_, "deep", 1, 3);
  EXPECT_THAT(PairNames(), ElementsAre("wide", "deep"));
  flags_.runs = {WriteSeedTable(folder_)};
  flags_.a = "c";
  flags_.b = "a";
  EXPECT_THAT(PairNames(), ElementsAre("c", "c", "c", "c", "a", "a", "a", "a"));
}

TEST_F(StudyRequestTest, SidesOfOneNameAreToldApart) {
  flags_.a = WriteRun(folder_, "wide", 1, 3);
  flags_.b = WriteRun(folder_, "wide", 2, 3);
  EXPECT_THAT(PairNames(), ElementsAre("wide, seed 1", "wide, seed 2"));
  flags_.b = flags_.a;
  EXPECT_THAT(PairNames(), ElementsAre("wide (a)", "wide (b)"));
  flags_.a = folder_.Write("x/losses.csv", "batch,val_loss\n1,3\n");
  flags_.b = folder_.Write("y/losses.csv", "batch,val_loss\n1,3\n");
  EXPECT_THAT(PairNames(), ElementsAre("losses (a)", "losses (b)"));
}

TEST_F(StudyRequestTest, SidesThatAreNoOneVariantAreRefused) {
  flags_.a = WriteSeedTable(folder_);
  flags_.b = flags_.a;
  EXPECT_EQ(PairError().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(PairError().message(), HasSubstr("holds the variants a, b, c; give it as --runs and choose"));
  flags_.runs = {flags_.a};
  flags_.a = flags_.b = "a";
  EXPECT_THAT(PairError().message(), HasSubstr("--a and --b are both the variant a"));
  flags_.b = "bb";
  EXPECT_THAT(PairError().message(), HasSubstr("--b=bb is no variant of --runs (did you mean \"b\"?); it has a, b, c"));
  flags_.b = "";
  EXPECT_THAT(PairError().message(), HasSubstr("give both --a and --b"));
  flags_.runs = {};
  WriteRun(folder_, "wide", 1, 3);
  WriteRun(folder_, "wide", 2, 3);
  flags_.a = folder_.path() + "/wide/*";
  flags_.b = folder_.path() + "/wide/2";
  EXPECT_EQ(PairError().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(PairError().message(), HasSubstr("/wide/2, seed 2, is a run of both sides"));
}

TEST_F(StudyRequestTest, WrongFlagsAreUsageErrorsBeforeAnyFileIsRead) {
  flags_.runs = {"/does/not/exist"};
  const auto expect_usage_error = [&](const std::string& message) {
    EXPECT_EQ(MatrixError().code(), absl::StatusCode::kInvalidArgument) << MatrixError();
    EXPECT_THAT(MatrixError().message(), HasSubstr(message));
  };
  flags_.margin = "0";
  expect_usage_error("margin is 0");
  flags_.margin = "0.05";
  flags_.alpha = 0.5;
  expect_usage_error("alpha is 0.5");
  flags_.alpha = 0.05;
  flags_.resamples = 10;
  expect_usage_error("resamples is 10");
  flags_.resamples = 1000;
  flags_.method = "wlch";
  expect_usage_error("unknown method \"wlch\"");
  flags_.method = "auto";
  flags_.blocks = "0";
  expect_usage_error("block length");
  flags_.blocks = "5";
  flags_.threads = -1;
  expect_usage_error("--threads=-1");
  flags_.threads = 0;
  flags_.sequences_per_batch = -1;
  expect_usage_error("--sequences_per_batch=-1");
  flags_.sequences_per_batch = 0;
  flags_.metric = "";
  expect_usage_error("no metric");
  flags_.metric = "val_loss";
  EXPECT_EQ(MatrixError().code(), absl::StatusCode::kNotFound);
  flags_.runs = {};
  expect_usage_error("no runs");
}

TEST_F(StudyRequestTest, AControlThatIsNoVariantIsAUsageError) {
  flags_.runs = {WriteSeedTable(folder_)};
  flags_.negative_control = "linear";
  EXPECT_EQ(MatrixError().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(MatrixError().message(), HasSubstr("no runs of the control \"linear\""));
}

TEST_F(StudyRequestTest, ConfigurationsMayDeclareTheMargin) {
  const std::string config = "evaluation {\n  equivalence_margin: 0.04\n  equivalence_method: \"welch\"\n}\n";
  flags_.a = WriteRun(folder_, "wide", 1, 3, RunRecord::FINISHED, config);
  flags_.b = WriteRun(folder_, "deep", 1, 3, RunRecord::FINISHED, config);
  flags_.margin = "";
  const absl::StatusOr<StudyRequest> request = ReadPairRequest(flags_);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_THAT(request->options.margins, ElementsAre(0.04));
  EXPECT_EQ(request->options.margin_source, MarginSource::kConfig);
  EXPECT_EQ(request->options.method, "welch");
  flags_.b = WriteRun(folder_, "deep", 2, 3);
  EXPECT_THAT(PairError().message(), HasSubstr("declare other equivalence margins or methods; give --margin"));
  flags_.a = WriteRun(folder_, "wide", 2, 3);
  EXPECT_EQ(PairError().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(PairError().message(), HasSubstr("no margin; declare how large a difference would not matter"));
}

TEST_F(StudyRequestTest, APreregistrationDeclaresTheStudy) {
  flags_.runs = {WriteSeedTable(folder_)};
  flags_.preregistration =
      folder_.Write("study.textproto", "metric: \"val_loss\" margin: 0.02 n: 5 primary_method: \"welch\" alpha: 0.01");
  flags_.metric = flags_.margin = "";
  flags_.given = {};
  const absl::StatusOr<StudyRequest> request = ReadMatrixRequest(flags_);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->options.margin_source, MarginSource::kPreregistration);
  EXPECT_EQ(request->options.alpha, 0.01);
  const absl::StatusOr<Study> study = AnalyzeRequest(*request);
  ASSERT_TRUE(study.ok()) << study.status();
  EXPECT_THAT(study->warnings, testing::Contains("deviation from the preregistration: a has 4 seeds, declared were 5"));
}

TEST_F(StudyRequestTest, BatchesAreMadeOfSequences) {
  flags_.a = WriteRun(folder_, "wide", 1, 3);
  flags_.b = WriteRun(folder_, "deep", 1, 3);
  flags_.sequences_per_batch = 7;
  const absl::StatusOr<StudyRequest> request = ReadPairRequest(flags_);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(request->runs[0].unit, InferenceUnit::kBatches);
  EXPECT_THAT(request->runs[0].unit_value, SizeIs(9));  // 8 of 7 sequences and one of 4
  flags_.sequences_per_batch = 60;
  EXPECT_EQ(PairError().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(StudyRequestTest, UnfitRunsAreRefusedUnlessUnpaired) {
  flags_.a = WriteRun(folder_, "wide", 1, 3);
  flags_.b = WriteRun(folder_, "deep", 1, 3, RunRecord::INTERRUPTED);
  EXPECT_EQ(PairError().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(PairError().message(), HasSubstr("the run has not finished, its status is INTERRUPTED"));
  flags_.unpaired = true;
  const absl::StatusOr<StudyRequest> request = ReadPairRequest(flags_);
  ASSERT_TRUE(request.ok()) << request.status();
  const absl::StatusOr<Study> study = AnalyzeRequest(*request);
  ASSERT_TRUE(study.ok()) << study.status();
  EXPECT_THAT(study->scope, HasSubstr("unpaired"));
}

TEST_F(StudyRequestTest, WhatCannotBeAnalysedIsAboutTheData) {
  flags_.runs = {folder_.Write("one.csv", "variant,val_loss\na,1\nb,2\n")};
  const absl::StatusOr<StudyRequest> request = ReadMatrixRequest(flags_);
  ASSERT_TRUE(request.ok()) << request.status();
  EXPECT_EQ(AnalyzeRequest(*request).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace moebench::stats
