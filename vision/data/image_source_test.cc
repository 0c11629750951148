#include "vision/data/image_source.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/datasets/dataset_files.h"
#include "vision/data/test_archive.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ImageSourceTest : public testing::Test {
 protected:
  ImageSourceTest() {
    location_.data_folders = {first_.path(), second_.path()};
    location_.cache_folder = second_.path();
  }
  void WriteMnist(const TestFolder& folder, const std::string& name = "mnist/") {
    folder.Write(name + "train-images-idx3-ubyte", "1");
    folder.Write(name + "train-labels-idx1-ubyte.gz", "2");
    folder.Write(name + "t10k-images-idx3-ubyte", "3");
    folder.Write(name + "t10k-labels-idx1-ubyte", "4");
  }
  absl::StatusOr<ImageSource> Find(const std::string& dataset) { return FindImageSource({dataset}, location_); }
  TestFolder first_;
  TestFolder second_;
  DataLocation location_;
};

TEST_F(ImageSourceTest, EveryPublishedImageSetHasItsFilesInTheRegistry) {
  for (const std::string& name : ImageDatasetNames()) {
    if (name != "cifar10-mini") {
      EXPECT_NE(FindDataset(name), nullptr) << name;
    }
  }
}

TEST_F(ImageSourceTest, UnknownNamesGetASuggestion) {
  EXPECT_TRUE(CheckImageDataset("cifar10").ok());
  EXPECT_TRUE(CheckImageDataset("folder:/photos").ok());
  for (const std::string wrong : {"cifar1O", "folder:", ""}) {
    EXPECT_EQ(CheckImageDataset(wrong).code(), absl::StatusCode::kInvalidArgument) << wrong;
  }
  EXPECT_THAT(
      CheckImageDataset("fashion_mnits").message(),
      HasSubstr("unknown data set \"fashion_mnits\" (did you mean \"fashion_mnist\"?); expected cifar10-mini, mnist"));
  EXPECT_EQ(Find("tinyimage").status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(ImageSourceTest, TakesTheFirstCompleteFolder) {
  WriteMnist(second_);
  first_.Write("mnist/train-images-idx3-ubyte", "1");
  auto source = Find("mnist");
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(source->root, second_.path() + "/mnist");
  WriteMnist(first_);
  EXPECT_EQ(Find("mnist")->root, first_.path() + "/mnist");
  WriteMnist(second_, "fashion_mnist/");
  EXPECT_EQ(Find("fashion_mnist")->root, second_.path() + "/fashion_mnist");
}

TEST_F(ImageSourceTest, AMissingFileIsNamedWithEveryPlaceUrlAndChecksum) {
  WriteMnist(second_);
  std::filesystem::remove(second_.path() + "/mnist/t10k-images-idx3-ubyte");
  const absl::Status status = Find("mnist").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  for (const TestFolder* folder : {&first_, &second_}) {
    EXPECT_THAT(status.message(), HasSubstr(folder->path() + "/mnist/t10k-images-idx3-ubyte\n"));
    EXPECT_THAT(status.message(), HasSubstr(folder->path() + "/mnist/t10k-images-idx3-ubyte.gz\n"));
  }
  EXPECT_THAT(status.message(), HasSubstr("missing file mnist/t10k-images-idx3-ubyte.gz"));
  EXPECT_THAT(status.message(), HasSubstr("https://ossci-datasets.s3.amazonaws.com/mnist/t10k-images-idx3-ubyte.gz"));
  EXPECT_THAT(status.message(), HasSubstr("8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"));
}

TEST_F(ImageSourceTest, NothingIsLookedForBesideTheGivenFolder) {
  WriteMnist(second_);
  location_.data_folders = {first_.path()};
  const absl::Status status = Find("mnist").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), Not(HasSubstr(second_.path())));
}

