#include "moe_core/training/run_folder.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "stats/records/record_file.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kExperiment[] = "ecology/cifar10";
constexpr char kConfig[] = "training { lr: 0.001 }\n";
const absl::Time kNow = absl::FromUnixSeconds(1767323045);  // 2026-01-02 03:04:05 UTC

class RunFolderTest : public ::testing::Test {
 protected:
  RunFolder MustCreate(uint64_t seed = 7, absl::Time now = kNow, const std::string& config = kConfig) const {
    absl::StatusOr<RunFolder> run = RunFolder::Create(output_, RecordOf(seed, config), now);
    EXPECT_TRUE(run.ok()) << run.status();
    return *std::move(run);
  }
  static stats::RunRecord RecordOf(uint64_t seed, const std::string& config) {
    stats::RunRecord record;
    record.set_experiment(kExperiment);
    record.set_seed(seed);
    record.set_config_text(config);
    return record;
  }
  static void Touch(const std::string& path) { ASSERT_TRUE(WriteFileAtomically(path, "x").ok()); }
  static void SetStatus(const std::string& path, stats::RunRecord::Status status) {
    stats::RunRecord record;
    record.set_status(status);
    ASSERT_TRUE(stats::WriteRunRecord(record, path).ok());
  }

  const TestFolder folder_;
  const std::string output_ = folder_.path() + "/runs";
};

TEST_F(RunFolderTest, ANewFolderIsNamedBySeedAndTimeAndHoldsItsConfiguration) {
  const RunFolder run = MustCreate();
  EXPECT_EQ(run.path(), absl::StrCat(output_, "/ecology/cifar10/7-20260102T030405Z"));
  EXPECT_EQ(*run.ConfigText(), kConfig);
  EXPECT_EQ(stats::ReadRunRecord(run.path())->seed(), 7u);
  EXPECT_EQ(run.FilePath("log.txt"), run.path() + "/log.txt");
  EXPECT_TRUE(std::filesystem::is_directory(run.path() + "/checkpoints"));
  EXPECT_EQ(run.NewestCheckpoint(), std::nullopt);
  // Nothing temporary is left beside it.
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(output_ + "/ecology/cifar10"), {}), 1);
}

