#include "vision/data/batch_loader.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <thread>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct Batch {
  std::vector<float> images;
  std::vector<int64_t> labels;
  bool operator==(const Batch& other) const { return images == other.images && labels == other.labels; }
};

class BatchLoaderTest : public testing::Test {
 protected:
  // Image i of train is filled with i, so that a batch shows which images it holds; its label is i % 4.
  void Write(int train, int test, int side = 4, int channels = 1) {
    ImageSet set = TestImageSet(train, test, side, side, channels);
    set.train.decode = [=](int64_t index, uint8_t* pixels) {
      std::fill_n(pixels, side * side * channels, static_cast<uint8_t>(index));
      return absl::OkStatus();
    };
    const std::string path = folder_.path() + "/cache";
    ASSERT_TRUE(WriteImageCache(path, set, {"test", "/", "f"}, NoFiles()).ok());
    cache_ = *ImageCache::Open(path);
  }
  std::shared_ptr<const BatchLoader> Loader(const BatchOptions& options,
                                            ImageSplitName split = ImageSplitName::kTrain) {
    const auto loader = BatchLoader::Create(cache_, split, options);
    EXPECT_TRUE(loader.ok()) << loader.status();
    return *loader;
  }
  static Batch Fill(const BatchLoader& loader, int64_t step) {
    Batch batch;
    batch.images.resize(loader.batch_values());
    batch.labels.resize(loader.BatchSize(step % loader.num_batches()));
    loader.Fill(step, batch.images.data(), batch.labels.data());
    return batch;
  }
  // Which images the batch holds, read from the middle pixel of each: the value that was normalised.
  std::vector<int> ImagesIn(const BatchLoader& loader, const Batch& batch) {
    const int64_t values = loader.batch_values() / loader.options().batch_size;
    const int size = loader.options().image_size;
    std::vector<int> images;
    for (size_t i = 0; i < batch.labels.size(); ++i) {
      const float value = batch.images[i * values + 3 * (size / 2 * size + size / 2)];
      images.push_back(std::lround((value * cache_->header().stddev(0) + cache_->header().mean(0)) * 255));
    }
    return images;
  }
  static BatchOptions Training(int64_t batch_size, uint64_t seed = 1) {
    BatchOptions options;
    options.batch_size = batch_size;
    options.image_size = 8;
    options.shuffle = true;
    options.crop_padding = 1;
    options.horizontal_flip = true;
    options.seed = seed;
    return options;
  }
  TestFolder folder_;
  std::shared_ptr<const ImageCache> cache_;
};

TEST_F(BatchLoaderTest, AnEpochHoldsEachImageOnceAndDropsTheRest) {
  Write(103, 2);
  const auto loader = Loader(Training(10));
  EXPECT_EQ(loader->num_batches(), 10);
  std::set<int> seen;
  for (int step = 0; step < 10; ++step) {
    const Batch batch = Fill(*loader, step);
    const std::vector<int> images = ImagesIn(*loader, batch);
    for (size_t i = 0; i < images.size(); ++i) {
      EXPECT_TRUE(seen.insert(images[i]).second);
      EXPECT_EQ(batch.labels[i], images[i] % 4);
    }
  }
  EXPECT_EQ(seen.size(), 100);
}

TEST_F(BatchLoaderTest, ABatchIsAFunctionOfSeedAndStep) {
  Write(64, 2);
  const auto loader = Loader(Training(16));
  const auto again = Loader(Training(16));
  const auto other = Loader(Training(16, /*seed=*/2));
  // From the middle and backwards: no state is carried.
  for (const int step : {9, 3, 4, 0, 9}) {
    EXPECT_TRUE(Fill(*loader, step) == Fill(*again, step)) << step;
    EXPECT_FALSE(Fill(*loader, step) == Fill(*other, step)) << step;
  }
  EXPECT_NE(ImagesIn(*loader, Fill(*loader, 0)), ImagesIn(*loader, Fill(*loader, 4))) << "two epochs in the same order";
}

TEST_F(BatchLoaderTest, TheSameFromSeveralThreadsAtOnce) {
  Write(64, 2);
  const auto loader = Loader(Training(16));
  std::vector<Batch> expected;
  for (int step = 0; step < 40; ++step) expected.push_back(Fill(*Loader(Training(16)), step));
  std::vector<Batch> batches(40);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int step = t; step < 40; step += 4) batches[step] = Fill(*loader, step);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(batches == expected);
}

