#include "vision/data/tiny_imagenet_reader.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/folder_tree.h"
#include "vision/data/test_image.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

bool Everything(absl::string_view) { return true; }

// Two classes whose order in wnids.txt is not alphabetical, two training images each, three validation images.
class TinyImageNetReaderTest : public testing::Test {
 protected:
  TinyImageNetReaderTest() {
    folder_.Write("wnids.txt", "n02\nn01\n");
    folder_.Write("words.txt", "n01\tgoldfish, Carassius auratus\nn02\ttench\nn03\tshark\n");
    folder_.Write("train/n01/images/n01_0.JPEG", SolidJpeg(64, 64, 255, 0, 0));
    folder_.Write("train/n01/images/n01_1.JPEG", EncodeJpeg(64, 64, 1, std::vector<uint8_t>(64 * 64, 77)));
    folder_.Write("train/n01/n01_boxes.txt", "n01_0.JPEG\t0\t0\t63\t63\n");
    folder_.Write("train/n02/images/n02_0.JPEG", SolidJpeg(64, 64, 0, 0, 255));
    folder_.Write("train/n02/images/n02_1.JPEG", SolidJpeg(64, 64, 0, 0, 250));
    for (const char* name : {"val_0", "val_1", "val_2"}) {
      folder_.Write(absl::StrCat("val/images/", name, ".JPEG"), SolidJpeg(64, 64, 9, 9, 9));
    }
    folder_.Write("val/val_annotations.txt",
                  "val_0.JPEG\tn01\t0\t0\t63\t63\nval_2.JPEG\tn02\t0\t0\t9\t9\nval_1.JPEG\tn02\t1\t1\t2\t2\n");
  }
  absl::StatusOr<ImageSet> Read() { return ReadTinyImageNet(*OpenFolder(folder_.path(), Everything, 1)); }
  std::string Message() {
    const absl::Status status = Read().status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    return std::string(status.message());
  }
  // The first error met by decoding every training image.
  std::string DecodeMessage() {
    const auto set = Read();
    EXPECT_TRUE(set.ok()) << set.status();
    std::vector<uint8_t> pixels(64 * 64 * 3);
    for (size_t i = 0; i < set->train.labels.size(); ++i) {
      const absl::Status status = set->train.decode(i, pixels.data());
      if (!status.ok()) return std::string(status.message());
    }
    return "";
  }
  TestFolder folder_;
};

TEST_F(TinyImageNetReaderTest, ClassesFollowWnidsAndLabelsTheAnnotations) {
  const auto set = Read();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_THAT(set->class_names, ElementsAre("tench", "goldfish"));
  EXPECT_THAT(set->train.labels, ElementsAre(1, 1, 0, 0));
  EXPECT_THAT(set->test.labels, ElementsAre(1, 0, 0));
  EXPECT_EQ(
      set->notice,
      "an extract: 4 training and 3 validation images of 2 classes; the official set has 100000 and 10000 of 200");
}

TEST_F(TinyImageNetReaderTest, GrayFilesBecomeThreeEqualChannels) {
  const auto set = Read();
  ASSERT_TRUE(set.ok());
  std::vector<uint8_t> pixels(64 * 64 * 3);
  ASSERT_TRUE(set->train.decode(0, pixels.data()).ok());
  EXPECT_NEAR(pixels[0], 255, 3);
  EXPECT_NEAR(pixels[2], 0, 3);
  ASSERT_TRUE(set->train.decode(1, pixels.data()).ok());
  EXPECT_EQ(pixels, std::vector<uint8_t>(64 * 64 * 3, 77));
}

TEST_F(TinyImageNetReaderTest, WordsAreOptional) {
  std::filesystem::remove(folder_.path() + "/words.txt");
  EXPECT_THAT(Read()->class_names, ElementsAre("n02", "n01"));
}