TEST_F(ImageSourceTest, AMissingArchiveSetNamesFolderAndArchive) {
  first_.Write("cifar-10-batches-bin/test_batch.bin", "x");
  first_.Write("cifar-10-batches-bin/data_batch_1.bin", "x");
  const absl::Status status = Find("cifar10").status();
  EXPECT_THAT(status.message(), HasSubstr("missing file cifar-10-binary.tar.gz"));
  EXPECT_THAT(status.message(), HasSubstr(first_.path() + "/cifar-10-batches-bin/data_batch_2.bin\n"));
  EXPECT_THAT(status.message(), HasSubstr(second_.path() + "/cifar-10-binary.tar.gz\n"));
  EXPECT_THAT(status.message(), HasSubstr("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"));
}

TEST_F(ImageSourceTest, ReadsAnArchiveWhereThereIsNoFolder) {
  WriteTestArchive(
      first_.path() + "/cifar-100-binary.tar.gz",
      {{"cifar-100-binary/train.bin", "a"}, {"cifar-100-binary/test.bin", "b"}, {"cifar-100-binary/x.txt", "c"}});
  const auto source = Find("cifar100");
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_TRUE(source->is_archive);
  const auto tree = OpenImageSource(*source);
  ASSERT_TRUE(tree.ok()) << tree.status();
  EXPECT_EQ((*tree)->files().size(), 2);
  EXPECT_EQ(*(*tree)->Read("test.bin"), "b");

  first_.Write("cifar-100-binary/train.bin", "A");
  first_.Write("cifar-100-binary/test.bin", "B");
  EXPECT_FALSE(Find("cifar100")->is_archive);
}

TEST_F(ImageSourceTest, TheFingerprintFollowsTheFilesThatAreUsed) {
  first_.Write("tiny-imagenet-200/wnids.txt", "n01");
  first_.Write("tiny-imagenet-200/val/val_annotations.txt", "x");
  first_.Write("tiny-imagenet-200/train/n01/images/1.JPEG", "x");
  const std::string before = Find("tinyimagenet")->fingerprint;
  first_.Write("tiny-imagenet-200/test/images/1.JPEG", "not used");
  first_.Write("tiny-imagenet-200/train/n01/n01_boxes.txt", "not used");
  EXPECT_EQ(Find("tinyimagenet")->fingerprint, before);
  first_.Write("tiny-imagenet-200/train/n01/images/2.JPEG", "used");
  EXPECT_NE(Find("tinyimagenet")->fingerprint, before);
}

TEST_F(ImageSourceTest, AFolderOfImagesIsFoundFromTheCallersFolder) {
  first_.Write("photos/cat/1.jpg", "x");
  setenv("BUILD_WORKING_DIRECTORY", first_.path().c_str(), 1);
  const auto source = Find("folder:photos");
  unsetenv("BUILD_WORKING_DIRECTORY");
  ASSERT_TRUE(source.ok()) << source.status();
  EXPECT_EQ(source->root, first_.path() + "/photos");
  EXPECT_EQ(source->dataset, "folder");
  const absl::Status status = Find("folder:/no/such").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(),
              HasSubstr("/no/such is not a folder; expected a folder with one folder of images a class"));
}

TEST_F(ImageSourceTest, TheEmbeddedSetIsKnownByItsContents) {
  const TestFolder one;
  const TestFolder two;
  for (const TestFolder* folder : {&one, &two}) folder->Write("vision/testdata/cifar10-mini.tar.xz", "bytes");
  setenv("MOEBENCH_RUNFILES", one.path().c_str(), 1);
  const auto source = Find("cifar10-mini");
  ASSERT_TRUE(source.ok()) << source.status();
  setenv("MOEBENCH_RUNFILES", two.path().c_str(), 1);
  EXPECT_EQ(Find("cifar10-mini")->fingerprint, source->fingerprint);
  two.Write("vision/testdata/cifar10-mini.tar.xz", "other");
  EXPECT_NE(Find("cifar10-mini")->fingerprint, source->fingerprint);
  unsetenv("MOEBENCH_RUNFILES");
}

}  // namespace
}  // namespace moebench::vision
