#include "language/tokenizer/commands/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/command_status.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

TEST(OutputFile, AFileIsThereWithCommitAlone) {
  const TestFolder folder;
  const std::string path = folder.Write("a", "old");
  {
    const auto output = OutputFile::Open(path);
    ASSERT_TRUE(output.ok()) << output.status();
    EXPECT_FALSE((*output)->is_stream());
    ASSERT_TRUE((*output)->Append("new").ok());
    EXPECT_EQ(*ReadFile(path), "old");
  }
  EXPECT_EQ(*ReadFile(path), "old");
  ASSERT_TRUE(WriteOutput(path, "new").ok());
  EXPECT_EQ(*ReadFile(path), "new");
}

TEST(OutputFile, ADeviceStaysADevice) {
  const auto output = OutputFile::Open("/dev/full");
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_TRUE((*output)->is_stream());
  const absl::Status status = (*output)->Append("x");
  EXPECT_THAT(status.message(), HasSubstr("cannot write /dev/full: No space left on device"));
  EXPECT_EQ(TokenizeExitCode(status), 70);
  struct stat info;
  ASSERT_EQ(stat("/dev/full", &info), 0);
  EXPECT_TRUE(S_ISCHR(info.st_mode));
  EXPECT_TRUE(WriteOutput("/dev/null", "x").ok());
}

TEST(OutputFile, APipeWithoutAReaderIsTold) {
  const TestFolder folder;
  const std::string path = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  std::signal(SIGPIPE, SIG_IGN);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  const auto output = OutputFile::Open(path);
  ASSERT_TRUE(output.ok()) << output.status();
  EXPECT_TRUE((*output)->Append("x").ok());
  close(reader);
  EXPECT_TRUE(IsReaderWentAway((*output)->Append("y")));
}

TEST(OutputFile, BehindALinkTheTargetIsWritten) {
  const TestFolder folder;
  const std::string target = folder.Write("target", "old");
  const std::string link = folder.path() + "/link";
  std::filesystem::create_symlink("target", link);
  ASSERT_TRUE(WriteOutput(link, "new").ok());
  EXPECT_TRUE(std::filesystem::is_symlink(link));
  EXPECT_EQ(*ReadFile(target), "new");
}

TEST(OutputFile, OnlyFilesAreReplaced) {
  const TestFolder folder;
  const std::string target = folder.Write("target", "old");
  std::filesystem::create_symlink("target", folder.path() + "/link");
  EXPECT_EQ(*PathToReplace(target), target);
  EXPECT_EQ(*PathToReplace(folder.path() + "/link"), target);
  EXPECT_EQ(*PathToReplace(folder.path() + "/new"), folder.path() + "/new");
  for (const std::string& path : {std::string("-"), std::string("/dev/full"), folder.path()}) {
    EXPECT_THAT(PathToReplace(path).status().message(), HasSubstr("only a file can be written here")) << path;
  }
}

TEST(OutputFile, WhatCannotBeWrittenIsNamed) {
  const TestFolder folder;
  EXPECT_THAT(OutputFile::Open(folder.path()).status().message(),
              HasSubstr("cannot write " + folder.path() + ": it is a folder; name a file"));
  const absl::Status none = OutputFile::Open(folder.path() + "/none/x").status();
  EXPECT_THAT(none.message(), HasSubstr("/none/x: No such file or directory"));
  EXPECT_EQ(TokenizeExitCode(none), 70);
}

}  // namespace
}  // namespace moebench::language
