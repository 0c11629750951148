#include "vision/data/image_folder_reader.h"

#include <algorithm>
#include <set>
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

class ImageFolderReaderTest : public testing::Test {
 protected:
  // An image whose red value tells it apart.
  void WriteImage(const std::string& path, int red) {
    folder_.Write(path, EncodePng(8, 8, 3, [&] {
                    std::vector<uint8_t> pixels(8 * 8 * 3, 0);
                    for (size_t i = 0; i < pixels.size(); i += 3) pixels[i] = red;
                    return pixels;
                  }()));
  }
  absl::StatusOr<ImageSet> Read(const std::vector<std::string>& order = {}) {
    return ReadImageFolder(*OpenFolder(
                               folder_.path(), [](absl::string_view) { return true; }, 1),
                           8, order);
  }
  static std::vector<int> Reds(const ImageSplit& split) {
    std::vector<int> reds;
    std::vector<uint8_t> pixels(8 * 8 * 3);
    for (size_t i = 0; i < split.labels.size(); ++i) {
      EXPECT_TRUE(split.decode(i, pixels.data()).ok());
      reds.push_back(pixels[0]);
    }
    return reds;
  }
  TestFolder folder_;
};

TEST_F(ImageFolderReaderTest, ReadsTrainAndValidationFolders) {
  WriteImage("train/dog/b.png", 2);
  WriteImage("train/cat/a.png", 1);
  WriteImage("train/cat/nested/c.png", 3);
  WriteImage("val/dog/d.png", 4);
  WriteImage("test/ignored/e.png", 5);
  const auto set = Read();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_THAT(set->class_names, ElementsAre("cat", "dog"));
  EXPECT_THAT(set->train.labels, ElementsAre(0, 0, 1));
  EXPECT_THAT(Reds(set->train), ElementsAre(1, 3, 2));
  EXPECT_THAT(set->test.labels, ElementsAre(1));
  EXPECT_THAT(Reds(set->test), ElementsAre(4));
}

TEST_F(ImageFolderReaderTest, UsesTestWhereThereIsNoValidation) {
  WriteImage("train/a/1.png", 1);
  WriteImage("train/b/1.png", 2);
  WriteImage("test/b/1.png", 3);
  const auto set = Read();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_THAT(Reds(set->test), ElementsAre(3));
}

// 25 images of one class and 4 of the other: 3 and 1 are held out, the same on every read, and no image is in both
// splits.
TEST_F(ImageFolderReaderTest, HoldsOutATenthOfEachClass) {
  for (int i = 0; i < 25; ++i) WriteImage(absl::StrCat("a/", i, ".png"), i);
  for (int i = 0; i < 4; ++i) WriteImage(absl::StrCat("b/", i, ".png"), 100 + i);
  const auto set = Read();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(std::count(set->test.labels.begin(), set->test.labels.end(), 0), 3);
  EXPECT_EQ(std::count(set->test.labels.begin(), set->test.labels.end(), 1), 1);
  EXPECT_EQ(set->train.labels.size(), 25);
  const std::vector<int> test = Reds(set->test);
  const std::vector<int> train = Reds(set->train);
  std::set<int> together(train.begin(), train.end());
  together.insert(test.begin(), test.end());
  EXPECT_EQ(together.size(), 29);
  EXPECT_EQ(Reds(Read()->test), test);
}

TEST_F(ImageFolderReaderTest, HoldsOutOfTrainWhereThereIsNothingElse) {
  for (int i = 0; i < 3; ++i) WriteImage(absl::StrCat("train/a/", i, ".png"), i);
  for (int i = 0; i < 3; ++i) WriteImage(absl::StrCat("train/b/", i, ".png"), i);
  const auto set = Read();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_THAT(set->class_names, ElementsAre("a", "b"));
  EXPECT_EQ(set->test.labels.size(), 2);
  EXPECT_EQ(set->train.labels.size(), 4);
}

TEST_F(ImageFolderReaderTest, KeepsAGivenClassOrder) {
  WriteImage("train/zebra/1.png", 1);
  WriteImage("train/ant/1.png", 2);
  WriteImage("test/ant/1.png", 3);
  const auto set = Read({"zebra", "ant"});
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_THAT(Reds(set->train), ElementsAre(1, 2));
  EXPECT_THAT(set->test.labels, ElementsAre(1));
  EXPECT_THAT(Read({"zebra", "bee"}).status().message(), HasSubstr("is of class ant"));
}

TEST_F(ImageFolderReaderTest, ResizesToTheSizeAskedFor) {
  folder_.Write("a/1.jpg", SolidJpeg(30, 20, 200, 100, 50));
  folder_.Write("a/2.jpg", SolidJpeg(5, 9, 200, 100, 50));
  WriteImage("b/1.png", 0);
  WriteImage("b/2.png", 0);
  const auto set = Read();
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ(set->height, 8);
  std::vector<uint8_t> pixels(8 * 8 * 3);
  for (const ImageSplit* split : {&set->train, &set->test}) {
    ASSERT_TRUE(split->decode(0, pixels.data()).ok());
    EXPECT_NEAR(pixels[8 * 8 * 3 - 3], 200, 3);
  }
}

TEST_F(ImageFolderReaderTest, RefusesOtherFilesByName) {
  for (const std::string name : {"a/1.png", "a/2.png", "b/1.png", "b/2.png"}) WriteImage(name, 1);
  folder_.Write("b/.DS_Store", "hidden");
  EXPECT_TRUE(Read().ok());
  folder_.Write("notes.txt", "text");
  EXPECT_THAT(Read().status().message(), HasSubstr("notes.txt lies outside the folders of the classes"));
}

TEST_F(ImageFolderReaderTest, NamesTheImageThatIsBad) {
  for (const std::string name : {"a/1.png", "b/1.png"}) WriteImage("train/" + name, 1);
  WriteImage("val/a/1.png", 1);
  folder_.Write("train/a/photo.jpg", "II*\0 a TIFF in disguise");
  const auto set = Read();
  ASSERT_TRUE(set.ok()) << set.status();
  std::vector<uint8_t> pixels(8 * 8 * 3);
  const absl::Status status = set->train.decode(1, pixels.data());
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("train/a/photo.jpg is neither a JPEG nor a PNG"));
}

TEST_F(ImageFolderReaderTest, RefusesTooFewClassesOrImages) {
  EXPECT_THAT(Read().status().message(), HasSubstr("holds 0 classes; expected at least 2 folders of images"));
  WriteImage("a/1.png", 1);
  EXPECT_THAT(Read().status().message(), HasSubstr("a/1.png is the only image of its class"));
  WriteImage("a/2.png", 1);
  EXPECT_THAT(Read().status().message(), HasSubstr("holds 1 classes"));
}

TEST_F(ImageFolderReaderTest, RefusesAValidationClassWithoutTrainingImages) {
  WriteImage("train/a/1.png", 1);
  WriteImage("train/b/1.png", 1);
  WriteImage("val/c/1.png", 1);
  EXPECT_THAT(Read().status().message(), HasSubstr("val/c/1.png is of class c, of which there are no training images"));
}

}  // namespace
}  // namespace moebench::vision
