#include "vision/data/idx_reader.h"

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/folder_tree.h"
#include "vision/data/test_gzip.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string BigEndian(uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(value >> shift));
  return bytes;
}

std::string Images(const std::vector<int>& fills, int rows = 28, int columns = 28) {
  std::string bytes = BigEndian(0x803) + BigEndian(fills.size()) + BigEndian(rows) + BigEndian(columns);
  for (const int fill : fills) bytes += std::string(rows * columns, static_cast<char>(fill));
  return bytes;
}

std::string Labels(const std::vector<int>& labels) {
  std::string bytes = BigEndian(0x801) + BigEndian(labels.size());
  for (const int label : labels) bytes.push_back(static_cast<char>(label));
  return bytes;
}

class IdxReaderTest : public testing::Test {
 protected:
  IdxReaderTest() {
    folder_.Write("train-images-idx3-ubyte", Images({10, 20, 255}));
    folder_.Write("train-labels-idx1-ubyte.gz", Gzip(Labels({9, 0, 4})));
    folder_.Write("t10k-images-idx3-ubyte.gz", Gzip(Images({7})));
    folder_.Write("t10k-labels-idx1-ubyte", Labels({5}));
  }
  absl::StatusOr<ImageSet> Read() {
    const auto tree = OpenFolder(
        folder_.path(), [](absl::string_view) { return true; }, 1);
    return ReadIdxImages(*tree, MnistClassNames());
  }
  std::string Message() {
    const absl::Status status = Read().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
    return std::string(status.message());
  }
  TestFolder folder_;
};

TEST_F(IdxReaderTest, ReadsPlainAndCompressedFiles) {
  const auto set = Read();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->height, 28);
  EXPECT_EQ(set->width, 28);
  EXPECT_EQ(set->channels, 1);
  EXPECT_EQ(set->class_names.size(), 10);
  EXPECT_THAT(set->train.labels, ElementsAre(9, 0, 4));
  EXPECT_THAT(set->test.labels, ElementsAre(5));
  std::vector<uint8_t> pixels(28 * 28);
  ASSERT_TRUE(set->train.decode(2, pixels.data()).ok());
  EXPECT_EQ(pixels, std::vector<uint8_t>(28 * 28, 255));
  ASSERT_TRUE(set->test.decode(0, pixels.data()).ok());
  EXPECT_EQ(pixels, std::vector<uint8_t>(28 * 28, 7));
  EXPECT_EQ(set->notice, "an extract: 3 training and 1 test images; the official set has 60000 and 10000");
}

TEST_F(IdxReaderTest, RefusesWrongMagic) {
  folder_.Write("train-images-idx3-ubyte", Labels({1, 2, 3}) + std::string(16, '\0'));
  EXPECT_THAT(Message(), HasSubstr("train-images-idx3-ubyte starts with 0x00000801, expected 0x00000803"));
  folder_.Write("train-images-idx3-ubyte", "<html>not found</html>");
  EXPECT_THAT(Message(), HasSubstr("starts with 0x3c68746d"));
}

TEST_F(IdxReaderTest, RefusesTruncatedAndOverlongFiles) {
  const std::string images = Images({1, 2, 3});
  folder_.Write("train-images-idx3-ubyte", images.substr(0, images.size() - 1));
  EXPECT_THAT(Message(),
              HasSubstr("train-images-idx3-ubyte is cut: 2351 bytes after its header, which says 3 x 28 x 28"));
  folder_.Write("train-images-idx3-ubyte", images + "x");
  EXPECT_THAT(Message(), HasSubstr("train-images-idx3-ubyte is too long: 2353 bytes"));
  folder_.Write("train-images-idx3-ubyte", images.substr(0, 15));
  EXPECT_THAT(Message(), HasSubstr("shorter than its header"));
  folder_.Write("train-images-idx3-ubyte", "");
  EXPECT_THAT(Message(), HasSubstr("is cut: 0 bytes"));
}

TEST_F(IdxReaderTest, RefusesATruncatedGzipStream) {
  const std::string packed = Gzip(Images({7}));
  folder_.Write("t10k-images-idx3-ubyte.gz", packed.substr(0, packed.size() - 4));
  EXPECT_THAT(Message(), HasSubstr("t10k-images-idx3-ubyte.gz is cut: the gzip stream has no end"));
}

TEST_F(IdxReaderTest, RefusesACountThatDoesNotFitTheFile) {
  folder_.Write("train-images-idx3-ubyte",
                BigEndian(0x803) + BigEndian(0xFFFFFFFF) + BigEndian(0xFFFFFFFF) + BigEndian(0xFFFFFFFF));
  EXPECT_THAT(Message(), HasSubstr("is cut: 0 bytes after its header"));
}

TEST_F(IdxReaderTest, RefusesOtherSizes) {
  folder_.Write("train-images-idx3-ubyte", Images({1, 2, 3}, 32, 32));
  EXPECT_THAT(Message(), HasSubstr("holds images of 32 x 32 pixels, expected 28 x 28"));
}

TEST_F(IdxReaderTest, RefusesLabelsThatDoNotFit) {
  folder_.Write("train-labels-idx1-ubyte.gz", Gzip(Labels({9, 10, 4})));
  EXPECT_THAT(Message(), HasSubstr("train-labels-idx1-ubyte: label 1 is 10, expected 0 to 9"));
  folder_.Write("train-labels-idx1-ubyte.gz", Gzip(Labels({9, 0})));
  EXPECT_THAT(Message(), HasSubstr("holds 3 images, but"));
}

TEST_F(IdxReaderTest, RefusesAnEmptySplit) {
  folder_.Write("t10k-images-idx3-ubyte.gz", Gzip(Images({})));
  folder_.Write("t10k-labels-idx1-ubyte", Labels({}));
  EXPECT_THAT(Message(), HasSubstr("holds no images"));
}

TEST(RealMnistTest, HasTheOfficialCounts) {
  const char* data = std::getenv("MOEBENCH_REAL_DATA");
  if (data == nullptr) GTEST_SKIP() << "MOEBENCH_REAL_DATA names no folder of real data";
  const auto tree = OpenFolder(
      absl::StrCat(data, "/mnist"), [](absl::string_view) { return true; }, 1);
  if (!tree.ok()) GTEST_SKIP() << tree.status();
  const auto set = ReadIdxImages(*tree, MnistClassNames());
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->notice, "");
  std::vector<int64_t> counts(10);
  for (const int32_t label : set->train.labels) ++counts[label];
  // The published class counts of the training split.
  EXPECT_THAT(counts, ElementsAre(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949));
}

}  // namespace
}  // namespace moebench::vision
