#include "vision/data/folder_tree.h"

#include <sys/stat.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

bool Everything(absl::string_view) { return true; }

std::vector<std::string> Paths(const std::vector<FileInfo>& files) {
  std::vector<std::string> paths;
  for (const FileInfo& file : files) paths.push_back(file.path);
  return paths;
}

TEST(FolderTreeTest, ListsNestedFilesSortedWithoutHiddenOnes) {
  const TestFolder folder;
  folder.Write("b/2.jpg", "two");
  folder.Write("b/10.jpg", "ten");
  folder.Write("a.txt", "x");
  folder.Write(".hidden", "x");
  folder.Write("b/._2.jpg", "x");
  folder.Write(".git/config", "x");
  for (const int threads : {1, 4}) {
    const auto files = ListFolder(folder.path(), Everything, threads);
    ASSERT_TRUE(files.ok()) << files.status();
    EXPECT_EQ(Paths(*files), (std::vector<std::string>{"a.txt", "b/10.jpg", "b/2.jpg"}));
    EXPECT_EQ((*files)[1].bytes, 3);
    EXPECT_GT((*files)[1].modified_ns, int64_t{1'500'000'000} * 1'000'000'000);
  }
}

TEST(FolderTreeTest, ListsOnlyWhatTheReaderUses) {
  const TestFolder folder;
  folder.Write("train/1.jpg", "1");
  folder.Write("test/1.jpg", "1");
  const auto files = ListFolder(
      folder.path(), [](absl::string_view path) { return absl::StartsWith(path, "train/"); }, 1);
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(Paths(*files), std::vector<std::string>{"train/1.jpg"});
}

TEST(FolderTreeTest, FollowsLinksAndStopsAtALoop) {
  const TestFolder folder;
  const TestFolder elsewhere;
  elsewhere.Write("1.jpg", "1");
  std::filesystem::create_symlink(elsewhere.path(), folder.path() + "/cat");
  auto files = ListFolder(folder.path(), Everything, 1);
  ASSERT_TRUE(files.ok());
  EXPECT_EQ(Paths(*files), std::vector<std::string>{"cat/1.jpg"});

  std::filesystem::create_symlink(folder.path(), folder.path() + "/loop");
  files = ListFolder(folder.path(), Everything, 1);
  EXPECT_EQ(files.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(files.status().message(), HasSubstr("does a link lead back to a parent folder?"));
}

TEST(FolderTreeTest, NamesWhatCannotBeListed) {
  const TestFolder folder;
  auto files = ListFolder(folder.path() + "/none", Everything, 1);
  EXPECT_EQ(files.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(files.status().message(), HasSubstr(folder.path() + "/none: No such file or directory"));

  std::filesystem::create_symlink("/nowhere", folder.path() + "/dangling.jpg");
  files = ListFolder(folder.path(), Everything, 1);
  EXPECT_THAT(files.status().message(), HasSubstr("dangling.jpg"));
}

TEST(FolderTreeTest, RefusesAPipe) {
  const TestFolder folder;
  ASSERT_EQ(mkfifo((folder.path() + "/1.jpg").c_str(), 0600), 0);
  const auto files = ListFolder(folder.path(), Everything, 1);
  EXPECT_THAT(files.status().message(), HasSubstr("1.jpg is neither a file nor a folder"));
}

// The checksum is defined over "path NUL sha256(contents) newline" of each file in order.
TEST(FolderTreeTest, ReadsFilesAndChecksumsContents) {
  const TestFolder folder;
  folder.Write("b", "two");
  folder.Write("a", "one");
  const auto tree = OpenFolder(folder.path(), Everything, 1);
  ASSERT_TRUE(tree.ok());
  EXPECT_EQ(*(*tree)->Read("b"), "two");
  EXPECT_EQ((*tree)->Read("c").status().code(), absl::StatusCode::kNotFound);
  const absl::string_view nul("\0", 1);
  EXPECT_EQ(*(*tree)->Checksum(),
            Sha256Hex(absl::StrCat("a", nul, Sha256Hex("one"), "\nb", nul, Sha256Hex("two"), "\n")));
}

TEST(FolderTreeTest, ARewrittenFileChangesTheFingerprint) {
  const TestFolder folder;
  folder.Write("a", "one");
  const std::string before = StatFingerprint(*ListFolder(folder.path(), Everything, 1));
  EXPECT_EQ(before, StatFingerprint(*ListFolder(folder.path(), Everything, 1)));
  folder.Write("a", "ones");
  EXPECT_NE(before, StatFingerprint(*ListFolder(folder.path(), Everything, 1)));
}

}  // namespace
}  // namespace moebench::vision
