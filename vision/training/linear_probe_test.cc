#include "vision/training/linear_probe.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "moe_core/schedules/learning_rate.h"
#include "moe_core/training/adamw.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {
namespace {

constexpr int kSize = 8;
constexpr int kClasses = 4;

// Images of class c are brighter in column c than in others, by `contrast` over noise of 0 to 63.
ImageSet ColumnImages(int64_t train, int64_t test, int contrast) {
  ImageSet set = TestImageSet(train, test, kSize, kSize, 3);
  for (ImageSplit* split : {&set.train, &set.test}) {
    const auto noise = split->decode;
    const std::vector<int32_t> labels = split->labels;
    split->decode = [=](int64_t index, uint8_t* pixels) {
      const absl::Status status = noise(index, pixels);
      for (int i = 0; i < 3 * kSize * kSize; ++i) {
        const bool bright = i / 3 % kSize == labels[index];
        pixels[i] = static_cast<uint8_t>(pixels[i] * 37 % 64 + (bright ? contrast : 0));
      }
      return status;
    };
  }
  return set;
}

class LinearProbeTest : public ::testing::Test {
 protected:
  void Write(const ImageSet& set) {
    const std::string path = absl::StrCat(folder_.path(), "/images");
    ASSERT_TRUE(WriteImageCache(path, set, {"cifar10-mini", "/made/up", "fingerprint"}, NoFiles()).ok());
    images_ = ImageCache::Open(path).value();
  }

  DataConfig Plain() const {
    DataConfig data;
    data.set_image_size(kSize);
    data.set_crop_padding(0);
    data.set_horizontal_flip(false);
    return data;
  }

  double Probe(
      double epochs, const std::function<void(int64_t, int64_t)>& progress = [](int64_t, int64_t) {}) {
    TrainBatches train(images_, Plain(), /*seed=*/3, /*batch_size=*/64, /*start_step=*/0, c10::kCPU);
    EvaluationBatches test(images_, Plain(), /*batch_size=*/100, c10::kCPU);
    return LinearProbeAccuracy(train, test, kClasses, epochs, progress);
  }

  // The same probe with LibTorch's own gradients.
  double ProbeByAutograd(double epochs) {
    TrainBatches train(images_, Plain(), 3, 64, 0, c10::kCPU);
    at::Tensor weight = at::zeros({kClasses, 3 * kSize * kSize}).requires_grad_();
    at::Tensor bias = at::zeros({kClasses}).requires_grad_();
    TrainingConfig config;
    config.set_weight_decay(0.01);
    AdamW optimizer(config, {{{"weight", "bias"}, {weight, bias}}});
    const auto logits = [&](const ImageBatch& batch) { return at::linear(batch.image.flatten(1), weight, bias); };
    const TrainingLength length = MakeTrainingLength(epochs, train.steps_per_epoch());
    // Pixels are ordered otherwise than in the probe; a linear map does not care.
    for (int64_t step = 0; step < length.total_steps; ++step) {
      const ImageBatch batch = train.Next();
      optimizer.ZeroGrad();
      at::cross_entropy_loss(logits(batch), batch.label).backward();
      optimizer.Step({LearningRate(config, 1e-3, length, step)});
    }
    EvaluationBatches test(images_, Plain(), 100, c10::kCPU);
    int64_t right = 0;
    for (int64_t i = 0; i < test.size(); ++i) {
      const ImageBatch batch = test.Get(i);
      right += logits(batch).argmax(1).eq(batch.label).sum().item<int64_t>();
    }
    return static_cast<double>(right) / images_->test().count;
  }

  TestFolder folder_;
  std::shared_ptr<const ImageCache> images_;
};

TEST_F(LinearProbeTest, SolvesASeparableProblem) {
  Write(ColumnImages(256, 150, /*contrast=*/150));
  EXPECT_EQ(Probe(/*epochs=*/5), 1);
}

TEST_F(LinearProbeTest, StepsFollowTheGradientOfTheCrossEntropy) {
  Write(ColumnImages(512, 1000, /*contrast=*/6));  // hard enough that every step counts
  const double accuracy = Probe(1);
  EXPECT_GT(accuracy, 0.3);
  EXPECT_LT(accuracy, 0.9);
  EXPECT_NEAR(accuracy, ProbeByAutograd(1), 0.002);  // two samples of a thousand, for rounding
  EXPECT_GT(std::abs(Probe(3) - accuracy), 0.002);   // the comparison tells different probes apart
}

TEST_F(LinearProbeTest, IsAFunctionOfDataAndSeed) {
  Write(ColumnImages(256, 200, /*contrast=*/6));
  EXPECT_EQ(Probe(2), Probe(2));
}

TEST_F(LinearProbeTest, TellsOfEachStep) {
  Write(ColumnImages(256, 10, 100));
  std::vector<int64_t> steps;
  Probe(1.5, [&](int64_t step, int64_t total) {
    EXPECT_EQ(total, 6);  // 4 steps an epoch
    steps.push_back(step);
  });
  EXPECT_EQ(steps, (std::vector<int64_t>{1, 2, 3, 4, 5, 6}));
}

}  // namespace
}  // namespace moebench::vision
