#include "vision/data/file_tree.h"

#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

class ListedTree : public FileTree {
 public:
  explicit ListedTree(std::vector<FileInfo> files) : FileTree("/root", std::move(files)) {}
  absl::StatusOr<std::string> Read(absl::string_view) const override { return absl::UnimplementedError(""); }
  absl::StatusOr<std::string> Checksum() const override { return absl::UnimplementedError(""); }
};

TEST(FileTreeTest, SortsAndFindsPaths) {
  const ListedTree tree({{"b/2.jpg", 1, 0}, {"a", 1, 0}, {"b/10.jpg", 1, 0}});
  ASSERT_EQ(tree.files().size(), 3);
  EXPECT_EQ(tree.files()[0].path, "a");
  EXPECT_EQ(tree.files()[1].path, "b/10.jpg");
  EXPECT_TRUE(tree.Contains("b/2.jpg"));
  EXPECT_FALSE(tree.Contains("b"));
  EXPECT_FALSE(tree.Contains("c"));
  EXPECT_EQ(tree.FullName("a"), "/root/a");
}

TEST(FileTreeTest, FingerprintSeesNameSizeAndTime) {
  const std::string base = StatFingerprint({{"a", 10, 100}, {"b", 20, 200}});
  EXPECT_EQ(base.size(), 64);
  EXPECT_EQ(base, StatFingerprint({{"a", 10, 100}, {"b", 20, 200}}));
  EXPECT_NE(base, StatFingerprint({{"a", 10, 100}, {"c", 20, 200}}));
  EXPECT_NE(base, StatFingerprint({{"a", 10, 100}, {"b", 21, 200}}));
  EXPECT_NE(base, StatFingerprint({{"a", 10, 100}, {"b", 20, 201}}));
  EXPECT_NE(base, StatFingerprint({{"a", 10, 100}}));
  EXPECT_NE(base, StatFingerprint({}));
}

TEST(FileTreeTest, HiddenMeansAnyPartStartsWithADot) {
  EXPECT_TRUE(IsHidden(".DS_Store"));
  EXPECT_TRUE(IsHidden("cat/._1.jpg"));
  EXPECT_TRUE(IsHidden(".git/config"));
  EXPECT_FALSE(IsHidden("cat/1.jpg"));
}

}  // namespace
}  // namespace moebench::vision
