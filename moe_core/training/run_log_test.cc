#include "moe_core/training/run_log.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

class RunLogTest : public ::testing::Test {
 protected:
  const TestFolder folder_;
};

TEST_F(RunLogTest, WhatIsPrintedIsKeptAcrossOpenings) {
  ::testing::internal::CaptureStdout();
  for (const char* text : {"first\n", "second µ\n"}) {
    absl::StatusOr<RunLog> log = RunLog::Open(folder_.path());
    ASSERT_TRUE(log.ok());
    log->Print(text);
  }
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "first\nsecond µ\n");
  EXPECT_EQ(*ReadFile(folder_.path() + "/log.txt"), "first\nsecond µ\n");
}

TEST_F(RunLogTest, AFullDiskIsReportedOnceAndPrintingGoesOn) {
  std::filesystem::create_symlink("/dev/full", folder_.path() + "/log.txt");
  absl::StatusOr<RunLog> log = RunLog::Open(folder_.path());
  ASSERT_TRUE(log.ok());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  log->Print("one\n");
  log->Print("two\n");
  EXPECT_EQ(::testing::internal::GetCapturedStdout(), "one\ntwo\n");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            absl::StrCat("cannot write ", folder_.path(), "/log.txt: No space left on device\n"));
}

TEST_F(RunLogTest, AMissingFolderIsNamed) {
  EXPECT_THAT(std::string(RunLog::Open(folder_.path() + "/none").status().message()),
              ::testing::HasSubstr("/none/log.txt"));
}

}  // namespace
}  // namespace moebench
