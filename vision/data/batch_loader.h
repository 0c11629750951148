// Batches of network input from a prepared cache: one gather, one crop-and-mirror, one normalisation, in a single pass
// over the pixels (augment.h). A batch is a pure function of (seed, step): nothing is remembered between calls, so a
// run can go on from any step, and any number of threads may fill batches at once.
//
//   BatchOptions options;
//   options.batch_size = 128;
//   options.shuffle = true;
//   options.seed = 7;
//   MOE_ASSIGN_OR_RETURN(const auto loader, BatchLoader::Create(cache, ImageSplitName::kTrain, options));
//   loader->Fill(/*step=*/0, images, labels);
//
// Training (shuffle): step s is batch s % batches_per_epoch of epoch s / batches_per_epoch; each epoch is a fresh
// permutation, and a last partial batch is dropped. Evaluation: one pass in order, the last batch partial. Samples are
// the whole split, or max_samples of them spread evenly over it (sample i is image floor(i N / n)): a split sorted by
// class stays balanced.
#ifndef MOEBENCH_VISION_DATA_BATCH_LOADER_H_
#define MOEBENCH_VISION_DATA_BATCH_LOADER_H_

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/statusor.h"
#include "vision/data/augment.h"
#include "vision/data/image_cache.h"

namespace moebench::vision {

enum class ImageSplitName { kTrain, kTest };

struct BatchOptions {
  int64_t batch_size = 0;
  int image_size = 32;           // pixels; smaller images are centred on zeros
  int64_t max_samples = 0;       // 0 is all
  bool shuffle = false;          // a fresh order each epoch
  int crop_padding = 0;          // pixels; 0 does not crop
  bool horizontal_flip = false;  // mirrors half of the images
  uint64_t seed = 0;
};

class BatchLoader {
 public:
  // InvalidArgument, naming the option, for images larger than image_size or fewer samples than one training batch.
  static absl::StatusOr<std::shared_ptr<const BatchLoader>> Create(std::shared_ptr<const ImageCache> cache,
                                                                   ImageSplitName split, const BatchOptions& options);

  int64_t num_samples() const { return num_samples_; }
  // In one epoch, or in the one pass of an evaluation.
  int64_t num_batches() const;
  // Size of the batch at `step`: batch_size, less only at the end of an evaluation.
  int64_t BatchSize(int64_t step) const;
  // Floats of a full batch.
  int64_t batch_values() const { return options_.batch_size * image_values(); }
  const BatchOptions& options() const { return options_; }

  // Writes images [BatchSize(step), image_size, image_size, 3] and labels [BatchSize(step)]. Safe to call from several
  // threads.
  void Fill(int64_t step, float* images, int64_t* labels) const;

 private:
  using Order = std::shared_ptr<const std::vector<int64_t>>;

  BatchLoader(std::shared_ptr<const ImageCache> cache, ImageSplitView split, const BatchOptions& options);

  int64_t image_values() const { return int64_t{3} * options_.image_size * options_.image_size; }
  Order OrderOf(int64_t epoch) const;
  CropWindow WindowOf(int64_t epoch, int64_t position) const;

  const std::shared_ptr<const ImageCache> cache_;
  const ImageSplitView split_;
  const BatchOptions options_;
  const int64_t num_samples_;
  const Augmenter augmenter_;

  // The orders of two neighbouring epochs: workers ahead of the training loop may be in the next one already.
  struct EpochOrder {
    int64_t epoch = -1;
    Order order;
  };
  mutable std::mutex mutex_;
  mutable std::array<EpochOrder, 2> orders_;
};

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_BATCH_LOADER_H_
