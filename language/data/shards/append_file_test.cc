#include "language/data/shards/append_file.h"

#include <sys/resource.h>

#include <csignal>
#include <string>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;

TEST(AppendFile, AppendsCutsAndOverwrites) {
  const TestFolder folder;
  const std::string path = folder.path() + "/a";
  auto file = AppendFile::Open(path, 0);
  ASSERT_TRUE(file.ok()) << file.status();
  ASSERT_TRUE((*file)->Append("hello world").ok());
  ASSERT_TRUE((*file)->CutTo(5).ok());
  ASSERT_TRUE((*file)->Append("!").ok());
  EXPECT_EQ((*file)->length(), 6);
  ASSERT_TRUE((*file)->Flush().ok());
  EXPECT_EQ(*ReadFile(path), "hello!");

  ASSERT_TRUE((*file)->Append(" more").ok());
  ASSERT_TRUE((*file)->CutTo(4).ok());
  ASSERT_TRUE((*file)->Append("p").ok());
  ASSERT_TRUE((*file)->Overwrite(0, "H").ok());
  ASSERT_TRUE((*file)->Sync().ok());
  EXPECT_EQ(*ReadFile(path), "Hellp");
  std::string bytes;
  ASSERT_TRUE((*file)->Read(1, 3, &bytes).ok());
  EXPECT_EQ(bytes, "ell");
  EXPECT_THAT((*file)->Read(3, 3, &bytes).message(), HasSubstr("ends at byte 5"));
}

TEST(AppendFile, KeepsOrderOverManyBuffers) {
  const TestFolder folder;
  const std::string path = folder.path() + "/a";
  auto file = AppendFile::Open(path, 0);
  std::string expected;
  for (int i = 0; i < 200000; ++i) {
    ASSERT_TRUE((*file)->Append(std::to_string(i)).ok());
    expected += std::to_string(i);
  }
  ASSERT_TRUE((*file)->CutTo(300001).ok());
  ASSERT_TRUE((*file)->Append("end").ok());
  ASSERT_TRUE((*file)->Flush().ok());
  EXPECT_EQ(*ReadFile(path), expected.substr(0, 300001) + "end");
}

TEST(AppendFile, GoesOnAtALength) {
  const TestFolder folder;
  const std::string path = folder.Write("a", "0123456789");
  {
    auto file = AppendFile::Open(path, 4);
    ASSERT_TRUE(file.ok());
    EXPECT_EQ((*file)->length(), 4);
    ASSERT_TRUE((*file)->Append("x").ok());
    ASSERT_TRUE((*file)->Flush().ok());
  }
  EXPECT_EQ(*ReadFile(path), "0123x");
  EXPECT_THAT(AppendFile::Open(path, 6).status().message(), HasSubstr("has 5 bytes, and 6 were written to it"));
  EXPECT_EQ(*ReadFile(path), "0123x");
  EXPECT_THAT(AppendFile::Open(folder.path() + "/no/a", 0).status().message(), HasSubstr("cannot open"));
}

// A limit on files' sizes stands for a full disk.
TEST(AppendFile, SaysWhyItCannotWrite) {
  const TestFolder folder;
  auto file = AppendFile::Open(folder.path() + "/a", 0);
  ASSERT_TRUE(file.ok());
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {100, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  EXPECT_TRUE((*file)->Append(std::string(150, 'x')).ok());
  const absl::Status status = (*file)->Flush();
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(status.message(), HasSubstr("/a: File too large"));
  EXPECT_EQ((*file)->length(), 150);
  // What was not written is still there to be written.
  ASSERT_TRUE((*file)->Flush().ok());
  EXPECT_EQ(*ReadFile(folder.path() + "/a"), std::string(150, 'x'));
}

}  // namespace
}  // namespace moebench::language
