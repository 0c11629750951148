#include "vision/data/prepared_images.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// MNIST's four files with made-up contents: finding looks at names, sizes and times only.
class PreparedImagesTest : public testing::Test {
 protected:
  PreparedImagesTest() {
    location_.data_folders = {data_.path(), cache_.path()};
    location_.cache_folder = cache_.path();
  }
  void WriteMnist(const TestFolder& folder) {
    for (const char* name :
         {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
      folder.Write(absl::StrCat("mnist/", name), "x");
    }
  }
  absl::StatusOr<PreparedImages> Find(const std::string& dataset = "mnist", int image_size = 32) {
    return FindPreparedImages({dataset, image_size}, location_);
  }
  // As //vision:prepare would, with made-up images.
  void Prepare(const PreparedImages& wanted, int train = 5) {
    std::filesystem::create_directories(cache_.path() + "/prepared");
    const ImageSource& source = *wanted.source;
    ASSERT_TRUE(WriteImageCache(wanted.path, TestImageSet(train, 2, 4, 4, 1),
                                {source.dataset, source.root, source.fingerprint}, NoFiles())
                    .ok());
  }
  TestFolder data_;
  TestFolder cache_;
  DataLocation location_;
};

TEST_F(PreparedImagesTest, AskForACacheThatIsNotThereYet) {
  WriteMnist(data_);
  auto found = Find();
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->cache, nullptr);
  EXPECT_EQ(found->reason, "it has not been prepared yet");
  EXPECT_THAT(found->path, StartsWith(cache_.path() + "/prepared/mnist-"));
  EXPECT_THAT(found->path, EndsWith(".images"));
  Prepare(*found);
  found = Find();
  ASSERT_NE(found->cache, nullptr);
  EXPECT_EQ(found->cache->train().count, 5);
  EXPECT_EQ(found->source->root, data_.path() + "/mnist");
}

TEST_F(PreparedImagesTest, ChangedFilesMakeTheCacheStale) {
  WriteMnist(data_);
  Prepare(*Find());
  data_.Write("mnist/t10k-labels-idx1-ubyte", "xx");
  const auto found = Find();
  EXPECT_EQ(found->cache, nullptr);
  EXPECT_EQ(found->reason, absl::StrCat("the files in ", data_.path(), "/mnist have changed since it was prepared"));
}

TEST_F(PreparedImagesTest, AnOlderVersionAndDamageMeanPreparingAgain) {
  WriteMnist(data_);
  const std::string path = Find()->path;
  Prepare(*Find());
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
  EXPECT_EQ(Find()->cache, nullptr);
  EXPECT_THAT(Find()->reason, HasSubstr("is damaged"));
  std::string older = EncodeImageCacheHead(ImageCacheHeader());
  older[8] = 0;
  cache_.Write(path.substr(cache_.path().size() + 1), older);
  EXPECT_EQ(Find()->cache, nullptr);
  EXPECT_THAT(Find()->reason, HasSubstr("is of version 0"));
}

TEST_F(PreparedImagesTest, ACacheAloneSufficesWithoutTheFlagOnly) {
  WriteMnist(data_);
  Prepare(*Find());
  std::filesystem::remove_all(data_.path() + "/mnist");
  const auto found = Find();
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_NE(found->cache, nullptr);
  EXPECT_FALSE(found->source.has_value());

  location_.data_folders = {data_.path()};
  location_.only_given_folder = true;
  const absl::Status status = Find().status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr(data_.path() + "/mnist/train-images-idx3-ubyte"));
}

TEST_F(PreparedImagesTest, ACacheOfAnotherFolderDoesNotCountForTheGivenOne) {
  const TestFolder other;
  WriteMnist(data_);
  WriteMnist(other);
  Prepare(*Find());
  location_.data_folders = {other.path()};
  location_.only_given_folder = true;
  const auto found = Find();
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->cache, nullptr);
}

TEST_F(PreparedImagesTest, TheNewestUsableCacheIsTaken) {
  const auto set_age = [](const std::string& path, int hours) {
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(hours));
  };
  const ImageSource source{"mnist", "/gone", false, "", {}, "f", "/gone"};
  const std::string prepared = cache_.path() + "/prepared/mnist-";
  Prepare({prepared + "aaaaaaaaaaaa.images", nullptr, "", source}, 7);
  Prepare({prepared + "bbbbbbbbbbbb.images", nullptr, "", source}, 8);
  Prepare({prepared + "cccccccccccc.images", nullptr, "", source}, 9);
  std::filesystem::resize_file(prepared + "cccccccccccc.images", 100);
  cache_.Write("prepared/mnist-dddddddddddd.images.partial", "x");
  set_age(prepared + "aaaaaaaaaaaa.images", 3);
  set_age(prepared + "bbbbbbbbbbbb.images", 2);
  const auto found = Find();
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->cache->train().count, 8);
  // fashion_mnist has no cache, though mnist has.
  EXPECT_THAT(Find("fashion_mnist").status().message(), HasSubstr("Nor is there a prepared cache in " + cache_.path()));
}

TEST_F(PreparedImagesTest, AFolderOfImagesHasACacheForEachSize) {
  data_.Write("photos/cat/1.jpg", "x");
  const std::string name = "folder:" + data_.path() + "/photos";
  const auto small = Find(name, 32);
  const auto large = Find(name, 64);
  ASSERT_TRUE(small.ok() && large.ok());
  EXPECT_NE(small->path, large->path);
  EXPECT_THAT(small->path, StartsWith(cache_.path() + "/prepared/folder-"));
  WriteMnist(data_);
  EXPECT_EQ(Find("mnist", 32)->path, Find("mnist", 64)->path);
  Prepare(*small);
  std::filesystem::remove_all(data_.path() + "/photos");
  EXPECT_EQ(Find(name, 32).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(PreparedImagesTest, TheEmbeddedSetSharesOneCache) {
  data_.Write("vision/testdata/cifar10-mini.tar.xz", "bytes");
  setenv("MOEBENCH_RUNFILES", data_.path().c_str(), 1);
  const auto one = Find("cifar10-mini");
  cache_.Write("elsewhere/vision/testdata/cifar10-mini.tar.xz", "bytes");
  setenv("MOEBENCH_RUNFILES", (cache_.path() + "/elsewhere").c_str(), 1);
  const auto two = Find("cifar10-mini");
  unsetenv("MOEBENCH_RUNFILES");
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_EQ(one->path, two->path);
  EXPECT_EQ(one->source->fingerprint, two->source->fingerprint);
}

}  // namespace
}  // namespace moebench::vision
