#include "vision/training/image_batches.h"

#include <c10/util/Exception.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr int kSize = 8;

// Ten training and five test images, label i % 4. Red is 255 in odd images, green in even ones, blue in the right half
// of all; so each channel's mean and standard deviation are 0.5, and 0 and 255 become -1 and 1.
ImageSet HalfBrightImages() {
  ImageSet set = TestImageSet(10, 5, kSize, kSize, 3);
  const auto decode = [](int64_t index, uint8_t* pixels) {
    for (int i = 0; i < kSize * kSize; ++i) {
      pixels[3 * i] = index % 2 == 1 ? 255 : 0;
      pixels[3 * i + 1] = index % 2 == 0 ? 255 : 0;
      pixels[3 * i + 2] = i % kSize >= kSize / 2 ? 255 : 0;
    }
    return absl::OkStatus();
  };
  set.train.decode = decode;
  set.test.decode = decode;
  return set;
}

DataConfig Plain() {
  DataConfig data;
  data.set_image_size(kSize);
  data.set_crop_padding(0);
  data.set_horizontal_flip(false);
  return data;
}

DataConfig Augmented() {
  DataConfig data = Plain();
  data.set_crop_padding(2);
  data.set_horizontal_flip(true);
  return data;
}

std::vector<int64_t> Labels(const ImageBatch& batch) {
  return {batch.label.data_ptr<int64_t>(), batch.label.data_ptr<int64_t>() + batch.label.numel()};
}

class ImageBatchesTest : public ::testing::Test {
 protected:
  ImageBatchesTest() {
    const std::string path = absl::StrCat(folder_.path(), "/images");
    EXPECT_TRUE(WriteImageCache(path, HalfBrightImages(), {"cifar10-mini", "/made/up", "fingerprint"}, NoFiles()).ok());
    images_ = ImageCache::Open(path).value();
  }

  TestFolder folder_;
  std::shared_ptr<const ImageCache> images_;
};

TEST(SubsampleSize, IsTheLimitWhereThereIsOne) {
  EXPECT_EQ(SubsampleSize(10, 0), 10);
  EXPECT_EQ(SubsampleSize(10, 4), 4);
  EXPECT_EQ(SubsampleSize(10, 20), 10);
}

TEST_F(ImageBatchesTest, CountsTheSamplesUsed) {
  DataConfig data = Plain();
  EXPECT_EQ(NumTrainSamples(data, *images_), 10);
  EXPECT_EQ(NumTestSamples(data, *images_), 5);
  data.set_max_train_samples(7);
  data.set_max_eval_samples(2);
  EXPECT_EQ(NumTrainSamples(data, *images_), 7);
  EXPECT_EQ(NumTestSamples(data, *images_), 2);
}

TEST_F(ImageBatchesTest, EvaluationGivesTheSplitInOrder) {
  const EvaluationBatches batches(images_, Plain(), /*batch_size=*/2, c10::kCPU);
  ASSERT_EQ(batches.size(), 3);  // of 2, 2 and 1
  EXPECT_THAT(Labels(batches.Get(0)), ElementsAre(0, 1));
  EXPECT_THAT(Labels(batches.Get(1)), ElementsAre(2, 3));
  EXPECT_THAT(Labels(batches.Get(2)), ElementsAre(0));
}

TEST_F(ImageBatchesTest, ALimitSpreadsOverTheSplit) {
  DataConfig data = Plain();
  data.set_max_eval_samples(2);  // images floor(0 * 5 / 2) and floor(1 * 5 / 2)
  const EvaluationBatches batches(images_, data, /*batch_size=*/4, c10::kCPU);
  ASSERT_EQ(batches.size(), 1);
  EXPECT_THAT(Labels(batches.Get(0)), ElementsAre(0, 2));
}

TEST_F(ImageBatchesTest, ImagesAreNormalisedChannelsLast) {
  const at::Tensor image = EvaluationBatches(images_, Plain(), /*batch_size=*/2, c10::kCPU).Get(0).image;
  EXPECT_THAT(image.sizes().vec(), ElementsAre(2, 3, kSize, kSize));
  EXPECT_TRUE(image.is_contiguous(at::MemoryFormat::ChannelsLast));
  const at::Tensor rows = image.contiguous();  // [2, 3, kSize, kSize], row-major
  const float* value = rows.data_ptr<float>();
  for (int b = 0; b < 2; ++b) {
    for (int y = 0; y < kSize; ++y) {
      for (int x = 0; x < kSize; ++x) {
        const auto at_channel = [&](int c) { return value[((b * 3 + c) * kSize + y) * kSize + x]; };
        EXPECT_NEAR(at_channel(0), b == 1 ? 1 : -1, 1e-6);
        EXPECT_NEAR(at_channel(1), b == 0 ? 1 : -1, 1e-6);
        EXPECT_NEAR(at_channel(2), x >= kSize / 2 ? 1 : -1, 1e-6);
      }
    }
  }
}

TEST_F(ImageBatchesTest, AnEpochHoldsEverySampleOnce) {
  TrainBatches batches(images_, Augmented(), /*seed=*/7, /*batch_size=*/5, /*start_step=*/0, c10::kCPU);
  ASSERT_EQ(batches.steps_per_epoch(), 2);
  std::vector<int64_t> labels = Labels(batches.Next());
  for (const int64_t label : Labels(batches.Next())) labels.push_back(label);
  std::sort(labels.begin(), labels.end());
  EXPECT_THAT(labels, ElementsAre(0, 0, 0, 1, 1, 1, 2, 2, 3, 3));
}

TEST_F(ImageBatchesTest, ABatchDependsOnItsStepAlone) {
  TrainBatches from_start(images_, Augmented(), 7, 4, /*start_step=*/0, c10::kCPU);
  EXPECT_EQ(from_start.steps_per_epoch(), 2);  // the last two samples are dropped
  TrainBatches resumed(images_, Augmented(), 7, 4, /*start_step=*/3, c10::kCPU);
  for (int step = 0; step < 3; ++step) from_start.Next();
  for (int step = 3; step < 6; ++step) {
    const ImageBatch one = from_start.Next(), other = resumed.Next();
    EXPECT_TRUE(one.image.equal(other.image)) << "step " << step;
    EXPECT_TRUE(one.label.equal(other.label)) << "step " << step;
  }
}

TEST_F(ImageBatchesTest, ABatchOutlivesItsLoader) {
  ImageBatch batch;
  at::Tensor copy;
  {
    TrainBatches batches(images_, Augmented(), 7, 4, 0, c10::kCPU);
    batch = batches.Next();
    copy = batch.image.clone();
    batches.Next();
  }
  EXPECT_TRUE(batch.image.equal(copy));
}

TEST_F(ImageBatchesTest, FewerSamplesThanABatchAreRefused) {
  try {
    TrainBatches(images_, Plain(), 7, /*batch_size=*/11, 0, c10::kCPU);
    FAIL() << "no error";
  } catch (const c10::Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("there are only 10 training samples"));
  }
}

}  // namespace
}  // namespace moebench::vision
