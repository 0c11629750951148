#include "stats/estimators/resampling.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/counter_random.h"
#include "stats/estimators/index_rule.h"
#include "stats/estimators/resampling_kernels.h"

namespace moebench::stats {

void DrawIndices(uint64_t key, uint64_t resample, uint32_t n, absl::Span<uint32_t> indices) {
  const IndexRule rule(n);
  CounterRandom random(key, resample);
  const size_t per_word = rule.paired ? 2 : 1;
  for (size_t at = 0; at < indices.size(); at += per_word) {
    WordIndices drawn = IndicesOf(rule, random.Next32());
    if (!drawn.fair) drawn = ReplacementIndices(rule, key, resample, at / per_word);
    indices[at] = drawn.first;
    if (rule.paired && at + 1 < indices.size()) indices[at + 1] = drawn.second;
  }
}

void ResampleSums(uint64_t key, uint64_t first, absl::Span<const double> values, absl::Span<double> sums) {
  const ResampleSumsProblem problem(key, values, sums.size());
  const std::vector<ResampleSumsKernel>& kernels = ResampleSumsKernels();
  size_t done = 0;
  // The widest first; what does not fill its vectors is left to the next, and the last takes single resamples.
  for (auto kernel = kernels.rbegin(); kernel != kernels.rend(); ++kernel) {
    const size_t lanes = static_cast<size_t>(kernel->lanes);
    for (; done + lanes <= sums.size(); done += lanes) kernel->run(problem, first + done, &sums[done]);
  }
}

namespace {

// Ranges that several threads take until none is left. A thread that starts late, the machine being busy, finds nothing
// to do and is not waited for: hence it is shared, and `work` is not touched without a range.
class SharedRanges {
 public:
  SharedRanges(int resamples, int step, absl::FunctionRef<void(int first, int last)> work)
      : resamples_(resamples), step_(step), work_(work) {}

  void TakeAll() {
    for (int first; (first = next_.fetch_add(step_)) < resamples_;) {
      const int last = std::min(first + step_, resamples_);
      work_(first, last);
      std::lock_guard<std::mutex> lock(mutex_);
      done_ += last - first;
      if (done_ == resamples_) all_done_.notify_one();
    }
  }

  void Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    all_done_.wait(lock, [this] { return done_ == resamples_; });
  }

 private:
  const int resamples_, step_;
  const absl::FunctionRef<void(int first, int last)> work_;
  std::atomic<int> next_{0};
  std::mutex mutex_;
  std::condition_variable all_done_;
  int done_ = 0;
};

}  // namespace

void ForResampleRanges(int resamples, int num_threads, int64_t draws_per_resample,
                       absl::FunctionRef<void(int first, int last)> work) {
  constexpr int64_t kDrawsWorthARange = 50000;  // some 15 us: what it costs to start a thread
  constexpr int64_t kRangesPerThread = 8;       // a core that is taken away holds up one range, not half of all
  constexpr int64_t kRangeMultiple = 16;        // whole vectors of resamples
  if (num_threads == 0) num_threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  const int64_t ranges = std::min(resamples * draws_per_resample / kDrawsWorthARange, num_threads * kRangesPerThread);
  if (num_threads == 1 || ranges <= 1) return work(0, resamples);
  const int64_t wanted = (resamples + ranges - 1) / ranges;
  const int step = static_cast<int>((wanted + kRangeMultiple - 1) / kRangeMultiple * kRangeMultiple);
  const auto shared = std::make_shared<SharedRanges>(resamples, step, work);
  for (int64_t i = 1; i < std::min<int64_t>(num_threads, ranges); ++i) {
    std::thread([shared] { shared->TakeAll(); }).detach();
  }
  shared->TakeAll();
  shared->Wait();
}

}  // namespace moebench::stats
