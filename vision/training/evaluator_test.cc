#include "vision/training/evaluator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"
#include "vision/training/test_training.h"

namespace moebench::vision {
namespace {

constexpr int kClasses = 10;
constexpr int kSamples = 23;

std::vector<double> Values(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.to(at::kDouble).contiguous();
  return {flat.data_ptr<double>(), flat.data_ptr<double>() + flat.numel()};
}

int ArgMax(const std::vector<double>& values) {
  return static_cast<int>(std::max_element(values.begin(), values.end()) - values.begin());
}

std::vector<double> Softmax(std::vector<double> logits) {
  double sum = 0;
  for (double& value : logits) sum += value = std::exp(value);
  for (double& value : logits) value /= sum;
  return logits;
}

// Indices from the largest value to the smallest, ties to the lower index.
std::vector<int> Ranking(const std::vector<double>& values) {
  std::vector<int> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return values[a] > values[b]; });
  return order;
}

// What EvaluationSamples holds of one sample.
struct Sample {
  std::vector<int> expert;
  int top1_gated_prediction = 0;
  int prediction = 0;
  double confidence = 0;
  bool top5_correct = false;
  double loss_nats = 0;
};

class EvaluatorTest : public ::testing::Test {
 protected:
  EvaluatorTest() {
    ImageSet set = TestImageSet(16, kSamples, 16, 16, 3);
    set.class_names.clear();
    for (int i = 0; i < kClasses; ++i) set.class_names.push_back(absl::StrCat("class ", i));
    for (int i = 0; i < kSamples; ++i) set.test.labels[i] = (i * 7) % kClasses;
    const std::string path = absl::StrCat(folder_.path(), "/images");
    EXPECT_TRUE(WriteImageCache(path, set, {"cifar10-mini", "/made/up", "fingerprint"}, NoFiles()).ok());
    images_ = ImageCache::Open(path).value();
    state_ = MakeTrainingState(experiment_, 7, kClasses, {1, 1}, c10::kCPU);
  }

  EvaluationBatches Batches(int64_t batch_size) {
    return EvaluationBatches(images_, experiment_.data(), batch_size, c10::kCPU);
  }

  // One image through encoder, router and experts; everything after that in plain loops.
  Sample Reference(const ImageBatch& one, double temperature) {
    ForwardOptions options;
    options.all_experts = true;
    const MoeOutput out = state_.model->forward(one.image, options);  // router logits at temperature 1
    std::vector<double> router = Values(out.routing.logits);
    for (double& value : router) value /= temperature;
    const std::vector<int> ranking = Ranking(router);
    Sample sample;
    sample.expert = {ranking[0], ranking[1]};
    const std::vector<double> weight = Softmax({router[ranking[0]], router[ranking[1]]});
    const std::vector<double> first = Values(out.expert_outputs[0][ranking[0]]);
    const std::vector<double> second = Values(out.expert_outputs[0][ranking[1]]);
    std::vector<double> logits(kClasses);
    for (int c = 0; c < kClasses; ++c) logits[c] = weight[0] * first[c] + weight[1] * second[c];
    const int label = one.label.item<int>();
    const std::vector<double> probability = Softmax(logits);
    const std::vector<int> order = Ranking(logits);
    sample.top1_gated_prediction = ArgMax(first);
    sample.prediction = ArgMax(logits);
    sample.confidence = *std::max_element(probability.begin(), probability.end());
    sample.top5_correct = std::find(order.begin(), order.begin() + 5, label) < order.begin() + 5;
    sample.loss_nats = -std::log(probability[label]);
    return sample;
  }

  const Experiment experiment_ = TestExperiment().experiment;
  TestFolder folder_;
  std::shared_ptr<const ImageCache> images_;
  TrainingState state_;
};

