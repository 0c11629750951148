#include "moe_core/datasets/dataset_files.h"

#include <set>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::HasSubstr;

bool IsHex(const std::string& text, size_t length) {
  return text.size() == length && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

TEST(DatasetFilesTest, EveryEntryIsComplete) {
  std::set<std::string> names;
  for (const Dataset& dataset : PublishedDatasets()) {
    EXPECT_TRUE(names.insert(dataset.name).second) << dataset.name;
    EXPECT_FALSE(dataset.licence.empty()) << dataset.name;
    EXPECT_FALSE(dataset.files.empty()) << dataset.name;
    for (const DatasetFile& file : dataset.files) {
      EXPECT_GT(file.bytes, 0) << file.path;
      EXPECT_FALSE(file.md5.empty() && file.sha256.empty()) << file.path;
      EXPECT_TRUE(file.md5.empty() || IsHex(file.md5, 32)) << file.path;
      EXPECT_TRUE(file.sha256.empty() || IsHex(file.sha256, 64)) << file.path;
      ASSERT_FALSE(file.urls.empty()) << file.path;
      const std::string base_name = file.path.substr(file.path.rfind('/') + 1);
      for (const std::string& url : file.urls) EXPECT_TRUE(absl::EndsWith(url, "/" + base_name)) << url;
    }
  }
}

TEST(DatasetFilesTest, ChecksumsAreDistinct) {
  std::set<std::string> seen;
  for (const Dataset& dataset : PublishedDatasets()) {
    for (const DatasetFile& file : dataset.files) {
      for (const std::string& checksum : {file.md5, file.sha256}) {
        EXPECT_TRUE(checksum.empty() || seen.insert(checksum).second) << file.path;
      }
    }
  }
}

TEST(DatasetFilesTest, FindsSetsByName) {
  const Dataset* cifar = FindDataset("cifar10");
  ASSERT_NE(cifar, nullptr);
  EXPECT_EQ(cifar->files[0].path, "cifar-10-binary.tar.gz");
  EXPECT_EQ(cifar->files[0].bytes, 170052171);
  EXPECT_EQ(FindDataset("cifar1"), nullptr);
}

TEST(DatasetFilesTest, MissingFileMessageNamesFilePlacesUrlAndChecksums) {
  const Dataset& mnist = *FindDataset("mnist");
  const std::string message =
      MissingFileMessage(mnist, mnist.files[3], {"/a/mnist/t10k-labels-idx1-ubyte", "/b/mnist/t10k-labels-idx1-ubyte"});
  EXPECT_THAT(message, HasSubstr("missing file mnist/t10k-labels-idx1-ubyte.gz"));
  EXPECT_THAT(message, HasSubstr("\n  /a/mnist/t10k-labels-idx1-ubyte\n  /b/mnist/t10k-labels-idx1-ubyte\n"));
  EXPECT_THAT(message, HasSubstr("https://storage.googleapis.com/cvdf-datasets/mnist/t10k-labels-idx1-ubyte.gz"));
  EXPECT_THAT(message, HasSubstr("4542 bytes"));
  EXPECT_THAT(message, HasSubstr("SHA-256 f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));
  EXPECT_THAT(message, HasSubstr("MD5 ec29112dd5afa0611ce80d1b7f02629c"));
}

TEST(DatasetFilesTest, HasTheTextSets) {
  for (const char* name : {"wikitext-2", "wikitext-2-raw", "wikitext-103", "wikitext-103-raw", "openwebtext",
                           "hellaswag", "arc", "winogrande", "tinyshakespeare", "gpt2-bpe"}) {
    EXPECT_NE(FindDataset(name), nullptr) << name;
  }
  const Dataset& wikitext = *FindDataset("wikitext-103-raw");
  EXPECT_EQ(wikitext.files[0].path, "wikitext-103-raw-v1.zip");
  EXPECT_EQ(wikitext.files[0].bytes, 191984949);
  EXPECT_EQ(wikitext.files[0].urls[0], "https://wikitext.smerity.com/wikitext-103-raw-v1.zip");
  EXPECT_EQ(FindDataset("openwebtext")->files[0].bytes, 12880027468);
  const Dataset& hellaswag = *FindDataset("hellaswag");
  ASSERT_EQ(hellaswag.files.size(), 3);
  EXPECT_EQ(hellaswag.files[1].urls[0],
            "https://raw.githubusercontent.com/rowanz/hellaswag/master/data/hellaswag_val.jsonl");
}

TEST(DatasetFilesTest, MissingFileMessageOmitsAnUnknownChecksum) {
  const Dataset& tiny = *FindDataset("tinyimagenet");
  const std::string message = MissingFileMessage(tiny, tiny.files[0], {"/a"});
  EXPECT_THAT(message, Not(HasSubstr("SHA-256")));
  EXPECT_THAT(message, HasSubstr("MD5 90528d7ca1a48142e341f4ef8d21d0de"));
  const Dataset& arc = *FindDataset("arc");
  const std::string of_arc = MissingFileMessage(arc, arc.files[0], {"/a"});
  EXPECT_THAT(of_arc, Not(HasSubstr("MD5")));
  EXPECT_THAT(
      of_arc,
      HasSubstr("(680841265 bytes, SHA-256 6d2d5ab50b2ceec6ba5f79c921be77cf2de712ea25a2b3f4fff3acc101cecfa0; "));
}

}  // namespace
}  // namespace moebench
