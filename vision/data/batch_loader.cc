#include "vision/data/batch_loader.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/counter_random.h"

namespace moebench::vision {
namespace {

// Keys of the independent draws of one seed.
constexpr uint64_t kOrderKey = 1;
constexpr uint64_t kWindowKey = 2;

AugmentShape ShapeOf(const ImageCacheHeader& header, const BatchOptions& options) {
  return {header.height(), header.width(), header.channels(), options.image_size, options.crop_padding};
}

ChannelScale ScaleOf(const ImageCacheHeader& header) {
  return ChannelScaleOf({header.mean().begin(), header.mean().end()}, {header.stddev().begin(), header.stddev().end()});
}

int64_t SamplesOf(const ImageSplitView& split, const BatchOptions& options) {
  return options.max_samples > 0 ? std::min(options.max_samples, split.count) : split.count;
}

// A random image is in no cache yet: it is fetched while the one before it is worked on.
void PrefetchImage(const uint8_t* pixels, int64_t bytes) {
  constexpr int64_t kCacheLine = 64;
  for (int64_t at = 0; at < bytes; at += kCacheLine) __builtin_prefetch(pixels + at);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const BatchLoader>> BatchLoader::Create(std::shared_ptr<const ImageCache> cache,
                                                                       ImageSplitName name,
                                                                       const BatchOptions& options) {
  const ImageCacheHeader& header = cache->header();
  const ImageSplitView split = name == ImageSplitName::kTrain ? cache->train() : cache->test();
  if (options.image_size < std::max(header.height(), header.width()) || options.image_size > kMaxAugmentedSize) {
    return absl::InvalidArgumentError(
        absl::StrCat("image_size is ", options.image_size, "; the images of ", header.dataset(), " are ",
                     header.height(), " x ", header.width(), ", so it has to be within ",
                     std::max(header.height(), header.width()), " and ", kMaxAugmentedSize));
  }
  if (options.batch_size < 1) {
    return absl::InvalidArgumentError(absl::StrCat("batch_size is ", options.batch_size, ", expected at least 1"));
  }
  if (options.crop_padding < 0 || options.max_samples < 0) {
    return absl::InvalidArgumentError("crop_padding and max_samples may not be negative");
  }
  if (options.shuffle && SamplesOf(split, options) < options.batch_size) {
    return absl::InvalidArgumentError(absl::StrCat("batch_size is ", options.batch_size, ", but there are only ",
                                                   SamplesOf(split, options), " training samples; make it smaller"));
  }
  return std::shared_ptr<const BatchLoader>(new BatchLoader(std::move(cache), split, options));
}

BatchLoader::BatchLoader(std::shared_ptr<const ImageCache> cache, ImageSplitView split, const BatchOptions& options)
    : cache_(std::move(cache)),
      split_(split),
      options_(options),
      num_samples_(SamplesOf(split, options)),
      augmenter_(ShapeOf(cache_->header(), options), ScaleOf(cache_->header())) {}

int64_t BatchLoader::num_batches() const {
  if (options_.shuffle) return num_samples_ / options_.batch_size;
  return (num_samples_ + options_.batch_size - 1) / options_.batch_size;
}

int64_t BatchLoader::BatchSize(int64_t step) const {
  if (options_.shuffle) return options_.batch_size;
  return std::min(options_.batch_size, num_samples_ - step * options_.batch_size);
}

BatchLoader::Order BatchLoader::OrderOf(int64_t epoch) const {
  std::lock_guard<std::mutex> lock(mutex_);
  EpochOrder& slot = orders_[epoch % orders_.size()];
  if (slot.epoch != epoch) {
    const uint64_t key = MixSeed(options_.seed, kOrderKey);
    slot = {epoch, std::make_shared<const std::vector<int64_t>>(RandomPermutation(num_samples_, key, epoch))};
  }
  return slot.order;
}

CropWindow BatchLoader::WindowOf(int64_t epoch, int64_t position) const {
  CounterRandom random(MixSeed(MixSeed(options_.seed, kWindowKey), epoch), position);
  const uint32_t choices = 2 * options_.crop_padding + 1;
  const int top = random.Below(choices);
  const int left = random.Below(choices);
  const bool mirror = random.Below(2) == 1;
  return {top, left, options_.horizontal_flip && mirror};
}

void BatchLoader::Fill(int64_t step, float* images, int64_t* labels) const {
  const int64_t epoch = step / num_batches();
  const int64_t first = step % num_batches() * options_.batch_size;
  const Order order = options_.shuffle ? OrderOf(epoch) : nullptr;
  const CropWindow centre{options_.crop_padding, options_.crop_padding, false};
  const int64_t size = BatchSize(step % num_batches());
  const auto image_of = [&](int64_t i) {
    const int64_t sample = order == nullptr ? first + i : (*order)[first + i];
    return sample * split_.count / num_samples_;
  };
  for (int64_t i = 0; i < size; ++i) {
    const int64_t image = image_of(i);
    if (i + 1 < size) PrefetchImage(split_.pixels + image_of(i + 1) * cache_->image_bytes(), cache_->image_bytes());
    const CropWindow window = options_.shuffle ? WindowOf(epoch, first + i) : centre;
    augmenter_.Apply(split_.pixels + image * cache_->image_bytes(), window, images + i * image_values());
    labels[i] = split_.labels[image];
  }
}

}  // namespace moebench::vision
