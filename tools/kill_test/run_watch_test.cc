#include "tools/kill_test/run_watch.h"

#include <unistd.h>

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::tools {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class RunWatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    output_dir_ = absl::StrCat(::testing::TempDir(), "/run_watch_", info->name(), "_", getpid());
    run_ = output_dir_ + "/ecology/a/42-x";
  }
  void TearDown() override { std::filesystem::remove_all(output_dir_); }

  // Paths from the run folder.
  void Write(const std::string& name) const {
    const std::string path = absl::StrCat(run_, "/", name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    ASSERT_TRUE(WriteFileAtomically(path, "1").ok());
  }
  void Remove(const std::string& name) const { std::filesystem::remove(absl::StrCat(run_, "/", name)); }

  std::string output_dir_;
  std::string run_;
};

TEST_F(RunWatchTest, StagesOfARun) {
  RunWatch watch(output_dir_);
  EXPECT_EQ(watch.Stage(), RunStage::kNotBegun);
  EXPECT_FALSE(watch.run_folder().has_value());
  Write("config.textproto");
  EXPECT_EQ(watch.Stage(), RunStage::kBeforeFirstCheckpoint);
  EXPECT_EQ(watch.run_folder(), run_);
  Write("checkpoints/.step-000000001.safetensors.77-0.tmp");
  EXPECT_EQ(watch.Stage(), RunStage::kWritingCheckpoint);
  Remove("checkpoints/.step-000000001.safetensors.77-0.tmp");
  Write("checkpoints/step-000000001.safetensors");
  EXPECT_EQ(watch.Stage(), RunStage::kAfterCheckpoint);
  Write("checkpoints/.step-000000002.safetensors.77-1.tmp");
  EXPECT_EQ(watch.Stage(), RunStage::kWritingCheckpoint);
}

TEST_F(RunWatchTest, WhatAKilledProcessLeftIsNotBeingWritten) {
  Write("config.textproto");
  Write("checkpoints/.step-000000001.safetensors.77-0.tmp");
  RunWatch watch(output_dir_);
  EXPECT_EQ(watch.Stage(), RunStage::kBeforeFirstCheckpoint);
  Write("checkpoints/.step-000000001.safetensors.78-0.tmp");
  EXPECT_EQ(watch.Stage(), RunStage::kWritingCheckpoint);
}

TEST_F(RunWatchTest, FoldersThatAreBeingCreatedAreNoRuns) {
  EXPECT_THAT(FindRunFolders(output_dir_), IsEmpty());
  const std::string run = run_;
  run_ = output_dir_ + "/ecology/a/.42-x.AbCdEf";
  Write("config.textproto");
  EXPECT_THAT(FindRunFolders(output_dir_), IsEmpty());
  run_ = output_dir_ + "/ecology/b/7-y";
  Write("config.textproto");
  run_ = run;
  Write("config.textproto");
  EXPECT_THAT(FindRunFolders(output_dir_), ElementsAre(run, output_dir_ + "/ecology/b/7-y"));
}

TEST_F(RunWatchTest, CheckpointsAreListedInOrderOfStep) {
  EXPECT_THAT(CheckpointNames(run_), IsEmpty());
  Write("checkpoints/step-1000000000.safetensors");
  Write("checkpoints/step-000000020.safetensors");
  Write("checkpoints/step-000000003.safetensors");
  Write("checkpoints/.step-000000004.safetensors.77-0.tmp");
  Write("checkpoints/notes");
  EXPECT_THAT(CheckpointNames(run_),
              ElementsAre("step-000000003.safetensors", "step-000000020.safetensors", "step-1000000000.safetensors"));
}

}  // namespace
}  // namespace moebench::tools
