#include "vision/data/file_lock.h"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <optional>
#include <thread>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

TEST(FileLockTest, TheSecondWaitsForTheFirst) {
  const TestFolder folder;
  const std::string path = folder.path() + "/lock";
  std::optional<absl::StatusOr<FileLock>> first(FileLock::Acquire(path));
  ASSERT_TRUE((*first).ok());
  std::atomic<bool> waits{false};
  std::atomic<bool> released{false};
  std::thread second([&] {
    const auto lock = FileLock::Acquire(path, [&] { waits = true; });
    EXPECT_TRUE(lock.ok());
    EXPECT_TRUE(released);
  });
  while (!waits) std::this_thread::yield();
  released = true;
  first.reset();
  second.join();
}

TEST(FileLockTest, AFreeLockIsNotWaitedFor) {
  const TestFolder folder;
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(FileLock::Acquire(folder.path() + "/lock", [] { FAIL() << "waited"; }).ok());
  }
}

TEST(FileLockTest, AKilledProcessLeavesNoLock) {
  const TestFolder folder;
  const std::string path = folder.path() + "/lock";
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = FileLock::Acquire(path);
    kill(getpid(), SIGKILL);
  }
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(FileLock::Acquire(path, [] { FAIL() << "waited"; }).ok());
}

TEST(FileLockTest, NamesAPathThatCannotBeLocked) {
  EXPECT_THAT(FileLock::Acquire("/no/such/folder/lock").status().message(),
              testing::HasSubstr("cannot lock /no/such/folder/lock: No such file or directory"));
}

}  // namespace
}  // namespace moebench::vision
