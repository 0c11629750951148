#include "language/tokenizer/commands/line_blocks.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/stop_signal.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> Blocks(const std::string& path) {
  const auto source = LineBlocks::Open(path);
  EXPECT_TRUE(source.ok()) << source.status();
  std::vector<std::string> blocks;
  std::string block;
  while (*(*source)->Next(&block)) blocks.push_back(block);
  return blocks;
}

TEST(LineBlocks, AShortFileIsOneBlock) {
  const TestFolder folder;
  EXPECT_THAT(Blocks(folder.Write("a", "one\ntwo\n")), ElementsAre("one\ntwo\n"));
  EXPECT_THAT(Blocks(folder.Write("b", "\n")), ElementsAre("\n"));
  EXPECT_THAT(Blocks(folder.Write("c", "")), IsEmpty());
  EXPECT_EQ((*LineBlocks::Open(folder.path() + "/a"))->total_bytes(), 8);
}

TEST(LineBlocks, ALastLineMayLackItsEnd) {
  const TestFolder folder;
  EXPECT_THAT(Blocks(folder.Write("a", "one\ntwo")), ElementsAre("one\n", "two"));
  EXPECT_THAT(Blocks(folder.Write("b", "one")), ElementsAre("one"));
}

TEST(LineBlocks, OnlyLineFeedsEndLines) {
  const TestFolder folder;
  const std::string text("a\rb\r\nc\0d\xe2\x80\xa8\ne\x0b\x0c", 15);
  EXPECT_THAT(Blocks(folder.Write("a", text)), ElementsAre(text.substr(0, 12), text.substr(12)));
}

TEST(LineBlocks, BlocksAreWholeLinesAndJoinToTheFile) {
  const TestFolder folder;
  std::string text;
  for (int i = 0; i < 60000; ++i) absl::StrAppend(&text, std::string(static_cast<size_t>(i % 97), 'x'), i, "\n");
  std::string joined;
  const std::vector<std::string> blocks = Blocks(folder.Write("a", text));
  for (const std::string& block : blocks) {
    EXPECT_EQ(block.back(), '\n');
    EXPECT_LE(block.size(), LineBlocks::kReadBytes + 200);
    joined += block;
  }
  EXPECT_GT(blocks.size(), 5u);
  EXPECT_EQ(joined, text);
}

TEST(LineBlocks, ALongLineComesWhole) {
  const TestFolder folder;
  const std::string line(3 * LineBlocks::kReadBytes + 5, 'x');
  const std::vector<std::string> blocks = Blocks(folder.Write("a", line + "\nend"));
  EXPECT_THAT(blocks, ElementsAre(line + "\n", "end"));
}

TEST(LineBlocks, APipeIsReadAsItComes) {
  const TestFolder folder;
  const std::string path = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int both = open(path.c_str(), O_RDWR | O_CLOEXEC);
  const auto source = LineBlocks::Open(path);
  ASSERT_TRUE(source.ok());
  EXPECT_EQ((*source)->total_bytes(), 0);
  ASSERT_EQ(write(both, "one\ntw", 6), 6);
  std::string block;
  EXPECT_TRUE(*(*source)->Next(&block));
  EXPECT_EQ(block, "one\n");
  ASSERT_EQ(write(both, "o\n", 2), 2);
  EXPECT_TRUE(*(*source)->Next(&block));
  EXPECT_EQ(block, "two\n");
  close(both);
}

TEST(LineBlocks, AStopEndsTheWaitForAPipe) {
  const TestFolder folder;
  const std::string path = folder.path() + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const int both = open(path.c_str(), O_RDWR | O_CLOEXEC);
  const auto source = LineBlocks::Open(path);
  ASSERT_TRUE(source.ok());
  InstallStopSignals();
  std::thread stopper([] { raise(SIGTERM); });
  std::string block;
  EXPECT_TRUE(absl::IsCancelled((*source)->Next(&block).status()));
  stopper.join();
  InstallStopSignals();
  close(both);
}

TEST(LineBlocks, WhatIsNoFileIsRefused) {
  const TestFolder folder;
  EXPECT_THAT(LineBlocks::Open(folder.path()).status().message(),
              HasSubstr(folder.path() + " is a folder; a text file is expected"));
  EXPECT_THAT(LineBlocks::Open(folder.path() + "/none").status().message(),
              HasSubstr("cannot read " + folder.path() + "/none: No such file or directory"));
}

}  // namespace
}  // namespace moebench::language
