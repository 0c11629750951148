#include "vision/data/prefetcher.h"

#include <utility>

namespace moebench::vision {
namespace {

constexpr size_t kAlignment = 64;

template <typename T>
std::unique_ptr<T[], PixelBatch::Free> AllocateAligned(int64_t count) {
  const size_t bytes = (count * sizeof(T) + kAlignment - 1) / kAlignment * kAlignment;
  return std::unique_ptr<T[], PixelBatch::Free>(static_cast<T*>(std::aligned_alloc(kAlignment, bytes)));
}

}  // namespace

// Batches that nobody uses. Held by every batch that is out, so that it can come back after the prefetcher is gone.
class Prefetcher::Pool : public std::enable_shared_from_this<Pool> {
 public:
  explicit Pool(const BatchLoader& loader) : values_(loader.batch_values()), labels_(loader.options().batch_size) {}

  std::shared_ptr<PixelBatch> Take() {
    std::unique_ptr<PixelBatch> batch;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      if (!free_.empty()) {
        batch = std::move(free_.back());
        free_.pop_back();
      }
    }
    if (batch == nullptr) {
      batch = std::make_unique<PixelBatch>();
      batch->images = AllocateAligned<float>(values_);
      batch->labels = AllocateAligned<int64_t>(labels_);
    }
    return {batch.release(), [pool = shared_from_this()](PixelBatch* returned) { pool->Return(returned); }};
  }

 private:
  void Return(PixelBatch* batch) {
    std::lock_guard<std::mutex> lock(mutex_);
    free_.emplace_back(batch);
  }

  const int64_t values_;
  const int64_t labels_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<PixelBatch>> free_;
};

Prefetcher::Prefetcher(std::shared_ptr<const BatchLoader> loader, int64_t first_step, int64_t end_step,
                       const PrefetchOptions& options)
    : loader_(std::move(loader)),
      end_step_(end_step),
      options_(options),
      pool_(std::make_shared<Pool>(*loader_)),
      next_out_(first_step),
      next_claim_(first_step) {
  for (int i = 0; i < options_.workers; ++i) workers_.emplace_back([this] { Work(); });
}

Prefetcher::~Prefetcher() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

std::shared_ptr<const PixelBatch> Prefetcher::Next() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (next_out_ >= end_step_) return nullptr;
  changed_.wait(lock, [&] { return ready_.count(next_out_) > 0; });
  std::shared_ptr<const PixelBatch> batch = std::move(ready_.extract(next_out_).mapped());
  ++next_out_;
  changed_.notify_all();
  return batch;
}

void Prefetcher::Work() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    changed_.wait(lock, [&] { return stop_ || next_claim_ >= end_step_ || next_claim_ < next_out_ + options_.depth; });
    if (stop_ || next_claim_ >= end_step_) return;
    const int64_t step = next_claim_++;
    lock.unlock();
    std::shared_ptr<PixelBatch> batch = pool_->Take();
    batch->step = step;
    batch->size = loader_->BatchSize(step);
    loader_->Fill(step, batch->images.get(), batch->labels.get());
    lock.lock();
    ready_.emplace(step, std::move(batch));
    changed_.notify_all();
  }
}

}  // namespace moebench::vision
