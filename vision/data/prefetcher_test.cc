#include "vision/data/prefetcher.h"

#include <chrono>
#include <cstring>
#include <limits>
#include <set>

#include "base/test_folder.h"
#include "gtest/gtest.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {
namespace {

class PrefetcherTest : public testing::Test {
 protected:
  PrefetcherTest() {
    const std::string path = folder_.path() + "/cache";
    EXPECT_TRUE(WriteImageCache(path, TestImageSet(50, 23, 8, 8, 3), {"test", "/", "f"}, NoFiles()).ok());
    cache_ = *ImageCache::Open(path);
  }
  std::shared_ptr<const BatchLoader> Training() {
    BatchOptions options;
    options.batch_size = 10;
    options.image_size = 8;
    options.shuffle = true;
    options.crop_padding = 2;
    options.horizontal_flip = true;
    options.seed = 5;
    return *BatchLoader::Create(cache_, ImageSplitName::kTrain, options);
  }
  static void ExpectBatch(const BatchLoader& loader, int64_t step, const PixelBatch& batch) {
    ASSERT_EQ(batch.step, step);
    ASSERT_EQ(batch.size, loader.BatchSize(step));
    std::vector<float> images(loader.batch_values());
    std::vector<int64_t> labels(batch.size);
    loader.Fill(step, images.data(), labels.data());
    const int64_t values = batch.size * 8 * 8 * 3;
    EXPECT_EQ(std::memcmp(images.data(), batch.images.get(), values * sizeof(float)), 0) << step;
    EXPECT_EQ(std::memcmp(labels.data(), batch.labels.get(), batch.size * sizeof(int64_t)), 0) << step;
    EXPECT_EQ(reinterpret_cast<uintptr_t>(batch.images.get()) % 64, 0);
  }
  TestFolder folder_;
  std::shared_ptr<const ImageCache> cache_;
};

TEST_F(PrefetcherTest, TheSameBatchesInOrderForAnyWorkersAndDepth) {
  const auto loader = Training();
  for (const PrefetchOptions& options : {PrefetchOptions{1, 1}, PrefetchOptions{4, 1}, PrefetchOptions{3, 4}}) {
    Prefetcher prefetcher(loader, 0, 37, options);
    for (int64_t step = 0; step < 37; ++step) {
      const auto batch = prefetcher.Next();
      ASSERT_NE(batch, nullptr);
      ExpectBatch(*loader, step, *batch);
    }
    EXPECT_EQ(prefetcher.Next(), nullptr);
    EXPECT_EQ(prefetcher.Next(), nullptr);
  }
}

TEST_F(PrefetcherTest, StartsAtAnyStep) {
  const auto loader = Training();
  Prefetcher prefetcher(loader, 13, std::numeric_limits<int64_t>::max());
  ExpectBatch(*loader, 13, *prefetcher.Next());
  ExpectBatch(*loader, 14, *prefetcher.Next());
}

TEST_F(PrefetcherTest, EvaluationEndsWithThePartialBatch) {
  BatchOptions options;
  options.batch_size = 10;
  options.image_size = 8;
  const auto loader = *BatchLoader::Create(cache_, ImageSplitName::kTest, options);
  Prefetcher prefetcher(loader, 0, loader->num_batches());
  int64_t images = 0;
  while (const auto batch = prefetcher.Next()) {
    ExpectBatch(*loader, batch->step, *batch);
    images += batch->size;
  }
  EXPECT_EQ(images, 23);
}

TEST_F(PrefetcherTest, StopsCleanlyWhereverItIs) {
  const auto loader = Training();
  for (int read = 0; read < 30; ++read) {
    Prefetcher prefetcher(loader, 0, 1'000'000, {3, 2});
    for (int i = 0; i < read % 5; ++i) prefetcher.Next();
  }
}

TEST_F(PrefetcherTest, BatchesOutliveThePrefetcherAndAreNotOverwritten) {
  const auto loader = Training();
  std::vector<std::shared_ptr<const PixelBatch>> kept;
  {
    Prefetcher prefetcher(loader, 0, 100, {2, 1});
    for (int i = 0; i < 20; ++i) kept.push_back(prefetcher.Next());
  }
  for (int64_t step = 0; step < 20; ++step) ExpectBatch(*loader, step, *kept[step]);
}

TEST_F(PrefetcherTest, MemoryIsUsedAgain) {
  Prefetcher prefetcher(Training(), 0, 1000, {3, 1});
  std::set<const float*> buffers;
  for (int i = 0; i < 1000; ++i) buffers.insert(prefetcher.Next()->images.get());
  // Those ready or being made, one in the reader's hand, one on its way back.
  EXPECT_LE(buffers.size(), 5);
}

}  // namespace
}  // namespace moebench::vision
