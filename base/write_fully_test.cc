#include "base/write_fully.h"

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

// As much as there is; in a non-blocking pipe, as much as is in it now.
std::string ReadAll(int fd) {
  std::string bytes;
  char block[4096];
  for (ssize_t got; (got = read(fd, block, sizeof(block))) > 0;) bytes.append(block, static_cast<size_t>(got));
  return bytes;
}

TEST(WriteFullyTest, GoesOnUntilNothingIsLeft) {
  const std::string bytes(1 << 20, 'x');  // a pipe takes 64 KiB at once
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::string got;
  std::thread reader([&] { got = ReadAll(ends[0]); });
  absl::string_view rest = bytes;
  EXPECT_TRUE(WriteFully(ends[1], "pipe", &rest).ok());
  close(ends[1]);
  reader.join();
  close(ends[0]);
  EXPECT_TRUE(rest.empty());
  EXPECT_EQ(got, bytes);
}

TEST(WriteFullyTest, AfterAnErrorTheRestIsWhatWasNotWritten) {
  std::string bytes;
  for (int i = 0; bytes.size() < (1 << 18); ++i) bytes += std::to_string(i);
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_NONBLOCK), 0);
  absl::string_view rest = bytes;
  EXPECT_FALSE(WriteFully(ends[1], "pipe", &rest).ok());  // the pipe is full
  EXPECT_GT(rest.size(), 0u);
  EXPECT_LT(rest.size(), bytes.size());
  EXPECT_EQ(ReadAll(ends[0]) + std::string(rest), bytes);
  close(ends[0]);
  close(ends[1]);
}

TEST(WriteFullyTest, TheErrorNamesTheFileAndTheReason) {
  const int fd = open("/dev/full", O_WRONLY);
  ASSERT_GE(fd, 0);
  absl::string_view rest = "abc";
  EXPECT_THAT(std::string(WriteFully(fd, "runs/a/log.txt", &rest).message()),
              HasSubstr("cannot write runs/a/log.txt: No space left on device"));
  EXPECT_EQ(rest, "abc");
  close(fd);
}

TEST(WriteFullyTest, NothingIsWrittenWithoutACall) {
  absl::string_view rest;
  EXPECT_TRUE(WriteFully(-1, "nowhere", &rest).ok());
}

}  // namespace
}  // namespace moebench
