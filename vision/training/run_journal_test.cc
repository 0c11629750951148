#include "vision/training/run_journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "absl/time/clock.h"
#include "base/test_folder.h"
#include "stats/records/record_file.h"
#include "vision/training/test_training.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

class RunJournalTest : public ::testing::Test {
 protected:
  vision::Run NewRun(const std::vector<std::string>& sets = {}) {
    const ResolvedExperiment resolved = TestExperiment(sets);
    environment_.output_dir = folder_.path();
    TrainingState state = TestState(resolved.experiment);
    state.record = NewRecord(resolved, /*seed=*/7, *images_, environment_);
    RunFolder folder = RunFolder::Create(folder_.path(), state.record, absl::Now()).value();
    return OpenRun(std::move(folder), std::move(state), images_, environment_, std::nullopt).value();
  }

  TestFolder folder_;
  std::shared_ptr<const ImageCache> images_ = TestImages(folder_);
  RunEnvironment environment_;
};

TEST_F(RunJournalTest, AStepIsALineWithItsTerms) {
  vision::Run run = NewRun();
  StepReport report;
  report.step = 3;
  report.epoch = 0.75;
  report.loss = 2.5;
  report.lr = 0.001;
  report.temperature = 3;
  report.terms = {{"cross_entropy", 2.25}, {"oracle", 0.25}};
  ASSERT_TRUE(LogStep(run, report).ok());
  const std::vector<MetricLine> log = ReadMetricLog(run.folder.FilePath("metrics.jsonl")).value();
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].kind, "train");
  EXPECT_EQ(log[0].step, 3);
  EXPECT_THAT(log[0].fields, ElementsAre(Pair("epoch", MetricValue(0.75)), Pair("loss", MetricValue(2.5)),
                                         Pair("cross_entropy", MetricValue(2.25)), Pair("oracle", MetricValue(0.25)),
                                         Pair("lr", MetricValue(0.001)), Pair("temperature", MetricValue(3.0)),
                                         Pair("random_dispatch", MetricValue(int64_t{0})),
                                         Pair("samples_per_second", MetricValue(0.0))));
}

TEST_F(RunJournalTest, AnEvaluationIsInTheRecordOnDiskAndInTheLog) {
  vision::Run run = NewRun();
  EvaluationBatches test(images_, run.state.experiment.data(), 8, c10::kCPU);
  run.state.step = 4;
  ASSERT_TRUE(EvaluateAndRecord(run, test).ok());
  const stats::RunRecord record = stats::ReadRunRecord(run.folder.path()).value();
  ASSERT_EQ(record.evaluation_size(), 1);
  EXPECT_EQ(record.evaluation(0).step(), 4);
  EXPECT_EQ(record.evaluation(0).epoch(), 1);
  EXPECT_EQ(record.correct().size(), 24u);
  EXPECT_EQ(ReadMetricLog(run.folder.FilePath("metrics.jsonl")).value()[0].kind, "evaluation");
}

TEST_F(RunJournalTest, ARouterThatDivergedAbortsTheEvaluation) {
  vision::Run run = NewRun();
  EvaluationBatches test(images_, run.state.experiment.data(), 8, c10::kCPU);
  ParameterNamed(run.state, "router.output.bias").fill_(std::numeric_limits<float>::quiet_NaN());
  const absl::Status status = EvaluateAndRecord(run, test);
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("logits are NaN or infinite"));
  EXPECT_EQ(run.state.record.evaluation_size(), 0);
}

TEST_F(RunJournalTest, PhaseTimesAddUpInTheRecord) {
  vision::Run run = NewRun();
  run.timer.Start("forward");
  run.timer.Stop();
  ASSERT_TRUE(WriteRecord(run).ok());
  ASSERT_TRUE(WriteRecord(run).ok());
  const stats::RunRecord record = stats::ReadRunRecord(run.folder.path()).value();
  ASSERT_EQ(record.phase_time_size(), 1);
  EXPECT_EQ(record.phase_time(0).phase(), "forward");
}

TEST_F(RunJournalTest, OldCheckpointsGo) {
  vision::Run run = NewRun({"training.keep_checkpoints=1"});
  run.state.step = 2;
  ASSERT_TRUE(SaveCheckpointOf(run).ok());
  run.state.step = 4;
  ASSERT_TRUE(SaveCheckpointOf(run).ok());
  EXPECT_FALSE(std::filesystem::exists(run.folder.CheckpointPath(2)));
  EXPECT_TRUE(std::filesystem::exists(run.folder.CheckpointPath(4)));
}

}  // namespace
}  // namespace moebench::vision
