#include "language/data/corpora/corpus_files.h"

#include <sys/stat.h>

#include <filesystem>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CorpusFilesTest, ListsFilesInTheOrderOfTheirPaths) {
  const TestFolder folder;
  const std::string b = folder.Write("b.txt", "");
  const std::string nested = folder.Write("a/z.txt", "");
  const std::string a = folder.Write("a.txt", "");
  folder.Write(".hidden", "");
  folder.Write(".git/config", "");
  std::filesystem::create_symlink("b.txt", folder.path() + "/c.txt");
  EXPECT_THAT(CorpusFiles(folder.path()).value(), ElementsAre(a, nested, b, folder.path() + "/c.txt"));
  EXPECT_THAT(CorpusFiles(b).value(), ElementsAre(b));
  EXPECT_TRUE(IsFolder(folder.path()));
  EXPECT_FALSE(IsFolder(b));
}

TEST(CorpusFilesTest, WhatIsNotThereIsNamed) {
  const TestFolder folder;
  EXPECT_THAT(CorpusFiles(folder.path() + "/none").status().message(), HasSubstr("/none: there is no such file"));
  EXPECT_THAT(CorpusFiles(folder.path()).status().message(), HasSubstr("the folder holds no files"));
}

TEST(CorpusFilesTest, LinksToFoldersAndDevicesAreRefused) {
  const TestFolder folder;
  folder.Write("a.txt", "");
  std::filesystem::create_directory_symlink(".", folder.path() + "/loop");
  EXPECT_THAT(CorpusFiles(folder.path()).status().message(), HasSubstr("/loop is a link to a folder"));
  const TestFolder other;
  ASSERT_EQ(mkfifo((other.path() + "/pipe").c_str(), 0600), 0);
  EXPECT_THAT(CorpusFiles(other.path()).status().message(), HasSubstr("/pipe is neither a file nor a folder"));
  EXPECT_THAT(CorpusFiles(other.path() + "/pipe").status().message(), HasSubstr("neither a file nor a folder"));
}

}  // namespace
}  // namespace moebench::language
