// Sharding killed before every single system call that changes a file, and at moments drawn at random: what goes on
// from there must end in the bytes of a run never interrupted.

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/test_folder.h"
#include "gtest/gtest.h"
#include "language/data/shards/sharder.h"
#include "language/data/shards/test_documents.h"

namespace {

// Calls left before this process kills itself; 0 is never. Only the thread that writes makes such calls.
int calls_left = 0;

bool IsLastCall() { return calls_left > 0 && --calls_left == 0; }

void DieAtLastCall() {
  if (IsLastCall()) raise(SIGKILL);
}

}  // namespace

// These stand in for the C library's. Waiting for the disk is left out: a killed process's writes reach other processes
// without it. The last write is done by half.
extern "C" {
ssize_t write(int fd, const void* bytes, size_t size) {
  const bool last = IsLastCall();
  const ssize_t written = syscall(SYS_write, fd, bytes, last ? size / 2 : size);
  if (last) raise(SIGKILL);
  return written;
}
ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  const bool last = IsLastCall();
  const ssize_t written = syscall(SYS_pwrite64, fd, bytes, last ? size / 2 : size, at);
  if (last) raise(SIGKILL);
  return written;
}
int ftruncate(int fd, off_t length) noexcept {
  DieAtLastCall();
  return static_cast<int>(syscall(SYS_ftruncate, fd, length));
}
int rename(const char* from, const char* to) noexcept {
  DieAtLastCall();
  return renameat(AT_FDCWD, from, AT_FDCWD, to);
}
int unlink(const char* path) noexcept {
  DieAtLastCall();
  return unlinkat(AT_FDCWD, path, 0);
}
int fsync(int) {
  DieAtLastCall();
  return 0;
}
int fdatasync(int) {
  DieAtLastCall();
  return 0;
}
}

namespace moebench::language {
namespace {

SharderOptions Options(const std::string& folder) {
  SharderOptions options;
  options.output_folder = folder;
  options.input_name = "list";
  options.tokens_per_shard = 300;
  options.validation_fraction = 0.3;
  options.drop_duplicates = true;
  options.threads = 1;
  options.batch_bytes = 400;
  options.checkpoint_interval = absl::ZeroDuration();
  return options;
}

absl::Status ShardList(const SharderOptions& options, const std::vector<std::string>& documents) {
  ListSource source(documents, /*piece_bytes=*/90);
  return RunSharder(options, ByteTokenizer(), source, nullptr).status();
}

// A child that runs to its end or dies before its `calls`th call. True if it ended; its failure fails the test.
bool RunInChild(const SharderOptions& options, const std::vector<std::string>& documents, int calls) {
  const pid_t child = fork();
  if (child == 0) {
    calls_left = calls;
    const absl::Status status = ShardList(options, documents);
    calls_left = 0;
    // Killed after its manifest, a run had nothing left to do.
    _exit(status.ok() || absl::IsAlreadyExists(status) ? 0 : 1);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) || WEXITSTATUS(status) == 0) << "at call " << calls;
  return WIFEXITED(status);
}

std::map<std::string, std::string> FilesOf(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files[entry.path().filename()] = *ReadFile(entry.path());
  }
  return files;
}

class SharderKill : public testing::Test {
 protected:
  SharderKill() : documents_(RandomDocuments(16, 120, 12)) {
    EXPECT_TRUE(ShardList(Options(whole_.path()), documents_).ok());
    expected_ = FilesOf(whole_.path());
    EXPECT_GT(expected_.size(), 3u);
  }

  void Finish(const SharderOptions& options) {
    const absl::Status status = ShardList(options, documents_);
    EXPECT_TRUE(status.ok() || absl::IsAlreadyExists(status)) << status;
    EXPECT_EQ(FilesOf(options.output_folder), expected_);
  }

  const std::vector<std::string> documents_;
  const TestFolder whole_;
  std::map<std::string, std::string> expected_;
};

TEST_F(SharderKill, BeforeEveryCallThatChangesAFile) {
  int calls = 1;
  for (bool ended = false; !ended; ++calls) {
    const TestFolder test;
    ended = RunInChild(Options(test.path()), documents_, calls);
    Finish(Options(test.path()));
    ASSERT_FALSE(HasFailure()) << "killed at call " << calls;
  }
  EXPECT_GT(calls, 60);
}

TEST_F(SharderKill, BeforeEveryCallOfARunThatGoesOn) {
  int calls = 1;
  for (bool ended = false; !ended; ++calls) {
    const TestFolder test;
    ASSERT_FALSE(RunInChild(Options(test.path()), documents_, 30));
    ended = RunInChild(Options(test.path()), documents_, calls);
    Finish(Options(test.path()));
    ASSERT_FALSE(HasFailure()) << "killed at call " << calls;
  }
  EXPECT_GT(calls, 30);
}

TEST_F(SharderKill, BeforeEveryCallOfARunThatOverwrites) {
  int calls = 1;
  for (bool ended = false; !ended; ++calls) {
    const TestFolder test;
    SharderOptions options = Options(test.path());
    ASSERT_TRUE(ShardList(options, {documents_.begin(), documents_.begin() + 9}).ok());
    options.overwrite = true;
    ended = RunInChild(options, documents_, calls);
    // Before it removed the manifest, the folder is still the old one, whole.
    options.overwrite = ReadManifest(test.path()).ok() && !ended;
    Finish(options);
    ASSERT_FALSE(HasFailure()) << "killed at call " << calls;
    if (calls > 25) break;
  }
}

TEST_F(SharderKill, AgainAndAgain) {
  CounterRandom random(5, 0);
  for (int repetition = 0; repetition < 5; ++repetition) {
    const TestFolder test;
    int kills = 0;
    while (!RunInChild(Options(test.path()), documents_, 1 + static_cast<int>(random.Below(40)))) ++kills;
    EXPECT_GT(kills, 1);
    EXPECT_EQ(FilesOf(test.path()), expected_);
  }
}

TEST_F(SharderKill, AtRandomMomentsWithThreads) {
  CounterRandom random(6, 0);
  for (int repetition = 0; repetition < 5; ++repetition) {
    const TestFolder test;
    SharderOptions options = Options(test.path());
    options.threads = 3;
    for (int kill = 0; kill < 8; ++kill) {
      const pid_t child = fork();
      if (child == 0) _exit(ShardList(options, documents_).ok() ? 0 : 1);
      std::this_thread::sleep_for(std::chrono::microseconds(random.Below(12000)));
      ::kill(child, SIGKILL);
      ASSERT_EQ(waitpid(child, nullptr, 0), child);
    }
    Finish(options);
  }
}

}  // namespace
}  // namespace moebench::language
