#include "tools/kill_test/killed_run.h"

#include <unistd.h>

#include <filesystem>
#include <map>

#include "absl/strings/str_cat.h"
#include "base/runfiles.h"
#include "base/stop_signal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tools/kill_test/compare_runs.h"

namespace moebench::tools {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr absl::Duration kLimit = absl::Seconds(60);
// While the first one is written: a moment that does not depend on how busy the machine is.
constexpr PlannedKill kDuringCheckpoint = {KillAim::kDuringCheckpoint, 0};

// testdata/toy_training.sh takes 0.5 s or more and writes checkpoints of steps 1 to 6.
class KilledRunTest : public ::testing::Test {
 protected:
  void SetUp() override {
    InstallStopSignals();
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = absl::StrCat(::testing::TempDir(), "/killed_run_", info->name(), "_", getpid());
    const absl::StatusOr<std::string> path = Runfile("tools/kill_test/testdata/toy_training.sh");
    ASSERT_TRUE(path.ok()) << path.status();
    program_ = {*path, {"--seed=42"}, {"--threads=1"}};
    const absl::StatusOr<UnbrokenRun> reference = RunUnbroken(program_, folder_ + "/reference", kLimit);
    ASSERT_TRUE(reference.ok()) << reference.status();
    reference_ = *reference;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  absl::StatusOr<KilledRun> Run(KillKind kind, const std::vector<PlannedKill>& kills) const {
    return RunWithKills(program_, {kind, kills}, reference_.timeline, Output(), kLimit);
  }
  std::string Output() const { return folder_ + "/run"; }
  std::vector<std::string> Differences(const KilledRun& run) const {
    return DifferencesBetweenRuns(reference_.folder, run.folder, run.stop_checkpoints);
  }
  void SetFault(const std::string& fault) { program_.machine_flags = {"--fault=" + fault}; }
  absl::Status ResumeFinished() const {
    return CheckResumeOfFinished(program_, reference_.folder, folder_ + "/resumed.txt", kLimit);
  }

  std::string folder_;
  TrainingProgram program_;
  UnbrokenRun reference_;
};

// The toy writes no record.binpb.
auto NoBinaryRecord() { return ElementsAre(StartsWith("record.binpb: ")); }

TEST_F(KilledRunTest, TheTimelineOfAnUnbrokenRun) {
  EXPECT_EQ(reference_.checkpoints, 6);
  EXPECT_GT(reference_.timeline.first_checkpoint, absl::Milliseconds(80));
  EXPECT_GT(reference_.timeline.last_checkpoint, reference_.timeline.first_checkpoint + absl::Milliseconds(400));
  EXPECT_GE(reference_.timeline.end, reference_.timeline.last_checkpoint);
  EXPECT_EQ(reference_.folder, folder_ + "/reference/toy/42-now");
}

TEST_F(KilledRunTest, AtOnce) {
  const auto run = Run(KillKind::kRandom, {{KillAim::kMoment, 0}});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(run->kills, ElementsAre(AnyOf(RunStage::kNotBegun, RunStage::kBeforeFirstCheckpoint)));
  EXPECT_THAT(Differences(*run), NoBinaryRecord());
}

TEST_F(KilledRunTest, BeforeTheFirstCheckpoint) {
  const auto run = Run(KillKind::kBeforeFirstCheckpoint, {{KillAim::kBeforeFirstCheckpoint, 0.5}});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_NE(run->kills[0], RunStage::kAfterCheckpoint);
  EXPECT_NE(run->kills[0], RunStage::kEnded);
  EXPECT_THAT(Differences(*run), NoBinaryRecord());
}

TEST_F(KilledRunTest, WhileCheckpointsAreWritten) {
  const auto run = Run(KillKind::kRepeated, {kDuringCheckpoint, kDuringCheckpoint});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(run->kills, ElementsAre(RunStage::kWritingCheckpoint, RunStage::kWritingCheckpoint));
  EXPECT_THAT(Differences(*run), NoBinaryRecord());
}

TEST_F(KilledRunTest, AfterTheEnd) {
  reference_.timeline.end = absl::Hours(1);
  const auto run = Run(KillKind::kRepeated, {{KillAim::kMoment, 0.9}, {KillAim::kMoment, 0.9}});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(run->kills, ElementsAre(RunStage::kEnded));
  EXPECT_THAT(Differences(*run), NoBinaryRecord());
}

TEST_F(KilledRunTest, Terminated) {
  const auto run = Run(KillKind::kTerminated, {kDuringCheckpoint});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_EQ(run->stop_checkpoints.size(), 1u);
  EXPECT_THAT(Differences(*run), NoBinaryRecord());
}

TEST_F(KilledRunTest, AResumptionThatLosesBitsIsFound) {
  SetFault("forgets_metrics");
  const auto run = Run(KillKind::kDuringCheckpoint, {kDuringCheckpoint});
  ASSERT_TRUE(run.ok()) << run.status();
  EXPECT_THAT(Differences(*run), ElementsAre(StartsWith("metrics.jsonl: line "), StartsWith("record.binpb: ")));
}

TEST_F(KilledRunTest, AResumptionThatFailsIsFound) {
  SetFault("fails_on_resume");
  const absl::Status status = Run(KillKind::kDuringCheckpoint, {kDuringCheckpoint}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("ended with exit code 65 where exit code 0 was expected"));
  EXPECT_THAT(std::string(status.message()), HasSubstr(Output() + "/output.txt"));
}

TEST_F(KilledRunTest, AStopThatIsNoneIsFound) {
  for (const auto& [fault, message] : std::map<std::string, std::string>{
           {"ignores_sigterm", "ended with exit code 1 where exit code 143 was expected"},
           {"saves_nothing_on_sigterm", "there is no checkpoint"},
           {"silent_on_sigterm", "does not say that it stopped and wrote a checkpoint"}}) {
    std::filesystem::remove_all(Output());
    SetFault(fault);
    const absl::Status status = Run(KillKind::kTerminated, {kDuringCheckpoint}).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status)) << fault;
    EXPECT_THAT(std::string(status.message()), HasSubstr("after SIGTERM"));
    EXPECT_THAT(std::string(status.message()), HasSubstr(message));
  }
}

TEST_F(KilledRunTest, AHangIsFound) {
  SetFault("hangs");
  const absl::Status status = RunUnbroken(program_, Output(), absl::Milliseconds(50)).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
}

TEST_F(KilledRunTest, ResumingAFinishedRunChangesNothing) {
  EXPECT_EQ(ResumeFinished(), absl::OkStatus());
  SetFault("rewrites_finished");
  EXPECT_THAT(std::string(ResumeFinished().message()), HasSubstr("changes files of " + reference_.folder));
}

}  // namespace
}  // namespace moebench::tools
