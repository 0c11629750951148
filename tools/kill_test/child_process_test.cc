#include "tools/kill_test/child_process.h"

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/atomic_file.h"
#include "base/stop_signal.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::tools {
namespace {

using ::testing::HasSubstr;

constexpr absl::Duration kLimit = absl::Seconds(30);

class ChildProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    InstallStopSignals();
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = absl::StrCat(::testing::TempDir(), "/child_process_", info->name(), "_", getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return absl::StrCat(folder_, "/", name); }
  ChildProcess Shell(const std::string& script) const {
    return *ChildProcess::Start({"/bin/sh", "-c", script}, Path("output"));
  }
  std::string Output() const { return *ReadFile(Path("output")); }
  // The whole number in a file that a child writes, once it is complete.
  int NumberIn(const std::string& path) const {
    int number = 0;
    for (int i = 0; i < 10000; ++i, absl::SleepFor(absl::Milliseconds(1))) {
      const absl::StatusOr<std::string> text = ReadFile(path);
      if (text.ok() && absl::EndsWith(*text, "\n") && absl::SimpleAtoi(*text, &number)) break;
    }
    return number;
  }

  std::string folder_;
};

// False also of a process that was killed and that its parent has not asked about yet.
bool IsRunning(int pid) {
  const absl::StatusOr<std::string> status = ReadFile(absl::StrCat("/proc/", pid, "/stat"));
  return status.ok() && status->substr(status->rfind(')'), 3) != ") Z";
}

bool StopsRunning(int pid) {
  for (int i = 0; i < 10000 && IsRunning(pid); ++i) absl::SleepFor(absl::Milliseconds(1));
  return !IsRunning(pid);
}

TEST_F(ChildProcessTest, TheExitCodeAndAllOutputAreKept) {
  const ProcessEnd end = *Shell("cat; echo out; echo err >&2; exit 7").Wait(kLimit);
  EXPECT_EQ(end.exit_code, 7);
  EXPECT_FALSE(end.signal.has_value());
  EXPECT_EQ(DescribeEnd(end), "exit code 7");
  EXPECT_EQ(Output(), "out\nerr\n");
  ASSERT_TRUE(Shell("echo more").Wait(kLimit).ok());
  EXPECT_EQ(Output(), "out\nerr\nmore\n");
}

TEST_F(ChildProcessTest, AKilledProgramIsToldFromOneThatEnds) {
  ChildProcess child = Shell("exec sleep 100");
  child.SendSignal(SIGKILL);
  const ProcessEnd end = *child.Wait(kLimit);
  EXPECT_EQ(end.signal, SIGKILL);
  EXPECT_FALSE(end.exit_code.has_value());
  EXPECT_EQ(DescribeEnd(end), "signal 9 (Killed)");
}

TEST_F(ChildProcessTest, TheConditionEndsTheWait) {
  ChildProcess child = Shell(absl::StrCat("touch ", Path("begun"), "; sleep 100"));
  const auto end = child.WaitUntil([&] { return std::filesystem::exists(Path("begun")); }, kLimit);
  ASSERT_TRUE(end.ok());
  EXPECT_FALSE(end->has_value());
}

TEST_F(ChildProcessTest, AnEndBeforeTheConditionIsReported) {
  const auto end = Shell("exit 3").WaitUntil([] { return false; }, kLimit);
  ASSERT_TRUE(end.ok());
  ASSERT_TRUE(end->has_value());
  EXPECT_EQ((*end)->exit_code, 3);
}

TEST_F(ChildProcessTest, ASignalReachesWhatTheProgramStarted) {
  ChildProcess child = Shell(absl::StrCat("sleep 100 & echo $! > ", Path("pid"), "; wait"));
  const int grandchild = NumberIn(Path("pid"));
  ASSERT_TRUE(IsRunning(grandchild));
  child.SendSignal(SIGKILL);
  ASSERT_TRUE(child.Wait(kLimit).ok());
  EXPECT_TRUE(StopsRunning(grandchild));
}

TEST_F(ChildProcessTest, NothingIsLeftOfAProgramThatEnds) {
  ChildProcess child = Shell(absl::StrCat("sleep 100 & echo $! > ", Path("pid")));
  ASSERT_TRUE(child.Wait(kLimit).ok());
  EXPECT_TRUE(StopsRunning(NumberIn(Path("pid"))));
}

TEST_F(ChildProcessTest, DestroyingItKills) {
  int pid = 0;
  {
    ChildProcess child = Shell(absl::StrCat("echo $$ > ", Path("pid"), "; exec sleep 100"));
    pid = NumberIn(Path("pid"));
    EXPECT_TRUE(IsRunning(pid));
  }
  EXPECT_FALSE(IsRunning(pid));
}

TEST_F(ChildProcessTest, ItDiesWithItsParent) {
  const pid_t parent = fork();
  if (parent == 0) {
    const auto child = ChildProcess::Start(
        {"/bin/sh", "-c", absl::StrCat("echo $$ > ", Path("pid"), "; exec sleep 100")}, Path("output"));
    NumberIn(Path("pid"));
    raise(SIGKILL);
  }
  ASSERT_EQ(waitpid(parent, nullptr, 0), parent);
  EXPECT_TRUE(StopsRunning(NumberIn(Path("pid"))));
}

TEST_F(ChildProcessTest, AHangEndsInAClearError) {
  ChildProcess child = Shell(absl::StrCat("echo $$ > ", Path("pid"), "; exec sleep 100"));
  const int pid = NumberIn(Path("pid"));
  const absl::Status status = child.Wait(absl::Milliseconds(20)).status();
  EXPECT_TRUE(absl::IsDeadlineExceeded(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("/bin/sh (process "));
  EXPECT_THAT(std::string(status.message()), HasSubstr("did not end within 20ms and was killed"));
  EXPECT_THAT(std::string(status.message()), HasSubstr(Path("output")));
  EXPECT_FALSE(IsRunning(pid));
}

TEST_F(ChildProcessTest, AStopRequestEndsTheWait) {
  ChildProcess child = Shell("sleep 100");
  std::raise(SIGTERM);
  const absl::Status status = child.Wait(kLimit).status();
  EXPECT_TRUE(absl::IsCancelled(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("SIGTERM"));
}

TEST_F(ChildProcessTest, AMissingProgramIsNamed) {
  const absl::Status status = ChildProcess::Start({Path("none")}, Path("output")).status();
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot execute " + Path("none")));
}

}  // namespace
}  // namespace moebench::tools