TEST_F(TinyImageNetReaderTest, RefusesLabelsOutOfRange) {
  folder_.Write("val/val_annotations.txt", "val_0.JPEG\tn01\nval_1.JPEG\tn99\nval_2.JPEG\tn01\n");
  EXPECT_THAT(Message(), HasSubstr("line 2 (\"val_1.JPEG\tn99\") names no class that wnids.txt lists"));
  folder_.Write("val/val_annotations.txt", "val_0.JPEG n01\n");
  EXPECT_THAT(Message(), HasSubstr("line 1 (\"val_0.JPEG n01\") names no class"));
}

TEST_F(TinyImageNetReaderTest, RefusesATrainingClassThatIsNotListed) {
  folder_.Write("train/n77/images/x.JPEG", SolidJpeg(64, 64, 0, 0, 0));
  EXPECT_THAT(Message(), HasSubstr("train/n77/images/x.JPEG is of a class that wnids.txt does not list"));
}

TEST_F(TinyImageNetReaderTest, RefusesAClassWithoutImages) {
  folder_.Write("wnids.txt", "n02\nn01\nn05\n");
  EXPECT_THAT(Message(), HasSubstr("train holds no images of class n05"));
  folder_.Write("wnids.txt", "n02\nn01\nn02\n");
  EXPECT_THAT(Message(), HasSubstr("lists n02 twice"));
  folder_.Write("wnids.txt", "\n");
  EXPECT_THAT(Message(), HasSubstr("lists no classes"));
}

TEST_F(TinyImageNetReaderTest, RefusesImagesAndAnnotationsThatDoNotMatch) {
  std::filesystem::remove(folder_.path() + "/val/images/val_2.JPEG");
  EXPECT_THAT(Message(), HasSubstr("val/images/val_2.JPEG is missing, though "));
  folder_.Write("val/images/val_2.JPEG", SolidJpeg(64, 64, 0, 0, 0));
  folder_.Write("val/images/val_3.JPEG", SolidJpeg(64, 64, 0, 0, 0));
  EXPECT_THAT(Message(), HasSubstr("val/images/val_3.JPEG has no label in "));
  folder_.Write("val/val_annotations.txt", "val_0.JPEG\tn01\nval_0.JPEG\tn01\n");
  EXPECT_THAT(Message(), HasSubstr("labels val_0.JPEG twice"));
  folder_.Write("val/val_annotations.txt", "");
  EXPECT_THAT(Message(), HasSubstr("labels no images"));
}

TEST_F(TinyImageNetReaderTest, NamesTheImageThatIsBad) {
  const std::string path = "train/n01/images/n01_1.JPEG";
  folder_.Write(path, SolidJpeg(32, 32, 0, 0, 0));
  EXPECT_THAT(DecodeMessage(), HasSubstr(path + " is 32 x 32 pixels, expected 64 x 64"));
  folder_.Write(path, "GIF89a, renamed");
  EXPECT_THAT(DecodeMessage(), HasSubstr(path + " is neither a JPEG nor a PNG"));
  const std::string whole = EncodeJpeg(64, 64, 3, DetailedPixels(64, 64, 3));
  folder_.Write(path, whole.substr(0, whole.size() / 2));
  EXPECT_THAT(DecodeMessage(), HasSubstr(path + " is cut"));
  folder_.Write(path, "");
  EXPECT_THAT(DecodeMessage(), HasSubstr(path + " is empty"));
}

TEST(RealTinyImageNetTest, HasTheOfficialCounts) {
  const char* data = std::getenv("MOEBENCH_REAL_DATA");
  if (data == nullptr) GTEST_SKIP() << "MOEBENCH_REAL_DATA names no folder of real data";
  const auto tree = OpenFolder(absl::StrCat(data, "/tiny-imagenet-200"), Everything, 0);
  if (!tree.ok()) GTEST_SKIP() << tree.status();
  const auto set = ReadTinyImageNet(*tree);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->notice, "");
  EXPECT_EQ(set->class_names.size(), 200);
  std::vector<int64_t> counts(200);
  for (const int32_t label : set->test.labels) ++counts[label];
  EXPECT_THAT(counts, testing::Each(50));
}

}  // namespace
}  // namespace moebench::vision
