#include "vision/data/archive_tree.h"

#include <archive.h>
#include <archive_entry.h>

#include <fstream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/test_archive.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

bool Everything(absl::string_view) { return true; }

// Incompressible, so that a cut in the middle of the archive is a cut in the middle of it.
std::string Noise(size_t size) {
  std::string bytes(size, '\0');
  uint32_t state = 1;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

class ArchiveTreeTest : public testing::Test {
 protected:
  std::string Archive(const std::string& name, const std::vector<ArchiveMember>& members) {
    const std::string path = folder_.path() + "/" + name;
    WriteTestArchive(path, members);
    return path;
  }
  TestFolder folder_;
};

TEST_F(ArchiveTreeTest, ReadsEveryFormatBelowItsPrefix) {
  for (const std::string name : {"a.zip", "a.tar", "a.tar.gz", "a.tar.xz"}) {
    const std::string path = Archive(name, {{"set/", ""}, {"set/b/2.jpg", "two"}, {"set/a", "one"}, {"other/c", "x"}});
    const auto tree = OpenArchive(path, "set/", Everything);
    ASSERT_TRUE(tree.ok()) << tree.status();
    ASSERT_EQ((*tree)->files().size(), 2) << name;
    EXPECT_EQ((*tree)->files()[0].path, "a");
    EXPECT_EQ((*tree)->files()[1].path, "b/2.jpg");
    EXPECT_EQ((*tree)->files()[1].bytes, 3);
    EXPECT_EQ(*(*tree)->Read("b/2.jpg"), "two");
    EXPECT_EQ((*tree)->Read("c").status().code(), absl::StatusCode::kNotFound);
    EXPECT_EQ(*(*tree)->Checksum(), Sha256Hex(*ReadFile(path)));
  }
}

TEST_F(ArchiveTreeTest, SkipsHiddenAndUnusedEntries) {
  const std::string path = Archive("a.tar", {{"./train/1.jpg", "1"}, {"train/._1.jpg", "x"}, {"test/1.jpg", "x"}});
  const auto tree = OpenArchive(path, "", [](absl::string_view name) { return name.substr(0, 5) == "train"; });
  ASSERT_TRUE(tree.ok()) << tree.status();
  ASSERT_EQ((*tree)->files().size(), 1);
  EXPECT_EQ((*tree)->files()[0].path, "train/1.jpg");
}

TEST_F(ArchiveTreeTest, RefusesPathsThatLeaveTheArchive) {
  for (const std::string name : {"a.zip", "a.tar"}) {
    for (const std::string bad : {"../evil", "set/../../evil", "/etc/evil", "set\\..\\evil"}) {
      const auto tree = OpenArchive(Archive(name, {{"set/a", "1"}, {bad, "x"}}), "set/", Everything);
      EXPECT_EQ(tree.status().code(), absl::StatusCode::kDataLoss) << bad;
      EXPECT_THAT(tree.status().message(), HasSubstr("the archive is refused"));
    }
  }
  const auto tree = OpenArchive(Archive("b.tar", {{"../evil", "x"}}), "", Everything);
  EXPECT_THAT(tree.status().message(), HasSubstr("b.tar: entry ../evil leads out of the archive by \"..\""));
}

TEST_F(ArchiveTreeTest, RefusesLinksAndRepeatedPaths) {
  ArchiveMember symbolic{"set/a", ""};
  symbolic.symlink = "/etc/passwd";
  ArchiveMember hard{"set/b", ""};
  hard.hardlink = "/etc/passwd";
  EXPECT_THAT(OpenArchive(Archive("a.tar", {symbolic}), "set/", Everything).status().message(),
              HasSubstr("entry set/a is a link or a device"));
  EXPECT_THAT(OpenArchive(Archive("b.tar", {hard}), "set/", Everything).status().message(),
              HasSubstr("entry set/b is a hard link"));
  EXPECT_THAT(OpenArchive(Archive("c.tar", {{"set/a", "1"}, {"./set/a", "2"}}), "set/", Everything).status().message(),
              HasSubstr("entry set/a occurs twice"));
}

TEST_F(ArchiveTreeTest, RefusesContentsOverTheLimits) {
  const std::string path = Archive("bomb.zip", {{"a", std::string(600, 'x')}, {"b", std::string(600, 'x')}});
  EXPECT_TRUE(OpenArchive(path, "", Everything, {600, 1200}).ok());
  EXPECT_THAT(OpenArchive(path, "", Everything, {599, 1200}).status().message(),
              HasSubstr("entry a takes more room than the 599 bytes allowed"));
  EXPECT_THAT(OpenArchive(path, "", Everything, {600, 1199}).status().message(),
              HasSubstr("entry b takes more room than the 599 bytes allowed"));
}

// Every prefix of an archive is refused, or (an uncompressed tar cut in its closing zeros) whole.
TEST_F(ArchiveTreeTest, RefusesACutArchiveAtAnyByte) {
  for (const std::string name : {"a.zip", "a.tar.gz", "a.tar.xz", "a.tar"}) {
    const std::string whole = *ReadFile(Archive(name, {{"a", Noise(3000)}, {"b", Noise(2000)}}));
    for (size_t size = 0; size < whole.size(); size += size < 64 || size + 64 > whole.size() ? 1 : 97) {
      const std::string path = folder_.Write("cut-" + name, absl::string_view(whole).substr(0, size));
      const auto tree = OpenArchive(path, "", Everything);
      if (tree.ok()) {
        EXPECT_EQ(name, "a.tar") << size << " of " << whole.size();
        for (const FileInfo& file : (*tree)->files()) EXPECT_EQ(file.bytes, file.path == "a" ? 3000 : 2000) << size;
      } else {
        EXPECT_EQ(tree.status().code(), absl::StatusCode::kDataLoss);
        EXPECT_THAT(tree.status().message(), HasSubstr("is cut or damaged"));
      }
    }
  }
}

TEST_F(ArchiveTreeTest, RefusesDamageThatTheFormatCanSee) {
  for (const std::string name : {"a.zip", "a.tar.gz", "a.tar.xz"}) {
    std::string bytes = *ReadFile(Archive(name, {{"a", Noise(3000)}}));
    bytes[bytes.size() / 2] ^= 1;
    EXPECT_FALSE(OpenArchive(folder_.Write(name, bytes), "", Everything).ok()) << name;
  }
}

TEST_F(ArchiveTreeTest, NamesWhatIsNoArchive) {
  EXPECT_EQ(OpenArchive(folder_.path() + "/none.zip", "", Everything).status().code(), absl::StatusCode::kNotFound);
  const auto tree = OpenArchive(folder_.Write("page.zip", "<html>404 not found</html>"), "", Everything);
  EXPECT_EQ(tree.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(tree.status().message(), HasSubstr("page.zip is cut or damaged"));
}

}  // namespace
}  // namespace moebench::vision