TEST_F(RunFolderTest, AFolderHasTheUsersPermissions) {
  const mode_t mask = umask(027);
  const RunFolder run = MustCreate();
  umask(mask);
  struct stat info;
  ASSERT_EQ(stat(run.path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0750u);
}

TEST_F(RunFolderTest, RunsOfOneSecondGetASuffix) {
  const RunFolder first = MustCreate();
  const RunFolder second = MustCreate();
  const RunFolder third = MustCreate();
  EXPECT_THAT(second.path(), EndsWith("/7-20260102T030405Z-2"));
  EXPECT_THAT(third.path(), EndsWith("/7-20260102T030405Z-3"));
}

TEST_F(RunFolderTest, AnOutputFolderThatCannotBeMadeIsNamed) {
  std::filesystem::create_directories(output_);
  Touch(output_ + "/file");
  const absl::Status status = RunFolder::Create(output_ + "/file", RecordOf(1, kConfig), kNow).status();
  EXPECT_THAT(std::string(status.message()), HasSubstr(output_ + "/file/ecology/cifar10"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("Not a directory"));
}

TEST_F(RunFolderTest, OpeningWhatIsNoRunFolder) {
  const absl::Status missing = RunFolder::Open(output_ + "/none").status();
  EXPECT_TRUE(absl::IsNotFound(missing));
  EXPECT_THAT(std::string(missing.message()), HasSubstr(output_ + "/none does not exist"));
  std::filesystem::create_directories(output_);
  const absl::Status other = RunFolder::Open(output_).status();
  EXPECT_TRUE(absl::IsNotFound(other));
  EXPECT_THAT(std::string(other.message()), HasSubstr("is no run folder: it holds no config.textproto"));
  EXPECT_FALSE(std::filesystem::exists(output_ + "/lock"));
}

TEST_F(RunFolderTest, ARunIsOpenedByOneOnly) {
  std::string path;
  {
    const RunFolder run = MustCreate();
    path = run.path();
    const absl::Status status = RunFolder::Open(path).status();
    EXPECT_TRUE(absl::IsFailedPrecondition(status));
    EXPECT_THAT(std::string(status.message()), HasSubstr(absl::StrCat("is being written by process ", getpid(), ";")));
  }
  const absl::StatusOr<RunFolder> again = RunFolder::Open(path + "/");
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->path(), path);
}

TEST_F(RunFolderTest, TheLockOfAKilledProcessIsGone) {
  const std::string path = RunFolder(MustCreate()).path();
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const absl::StatusOr<RunFolder> run = RunFolder::Open(path);
    const char answer = run.ok() ? 'y' : 'n';
    if (write(ready[1], &answer, 1) == 1) pause();
    _exit(0);
  }
  char answer = 0;
  ASSERT_EQ(read(ready[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_THAT(std::string(RunFolder::Open(path).status().message()), HasSubstr(absl::StrCat("process ", child, ";")));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(RunFolder::Open(path).ok());
  close(ready[0]);
  close(ready[1]);
}

TEST_F(RunFolderTest, CheckpointsAreKnownByTheirNames) {
  const RunFolder run = MustCreate();
  EXPECT_THAT(run.CheckpointPath(1000), EndsWith("/checkpoints/step-000001000.safetensors"));
  for (const int64_t step : {int64_t{200}, int64_t{1000}, int64_t{30}, int64_t{12345678901}}) {
    Touch(run.CheckpointPath(step));
  }
  for (const char* name : {".step-999999999.safetensors.1-2.tmp", "step-9.safetensors", "step-00000000x.safetensors",
                           "step-000000001.safetensors.bak", "notes.txt"}) {
    Touch(absl::StrCat(run.path(), "/checkpoints/", name));
  }
  std::vector<int64_t> steps;
  for (const CheckpointFile& checkpoint : run.Checkpoints()) steps.push_back(checkpoint.step);
  EXPECT_THAT(steps, ElementsAre(30, 200, 1000, 12345678901));
  EXPECT_EQ(run.NewestCheckpoint()->path, run.CheckpointPath(12345678901));
}

TEST_F(RunFolderTest, PruningKeepsTheNewest) {
  const RunFolder run = MustCreate();
  for (int64_t step = 1; step <= 5; ++step) Touch(run.CheckpointPath(step));
  ASSERT_TRUE(run.PruneCheckpoints(2).ok());
  ASSERT_EQ(run.Checkpoints().size(), 2u);
  EXPECT_EQ(run.Checkpoints()[0].step, 4);
  ASSERT_TRUE(run.PruneCheckpoints(10).ok());
  EXPECT_EQ(run.Checkpoints().size(), 2u);
  ASSERT_TRUE(run.PruneCheckpoints(0).ok());  // the last one is never removed
  EXPECT_EQ(run.Checkpoints().size(), 1u);
}

TEST_F(RunFolderTest, OpeningRemovesWhatWasHalfWritten) {
  const std::string path = RunFolder(MustCreate()).path();
  Touch(path + "/checkpoints/.step-000000005.safetensors.99-0.tmp");
  Touch(path + "/.record.json.99-1.tmp");
  Touch(path + "/checkpoints/step-000000004.safetensors");
  const absl::StatusOr<RunFolder> run = RunFolder::Open(path);
  ASSERT_TRUE(run.ok());
  EXPECT_FALSE(std::filesystem::exists(path + "/.record.json.99-1.tmp"));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(path + "/checkpoints"), {}), 1);
}

TEST_F(RunFolderTest, RunsAreFoundByExperimentConfigurationAndSeed) {
  EXPECT_THAT(FindRuns(output_, kExperiment, Sha256Hex(kConfig), 7), IsEmpty());
  const std::string later = RunFolder(MustCreate(7, kNow + absl::Hours(1))).path();
  const std::string earlier = RunFolder(MustCreate(7)).path();
  MustCreate(8);
  MustCreate(7, kNow + absl::Hours(2), "training { lr: 0.002 }\n");
  std::filesystem::create_directories(output_ + "/ecology/cifar10/7-notes");
  SetStatus(earlier, stats::RunRecord::FINISHED);

  const std::vector<FoundRun> runs = FindRuns(output_, kExperiment, Sha256Hex(kConfig), 7);
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs[0].path, earlier);
  EXPECT_EQ(runs[0].status, stats::RunRecord::FINISHED);
  EXPECT_EQ(runs[1].path, later);
  EXPECT_EQ(runs[1].status, stats::RunRecord::UNKNOWN);
  EXPECT_THAT(FindRuns(output_, "ecology", Sha256Hex(kConfig), 7), IsEmpty());
}

TEST(SeedOfRunFolderTest, TheNameBeginsWithIt) {
  EXPECT_EQ(SeedOfRunFolder("runs/a/12-20260102T030405Z"), 12u);
  EXPECT_EQ(SeedOfRunFolder("runs/a/18446744073709551615-x/"), UINT64_MAX);
  EXPECT_EQ(SeedOfRunFolder("runs/a/.12-20260102T030405Z.abc"), std::nullopt);
  EXPECT_EQ(SeedOfRunFolder("runs/a/cifar10"), std::nullopt);
  EXPECT_EQ(SeedOfRunFolder("runs/a/-1"), std::nullopt);
  EXPECT_EQ(SeedOfRunFolder("runs/a/99999999999999999999-x"), std::nullopt);
}

}  // namespace
}  // namespace moebench
