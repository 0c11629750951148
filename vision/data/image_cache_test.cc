#include "vision/data/image_cache.h"

#include <string>

#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

constexpr size_t kVersionAt = 8;

class ImageCacheTest : public testing::Test {
 protected:
  ImageCacheTest() { bytes_ = BytesOf(TestImageSet(6, 3, 4, 4, 3)); }

  std::string BytesOf(const ImageSet& set) {
    const std::string path = folder_.path() + "/whole";
    EXPECT_TRUE(WriteImageCache(path, set, {"cifar10", "/data", "f"}, NoFiles()).ok());
    return *ReadFile(path);
  }
  absl::Status Open(const std::string& bytes) { return ImageCache::Open(folder_.Write("changed", bytes)).status(); }

  TestFolder folder_;
  std::string bytes_;
};

TEST_F(ImageCacheTest, OpensAndVerifiesAWholeFile) {
  const auto cache = ImageCache::Open(folder_.path() + "/whole");
  ASSERT_TRUE(cache.ok()) << cache.status();
  EXPECT_TRUE((*cache)->Verify().ok());
  EXPECT_EQ((*cache)->train().count, 6);
  EXPECT_EQ((*cache)->test().labels[2], 2);
}

TEST_F(ImageCacheTest, NamesAMissingFile) {
  const absl::Status status = ImageCache::Open("/no/such.images").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("/no/such.images"));
}

TEST_F(ImageCacheTest, AnotherVersionIsToldApartFromDamage) {
  for (const uint32_t version : {kImageCacheVersion - 1, kImageCacheVersion + 1}) {
    std::string changed = bytes_;
    changed[kVersionAt] = static_cast<char>(version);
    const absl::Status status = Open(changed);
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(status.message(),
                HasSubstr("is of version " + std::to_string(version) + "; this program reads version"));
  }
}

TEST_F(ImageCacheTest, RefusesEveryOtherLength) {
  for (size_t size = 0; size < bytes_.size(); size += size < 1000 ? 1 : 61) {
    EXPECT_EQ(Open(bytes_.substr(0, size)).code(), absl::StatusCode::kDataLoss) << size;
  }
  EXPECT_THAT(Open(bytes_.substr(0, bytes_.size() - 1)).message(), HasSubstr("bytes, expected"));
  EXPECT_EQ(Open(bytes_ + "x").code(), absl::StatusCode::kDataLoss);
}

// A flipped bit anywhere is noticed: at opening where it is before the pixels, by Verify where it is in them. Padding
// is neither.
TEST_F(ImageCacheTest, NoticesEveryFlippedByte) {
  const ImageCacheHeader header = (*ImageCache::Open(folder_.path() + "/whole"))->header();
  const int64_t header_bytes = header.ByteSizeLong();
  const ImageCacheExtents extents = ExtentsOf(header, header_bytes);
  const auto flipped = [&](size_t at) {
    std::string changed = bytes_;
    changed[at] ^= 4;
    return folder_.Write("changed", changed);
  };
  for (int64_t at = 0; at < 24 + header_bytes; ++at) EXPECT_FALSE(ImageCache::Open(flipped(at)).ok()) << at;
  for (int64_t i = 0; i < 6 * 4; ++i) EXPECT_FALSE(ImageCache::Open(flipped(extents.train_labels + i)).ok());
  for (int64_t i = 0; i < 3 * 4; ++i) EXPECT_FALSE(ImageCache::Open(flipped(extents.test_labels + i)).ok());
  for (const int64_t at :
       {extents.train_pixels, extents.train_pixels + 287, extents.test_pixels, extents.file_bytes - 1}) {
    const auto cache = ImageCache::Open(flipped(at));
    ASSERT_TRUE(cache.ok()) << cache.status();
    EXPECT_THAT((*cache)->Verify().message(), HasSubstr("its pixels do not match their checksum"));
  }
}

TEST_F(ImageCacheTest, RefusesLabelsOutOfRange) {
  ImageSet set = TestImageSet(6, 3, 4, 4, 3);
  set.train.labels[4] = 4;
  EXPECT_THAT(Open(BytesOf(set)).message(), HasSubstr("label 4 is 4, expected 0 to 3"));
  set.train.labels[4] = -1;
  EXPECT_THAT(Open(BytesOf(set)).message(), HasSubstr("label 4 is -1, expected 0 to 3"));
}

TEST_F(ImageCacheTest, RefusesHeadersThatMakeNoSense) {
  ImageCacheHeader header = (*ImageCache::Open(folder_.path() + "/whole"))->header();
  const auto message = [&] { return std::string(Open(EncodeImageCacheHead(header)).message()); };
  header.mutable_train()->set_count(uint64_t{1} << 60);
  EXPECT_THAT(message(), HasSubstr("its header makes no sense"));
  header.mutable_train()->set_count(6);
  header.set_height(-3);
  EXPECT_THAT(message(), HasSubstr("its header makes no sense"));
  header.set_height(4);
  header.set_channels(2);
  EXPECT_THAT(message(), HasSubstr("its header makes no sense"));
  header.Clear();
  EXPECT_THAT(message(), HasSubstr("its header makes no sense"));
}

TEST_F(ImageCacheTest, RefusesWhatIsNoCache) {
  EXPECT_THAT(Open(std::string(10000, 'x')).message(), HasSubstr("does not start as a cache does"));
  EXPECT_EQ(Open("").code(), absl::StatusCode::kDataLoss);
}

// Each part begins at the next multiple of its alignment after the one before it.
TEST(ImageCacheExtentsTest, PartsFollowEachOtherAligned) {
  ImageCacheHeader header;
  header.set_height(2);
  header.set_width(3);
  header.set_channels(1);
  header.mutable_train()->set_count(1000);
  header.mutable_test()->set_count(17);
  const ImageCacheExtents extents = ExtentsOf(header, 100);
  EXPECT_EQ(extents.train_labels, 128);   // 24 + 100 -> 128
  EXPECT_EQ(extents.test_labels, 4160);   // 128 + 4000 = 4128 -> 4160
  EXPECT_EQ(extents.train_pixels, 8192);  // 4160 + 68 = 4228 -> 8192
  EXPECT_EQ(extents.test_pixels, 16384);  // 8192 + 6000 = 14192 -> 16384
  EXPECT_EQ(extents.file_bytes, 16384 + 17 * 6);
}

}  // namespace
}  // namespace moebench::vision