TEST_F(BatchLoaderTest, EvaluationIsOnePassInOrderWithAPartialEnd) {
  Write(23, 2);
  BatchOptions options;
  options.batch_size = 10;
  options.image_size = 8;
  const auto loader = Loader(options);
  EXPECT_EQ(loader->num_batches(), 3);
  EXPECT_EQ(loader->BatchSize(0), 10);
  EXPECT_EQ(loader->BatchSize(2), 3);
  EXPECT_THAT(ImagesIn(*loader, Fill(*loader, 2)), ElementsAre(20, 21, 22));
  EXPECT_EQ(Loader(options, ImageSplitName::kTest)->num_samples(), 2);
}

// Sample i is image floor(i 23 / 5) = 0, 4, 9, 13, 18.
TEST_F(BatchLoaderTest, FewerSamplesAreSpreadEvenly) {
  Write(23, 2);
  BatchOptions options;
  options.batch_size = 5;
  options.image_size = 8;
  options.max_samples = 5;
  const auto loader = Loader(options);
  EXPECT_EQ(loader->num_batches(), 1);
  EXPECT_THAT(ImagesIn(*loader, Fill(*loader, 0)), ElementsAre(0, 4, 9, 13, 18));
  options.max_samples = 1000;
  EXPECT_EQ(Loader(options)->num_samples(), 23);
}

// 1,000 images of 4 x 4 in 8 x 8 with padding 2: 25 windows, mirrored or not. The one lit pixel (0, 0) tells which was
// drawn. Each of the 50 outcomes has mean 20 and variance 19.6; five standard deviations are exceeded with probability
// below 3e-5 in all.
TEST_F(BatchLoaderTest, WindowsAndMirrorsAreUniform) {
  ImageSet set = TestImageSet(1000, 1, 4, 4, 1);
  set.train.decode = [](int64_t, uint8_t* pixels) {
    std::fill_n(pixels, 16, 0);
    pixels[0] = 255;
    return absl::OkStatus();
  };
  ASSERT_TRUE(WriteImageCache(folder_.path() + "/lit", set, {"test", "/", "f"}, NoFiles()).ok());
  cache_ = *ImageCache::Open(folder_.path() + "/lit");
  BatchOptions options = Training(1000, /*seed=*/3);
  options.crop_padding = 2;
  const Batch batch = Fill(*Loader(options), 0);
  std::map<int64_t, int> counts;
  for (int image = 0; image < 1000; ++image) {
    const auto begin = batch.images.begin() + image * 8 * 8 * 3;
    ++counts[std::max_element(begin, begin + 8 * 8 * 3) - begin];
  }
  // Unmirrored columns 0 .. 4 and mirrored 3 .. 7 overlap in two columns of five rows: 40 places.
  EXPECT_EQ(counts.size(), 40);
  for (const auto& [place, count] : counts) {
    const int column = place / 3 % 8;
    const double expected = column == 3 || column == 4 ? 40 : 20;
    EXPECT_NEAR(count, expected, 5 * std::sqrt(expected)) << place;
  }
}

TEST_F(BatchLoaderTest, WithoutCropAndFlipImagesAreCentred) {
  Write(4, 2, 4, 3);
  BatchOptions options = Training(4);
  options.crop_padding = 0;
  options.horizontal_flip = false;
  const auto loader = Loader(options);
  const Batch batch = Fill(*loader, 0);
  std::vector<float> expected(8 * 8 * 3);
  const ImageCacheHeader& header = cache_->header();
  const ChannelScale scale =
      ChannelScaleOf({header.mean().begin(), header.mean().end()}, {header.stddev().begin(), header.stddev().end()});
  const int image = ImagesIn(*loader, batch)[0];
  AugmentReference({4, 4, 3, 8, 0}, scale, cache_->train().pixels + image * 48, {0, 0, false}, expected.data());
  EXPECT_TRUE(std::equal(expected.begin(), expected.end(), batch.images.begin()));
}

TEST_F(BatchLoaderTest, RefusesWhatDoesNotFit) {
  Write(10, 2);
  BatchOptions options = Training(11);
  const auto message = [&] {
    const absl::Status status = BatchLoader::Create(cache_, ImageSplitName::kTrain, options).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(message(), HasSubstr("batch_size is 11, but there are only 10 training samples"));
  options.batch_size = 0;
  EXPECT_THAT(message(), HasSubstr("batch_size is 0, expected at least 1"));
  options = Training(2);
  options.image_size = 3;
  EXPECT_THAT(message(), HasSubstr("image_size is 3; the images of test are 4 x 4, so it has to be within 4 and 512"));
  options.image_size = 513;
  EXPECT_THAT(message(), HasSubstr("within 4 and 512"));
  options = Training(2);
  options.crop_padding = -1;
  EXPECT_THAT(message(), HasSubstr("may not be negative"));
}

}  // namespace
}  // namespace moebench::vision
