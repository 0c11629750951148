// One producer, several workers, one consumer: items are worked on in any order and consumed in the order they were
// produced, at most `window` of them in memory.
//
//   MOE_RETURN_IF_ERROR(RunOrdered<Batch>(
//       threads, 2 * threads + 2,
//       [&](Batch* batch) { return reader.Next(batch); },       // on a thread of its own; false at the end
//       [&] { return NewWork(); },                              // called once for each worker: absl::Status(Batch*)
//       [&](Batch* batch) { return writer.Write(*batch); }));   // on the calling thread
//
// Items are used again, with what their memory holds, so that buffers keep their capacity. The first error in the order
// of items ends everything and is returned: whatever the number of threads, the consumer has seen exactly the items
// before it.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_ORDERED_PIPELINE_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_ORDERED_PIPELINE_H_

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace moebench::language {

template <typename Item>
class OrderedPipeline {
 public:
  using Produce = std::function<absl::StatusOr<bool>(Item*)>;
  using Work = std::function<absl::Status(Item*)>;
  using Consume = std::function<absl::Status(Item*)>;

  OrderedPipeline(int window, Produce produce, Consume consume)
      : slots_(window), produce_(std::move(produce)), consume_(std::move(consume)) {}

  absl::Status Run(int threads, const std::function<Work()>& new_work) {
    std::vector<std::thread> running;
    running.emplace_back([this] { ProduceAll(); });
    for (int i = 0; i < threads; ++i) running.emplace_back([this, work = new_work()] { WorkOnAll(work); });
    absl::Status status = ConsumeAll();
    {
      std::lock_guard<std::mutex> lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    for (std::thread& thread : running) thread.join();
    return status;
  }

 private:
  struct Slot {
    Item item;
    bool done = false;  // worked on
    absl::Status status;
  };

  Slot& At(int64_t index) { return slots_[static_cast<size_t>(index) % slots_.size()]; }

  void ProduceAll() {
    for (;;) {
      Slot* slot;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        const int64_t window = static_cast<int64_t>(slots_.size());
        changed_.wait(lock, [&] { return stopping_ || produced_ - consumed_ < window; });
        if (stopping_) return;
        slot = &At(produced_);
      }
      absl::StatusOr<bool> more = produce_(&slot->item);
      std::lock_guard<std::mutex> lock(mutex_);
      changed_.notify_all();
      if (!more.ok() || !*more) {
        end_ = std::move(more).status();
        ended_ = true;
        return;
      }
      slot->done = false;
      ++produced_;
    }
  }

  void WorkOnAll(const Work& work) {
    for (;;) {
      Slot* slot;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [&] { return stopping_ || ended_ || taken_ < produced_; });
        if (stopping_ || taken_ == produced_) return;
        slot = &At(taken_++);
      }
      absl::Status status = work(&slot->item);
      std::lock_guard<std::mutex> lock(mutex_);
      slot->status = std::move(status);
      slot->done = true;
      changed_.notify_all();
    }
  }

  absl::Status ConsumeAll() {
    for (;;) {
      Slot* slot;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [&] { return consumed_ < produced_ ? At(consumed_).done : ended_; });
        if (consumed_ == produced_) return end_;
        slot = &At(consumed_);
      }
      if (!slot->status.ok()) return slot->status;
      absl::Status status = consume_(&slot->item);
      if (!status.ok()) return status;
      std::lock_guard<std::mutex> lock(mutex_);
      ++consumed_;
      changed_.notify_all();
    }
  }

  std::vector<Slot> slots_;
  const Produce produce_;
  const Consume consume_;

  std::mutex mutex_;
  std::condition_variable changed_;
  int64_t produced_ = 0;
  int64_t taken_ = 0;  // by workers
  int64_t consumed_ = 0;
  bool ended_ = false;  // nothing more will be produced
  absl::Status end_;    // why
  bool stopping_ = false;
};

template <typename Item>
absl::Status RunOrdered(int threads, int window, typename OrderedPipeline<Item>::Produce produce,
                        const std::function<typename OrderedPipeline<Item>::Work()>& new_work,
                        typename OrderedPipeline<Item>::Consume consume) {
  return OrderedPipeline<Item>(window, std::move(produce), std::move(consume)).Run(threads, new_work);
}

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_ORDERED_PIPELINE_H_