TEST_F(EvaluatorTest, IsAPlainLoopOverSamples) {
  for (const double temperature : {1.0, 3.0}) {
    EvaluationBatches batches = Batches(5);  // the last one is partial
    const EvaluationSamples samples = *EvaluateModel(state_.model, batches, temperature);
    EXPECT_EQ(samples.num_experts, 16);
    EXPECT_EQ(samples.top_k, 2);
    EXPECT_EQ(samples.num_classes, kClasses);
    ASSERT_EQ(samples.label.size(), size_t{kSamples});
    ASSERT_EQ(samples.expert.size(), size_t{2 * kSamples});
    EvaluationBatches single = Batches(1);
    double loss_sum = 0;
    int top5 = 0;
    for (int i = 0; i < kSamples; ++i) {
      const Sample sample = Reference(single.Get(i), temperature);
      EXPECT_EQ(samples.label[i], (i * 7) % kClasses);
      EXPECT_EQ(samples.expert[2 * i], sample.expert[0]) << i;
      EXPECT_EQ(samples.expert[2 * i + 1], sample.expert[1]) << i;
      EXPECT_EQ(samples.top1_gated_prediction[i], sample.top1_gated_prediction) << i;
      EXPECT_EQ(samples.prediction[i], sample.prediction) << i;
      EXPECT_NEAR(samples.confidence[i], sample.confidence, 1e-5) << i;
      EXPECT_EQ(samples.top5_correct[i], sample.top5_correct) << i;
      loss_sum += sample.loss_nats;
      top5 += sample.top5_correct;
    }
    EXPECT_NEAR(samples.loss_nats, loss_sum / kSamples, 1e-5);
    EXPECT_GT(top5, 0);
    EXPECT_LT(top5, kSamples);
  }
}

TEST_F(EvaluatorTest, DoesNotDependOnTheModeAndChangesNothing) {
  EvaluationBatches batches = Batches(10);
  const auto bits = StateBits(state_);
  state_.model->train();
  const EvaluationSamples first = *EvaluateModel(state_.model, batches, 1);
  state_.model->eval();
  const EvaluationSamples second = *EvaluateModel(state_.model, batches, 1);
  EXPECT_EQ(first.expert, second.expert);
  EXPECT_EQ(first.prediction, second.prediction);
  EXPECT_EQ(first.confidence, second.confidence);
  EXPECT_EQ(first.loss_nats, second.loss_nats);
  EXPECT_EQ(StateBits(state_), bits);
  for (const at::Tensor& parameter : state_.model->parameters()) EXPECT_FALSE(parameter.grad().defined());
}

TEST_F(EvaluatorTest, TiesGoToTheLowerClass) {
  ParameterNamed(state_, "experts.weight").zero_();
  ParameterNamed(state_, "experts.bias").zero_();
  EvaluationBatches batches = Batches(10);
  const EvaluationSamples samples = *EvaluateModel(state_.model, batches, 1);
  for (int i = 0; i < kSamples; ++i) {
    EXPECT_EQ(samples.prediction[i], 0);
    EXPECT_EQ(samples.top1_gated_prediction[i], 0);
    EXPECT_EQ(samples.top5_correct[i], samples.label[i] < 5);
    EXPECT_FLOAT_EQ(samples.confidence[i], 0.1f);
  }
  EXPECT_NEAR(samples.loss_nats, std::log(10), 1e-6);
}

TEST_F(EvaluatorTest, FewerThanFiveClassesAreAllInTheTopFive) {
  TestFolder folder;
  EvaluationBatches batches(TestImages(folder), experiment_.data(), 24, c10::kCPU);
  TrainingState state = TestState(experiment_);
  const EvaluationSamples samples = *EvaluateModel(state.model, batches, 1);
  EXPECT_THAT(samples.top5_correct, ::testing::Each(1));
  EXPECT_EQ(samples.top5_correct.size(), 24u);
}

TEST(CorrectStringTest, IsOneCharacterASample) {
  EvaluationSamples samples;
  samples.label = {3, 1, 0, 2};
  samples.prediction = {3, 0, 0, 1};
  samples.top1_gated_prediction = {0, 1, 1, 2};  // does not count
  EXPECT_EQ(CorrectString(samples), "1010");
  EXPECT_EQ(CorrectString(EvaluationSamples()), "");
}

}  // namespace
}  // namespace moebench::vision
