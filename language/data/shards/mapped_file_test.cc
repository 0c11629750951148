#include "language/data/shards/mapped_file.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;

TEST(MappedFile, HoldsTheFilesBytes) {
  const TestFolder folder;
  const std::string path = folder.Write("a.bin", "hello");
  const auto file = MappedFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->bytes(), "hello");
  EXPECT_EQ((*file)->size(), 5);
  EXPECT_EQ((*file)->path(), path);
}

TEST(MappedFile, TakesAnEmptyFile) {
  const TestFolder folder;
  const auto file = MappedFile::Open(folder.Write("a.bin", ""));
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->bytes(), "");
}

TEST(MappedFile, RefusesWhatIsNoFile) {
  const TestFolder folder;
  const absl::Status missing = MappedFile::Open(folder.path() + "/none").status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(missing.message(), HasSubstr("/none"));
  EXPECT_THAT(MappedFile::Open(folder.path()).status().message(), HasSubstr("is a folder; a file is expected"));
  EXPECT_THAT(MappedFile::Open("/dev/null").status().message(), HasSubstr("no regular file"));
}

}  // namespace
}  // namespace moebench::language
