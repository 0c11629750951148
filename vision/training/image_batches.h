#ifndef MOEBENCH_VISION_TRAINING_IMAGE_BATCHES_H_
#define MOEBENCH_VISION_TRAINING_IMAGE_BATCHES_H_

// Batches of a prepared data set as tensors: the loader's buffers, seen by LibTorch, on the run's device.

#include <ATen/core/Tensor.h>

#include <memory>

#include "vision/data/image_cache.h"
#include "vision/experiment.pb.h"

namespace moebench::vision {

class BatchLoader;
class Prefetcher;

struct ImageBatch {
  at::Tensor image;  // [B, 3, H, W] fp32, channels-last in memory, normalised
  at::Tensor label;  // [B] int64
};

// How many of `available` samples are used under a limit of the configuration; 0 is no limit.
int64_t SubsampleSize(int64_t available, int64_t limit);
int64_t NumTrainSamples(const DataConfig& data, const ImageCache& images);
int64_t NumTestSamples(const DataConfig& data, const ImageCache& images);

// Endless shuffled, augmented training batches of equal size, prefetched by a worker. The batch of a step is a pure
// function of (data, config, seed, step); each epoch drops its last, incomplete batch.
class TrainBatches {
 public:
  // Throws c10::Error where the split has fewer samples than a batch.
  TrainBatches(std::shared_ptr<const ImageCache> images, const DataConfig& data, uint64_t seed, int64_t batch_size,
               int64_t start_step, c10::Device device);
  ~TrainBatches();

  ImageBatch Next();
  int64_t steps_per_epoch() const;

 private:
  const c10::Device device_;
  std::shared_ptr<const BatchLoader> loader_;
  std::unique_ptr<Prefetcher> prefetcher_;
};

// The held-out split in order, without augmentation; the last batch may be smaller.
class EvaluationBatches {
 public:
  EvaluationBatches(std::shared_ptr<const ImageCache> images, const DataConfig& data, int64_t batch_size,
                    c10::Device device);
  ~EvaluationBatches();

  int64_t size() const;  // batches
  ImageBatch Get(int64_t index) const;

 private:
  const c10::Device device_;
  std::shared_ptr<const BatchLoader> loader_;
};

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_IMAGE_BATCHES_H_
