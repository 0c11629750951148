#include "language/data/corpora/zip_file.h"

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ZipFileTest, ListsFilesAndReadsOne) {
  const TestFolder folder;
  const std::string text(300000, 'x');
  const std::string path = folder.Write("a.zip", Zip({{"folder/", ""}, {"folder/a", "1"}, {"folder/b", text}}));
  EXPECT_THAT(ZipEntries(path).value(), ElementsAre("folder/a", "folder/b"));
  const ZipEntry entry = OpenZipEntry(path, "folder/b").value();
  EXPECT_EQ(entry.bytes, 300000);
  EXPECT_EQ(entry.stream->name(), path + ": folder/b");
  EXPECT_EQ(ReadAll(entry.stream.get()).value(), text);
  EXPECT_EQ(entry.stream->FileBytesRead(), 300000);
  EXPECT_THAT(OpenZipEntry(path, "folder/c").status().message(), HasSubstr("holds no folder/c"));
}

TEST(ZipFileTest, CutAnywhereIsAnError) {
  const TestFolder folder;
  const std::string whole = Zip({{"a", "some text"}, {"b", "other text"}});
  for (size_t bytes = 0; bytes < whole.size(); ++bytes) {
    EXPECT_EQ(ZipEntries(folder.Write("cut.zip", whole.substr(0, bytes))).status().code(), absl::StatusCode::kDataLoss)
        << bytes;
  }
}

TEST(ZipFileTest, DamagedContentsAreNoticed) {
  const TestFolder folder;
  std::string bytes = Zip({{"a", "some text that is long enough to be compressed, to be compressed"}});
  bytes[60] ^= 4;
  const std::string path = folder.Write("damaged.zip", bytes);
  EXPECT_THAT(ReadAll(OpenZipEntry(path, "a").value().stream.get()).status().message(), HasSubstr("damaged.zip: a"));
}

TEST(ZipFileTest, RefusesNamesThatOccurTwice) {
  const TestFolder folder;
  const std::string path = folder.Write("twice.zip", Zip({{"a", "1"}, {"a", "2"}}));
  EXPECT_FALSE(ZipEntries(path).ok());
}

}  // namespace
}  // namespace moebench::language
