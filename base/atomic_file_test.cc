#include "base/atomic_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

class AtomicFileTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return absl::StrCat(folder_.path(), "/", name); }
  int FilesInFolder() const {
    return static_cast<int>(std::distance(std::filesystem::directory_iterator(folder_.path()), {}));
  }

  const TestFolder folder_;
};

TEST_F(AtomicFileTest, WrittenBytesAreReadBack) {
  const std::string bytes("a\0\xFF\n", 4);
  ASSERT_TRUE(WriteFileAtomically(Path("x"), bytes).ok());
  EXPECT_EQ(*ReadFile(Path("x")), bytes);
  ASSERT_TRUE(WriteFileAtomically(Path("x"), "").ok());
  EXPECT_EQ(*ReadFile(Path("x")), "");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(AtomicFileTest, ANewFileHasTheUsersPermissions) {
  const mode_t mask = umask(027);
  ASSERT_TRUE(WriteFileAtomically(Path("x"), "1").ok());
  umask(mask);
  struct stat info;
  ASSERT_EQ(stat(Path("x").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0640u);
}

TEST_F(AtomicFileTest, PiecesAreOneFileOnlyAfterCommit) {
  {
    absl::StatusOr<AtomicFileWriter> file = AtomicFileWriter::Open(Path("x"));
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file->Append("one ").ok());
    ASSERT_TRUE(file->Append("two").ok());
    EXPECT_FALSE(std::filesystem::exists(Path("x")));
    ASSERT_TRUE(file->Commit().ok());
  }
  EXPECT_EQ(*ReadFile(Path("x")), "one two");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(AtomicFileTest, AnAbandonedWriterLeavesTheOldFileAlone) {
  ASSERT_TRUE(WriteFileAtomically(Path("x"), "old").ok());
  {
    absl::StatusOr<AtomicFileWriter> file = AtomicFileWriter::Open(Path("x"));
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE(file->Append("new").ok());
  }
  EXPECT_EQ(*ReadFile(Path("x")), "old");
  EXPECT_EQ(FilesInFolder(), 1);
}

// The file size limit stands in for a full disk: write() fails half-way in the same manner, with another errno.
TEST_F(AtomicFileTest, AFailedWriteNamesTheReasonAndLeavesNothing) {
  ASSERT_TRUE(WriteFileAtomically(Path("x"), "old").ok());
  signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit;
  getrlimit(RLIMIT_FSIZE, &old_limit);
  const rlimit limit = {1000, old_limit.rlim_max};
  setrlimit(RLIMIT_FSIZE, &limit);
  const absl::Status status = WriteFileAtomically(Path("x"), std::string(5000, 'n'));
  setrlimit(RLIMIT_FSIZE, &old_limit);

  EXPECT_FALSE(status.ok());
  EXPECT_THAT(std::string(status.message()), HasSubstr(absl::StrCat("cannot write ", Path("x"))));
  EXPECT_THAT(std::string(status.message()), HasSubstr("File too large"));
  EXPECT_EQ(*ReadFile(Path("x")), "old");
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(AtomicFileTest, AMissingFolderIsNamed) {
  const absl::Status status = WriteFileAtomically(Path("no/x"), "1");
  EXPECT_TRUE(absl::IsNotFound(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr(Path("no/x")));
  EXPECT_THAT(std::string(status.message()), HasSubstr("No such file or directory"));
}

TEST_F(AtomicFileTest, AFolderIsNoFile) {
  std::filesystem::create_directory(Path("sub"));
  EXPECT_THAT(std::string(WriteFileAtomically(Path("sub"), "1").message()), HasSubstr("Is a directory"));
  EXPECT_THAT(std::string(WriteFileAtomically(Path("sub/"), "1").message()), HasSubstr("a file name is expected"));
  EXPECT_THAT(std::string(ReadFile(Path("sub")).status().message()), HasSubstr("Is a directory"));
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(AtomicFileTest, ReadingRefusesMissingAndOversizedFiles) {
  EXPECT_TRUE(absl::IsNotFound(ReadFile(Path("none")).status()));
  ASSERT_TRUE(WriteFileAtomically(Path("x"), "12345").ok());
  EXPECT_EQ(*ReadFile(Path("x"), 5), "12345");
  const absl::Status status = ReadFile(Path("x"), 4).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("more than the 4 bytes"));
}

TEST_F(AtomicFileTest, FilesWithoutAKnownSizeAreReadToTheirEnd) {
  EXPECT_THAT(*ReadFile("/proc/self/status"), HasSubstr("Name:"));
}

TEST_F(AtomicFileTest, ConcurrentWritersLeaveOneWholeVersion) {
  std::vector<std::thread> writers;
  for (char letter = 'a'; letter < 'e'; ++letter) {
    writers.emplace_back([this, letter] {
      for (int i = 0; i < 10; ++i) ASSERT_TRUE(WriteFileAtomically(Path("x"), std::string(100000, letter)).ok());
    });
  }
  for (std::thread& writer : writers) writer.join();
  const std::string bytes = *ReadFile(Path("x"));
  EXPECT_EQ(bytes, std::string(100000, bytes[0]));
  EXPECT_EQ(FilesInFolder(), 1);
}

TEST_F(AtomicFileTest, AKilledWriterLeavesTheOldFileAndARecognisableTemporaryOne) {
  ASSERT_TRUE(WriteFileAtomically(Path("x"), "old").ok());
  const pid_t child = fork();
  if (child == 0) {
    absl::StatusOr<AtomicFileWriter> file = AtomicFileWriter::Open(Path("x"));
    if (file.ok()) file->Append("half").IgnoreError();
    raise(SIGKILL);
  }
  int wait_status = 0;
  waitpid(child, &wait_status, 0);
  EXPECT_TRUE(WIFSIGNALED(wait_status));
  EXPECT_EQ(*ReadFile(Path("x")), "old");
  EXPECT_EQ(FilesInFolder(), 2);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    const std::string name = entry.path().filename();
    EXPECT_EQ(IsTemporaryFileName(name), name != "x") << name;
  }
}

}  // namespace
}  // namespace moebench
