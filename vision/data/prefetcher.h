// Batches made ahead of the loop that uses them, by worker threads, through a bounded queue. Batches come in the order
// of their steps whatever the number of workers, and their bits do not depend on it (batch_loader.h).
//
//   Prefetcher batches(loader, /*first_step=*/state.step, /*end_step=*/total_steps);
//   while (std::shared_ptr<const PixelBatch> batch = batches.Next()) Train(*batch);
//
// Destroying a prefetcher stops its workers, whether all was read or not. A batch outlives it as long as somebody holds
// it; memory of batches that nobody holds is used again.
#ifndef MOEBENCH_VISION_DATA_PREFETCHER_H_
#define MOEBENCH_VISION_DATA_PREFETCHER_H_

#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "vision/data/batch_loader.h"

namespace moebench::vision {

struct PixelBatch {
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };

  int64_t step = 0;
  int64_t size = 0;                         // B
  std::unique_ptr<float[], Free> images;    // [B, image_size, image_size, 3], aligned to 64 bytes
  std::unique_ptr<int64_t[], Free> labels;  // [B]
};

struct PrefetchOptions {
  int depth = 4;  // batches ready or being made at most
  int workers = 1;
};

class Prefetcher {
 public:
  // Steps first_step .. end_step - 1; for an evaluation 0 .. num_batches.
  Prefetcher(std::shared_ptr<const BatchLoader> loader, int64_t first_step, int64_t end_step,
             const PrefetchOptions& options = {});
  ~Prefetcher();
  Prefetcher(const Prefetcher&) = delete;
  Prefetcher& operator=(const Prefetcher&) = delete;

  // Waits for the next batch; null after the last.
  std::shared_ptr<const PixelBatch> Next();

 private:
  class Pool;

  void Work();

  const std::shared_ptr<const BatchLoader> loader_;
  const int64_t end_step_;
  const PrefetchOptions options_;
  const std::shared_ptr<Pool> pool_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  int64_t next_out_;    // step that Next returns next
  int64_t next_claim_;  // step that a worker takes next
  bool stop_ = false;
  std::map<int64_t, std::shared_ptr<const PixelBatch>> ready_;  // by step

  std::vector<std::thread> workers_;
};

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_PREFETCHER_H_
