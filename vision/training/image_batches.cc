#include "vision/training/image_batches.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "vision/data/batch_loader.h"
#include "vision/data/prefetcher.h"

namespace moebench::vision {
namespace {

std::shared_ptr<const BatchLoader> MakeLoader(std::shared_ptr<const ImageCache> images, ImageSplitName split,
                                              const BatchOptions& options) {
  auto loader = BatchLoader::Create(std::move(images), split, options);
  TORCH_CHECK(loader.ok(), std::string(loader.status().message()));
  return *std::move(loader);
}

// [B, H, W, 3] in memory is channels-last [B, 3, H, W].
at::Tensor AsChannelsLast(const at::Tensor& image) { return image.permute({0, 3, 1, 2}); }

// Tensors over the loader's memory, which lives as long as they do.
ImageBatch Wrap(std::shared_ptr<const PixelBatch> batch, int64_t image_size, c10::Device device) {
  const auto keep_alive = [batch](void*) {};
  const at::Tensor image =
      at::from_blob(batch->images.get(), {batch->size, image_size, image_size, 3}, keep_alive, at::kFloat);
  const at::Tensor label = at::from_blob(batch->labels.get(), {batch->size}, keep_alive, at::kLong);
  return {AsChannelsLast(image.to(device)), label.to(device)};
}

}  // namespace

int64_t SubsampleSize(int64_t available, int64_t limit) { return limit > 0 ? std::min(available, limit) : available; }

int64_t NumTrainSamples(const DataConfig& data, const ImageCache& images) {
  return SubsampleSize(images.train().count, data.max_train_samples());
}

int64_t NumTestSamples(const DataConfig& data, const ImageCache& images) {
  return SubsampleSize(images.test().count, data.max_eval_samples());
}

TrainBatches::TrainBatches(std::shared_ptr<const ImageCache> images, const DataConfig& data, uint64_t seed,
                           int64_t batch_size, int64_t start_step, c10::Device device)
    : device_(device) {
  BatchOptions options;
  options.batch_size = batch_size;
  options.image_size = data.image_size();
  options.max_samples = data.max_train_samples();
  options.shuffle = true;
  options.crop_padding = data.crop_padding();
  options.horizontal_flip = data.horizontal_flip();
  options.seed = seed;
  loader_ = MakeLoader(std::move(images), ImageSplitName::kTrain, options);
  prefetcher_ = std::make_unique<Prefetcher>(loader_, start_step, std::numeric_limits<int64_t>::max());
}

TrainBatches::~TrainBatches() = default;

int64_t TrainBatches::steps_per_epoch() const { return loader_->num_batches(); }

ImageBatch TrainBatches::Next() { return Wrap(prefetcher_->Next(), loader_->options().image_size, device_); }

EvaluationBatches::EvaluationBatches(std::shared_ptr<const ImageCache> images, const DataConfig& data,
                                     int64_t batch_size, c10::Device device)
    : device_(device) {
  BatchOptions options;
  options.batch_size = batch_size;
  options.image_size = data.image_size();
  options.max_samples = data.max_eval_samples();
  loader_ = MakeLoader(std::move(images), ImageSplitName::kTest, options);
}

EvaluationBatches::~EvaluationBatches() = default;

int64_t EvaluationBatches::size() const { return loader_->num_batches(); }

ImageBatch EvaluationBatches::Get(int64_t index) const {
  const int64_t size = loader_->options().image_size;
  at::Tensor image = at::empty({loader_->BatchSize(index), size, size, 3}, at::kFloat);
  at::Tensor label = at::empty({image.size(0)}, at::kLong);
  loader_->Fill(index, image.data_ptr<float>(), label.data_ptr<int64_t>());
  return {AsChannelsLast(image.to(device_)), label.to(device_)};
}

}  // namespace moebench::vision
