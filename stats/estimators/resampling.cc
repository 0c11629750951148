#include "stats/estimators/resampling.h"

#include <algorithm>
#include <array>
#include <atomic>
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
  const int threads = static_cast<int>(std::min<int64_t>(num_threads, ranges));
  std::atomic<int> next{0};
  const auto take_ranges = [&] {
    for (int first; (first = next.fetch_add(step)) < resamples;) work(first, std::min(first + step, resamples));
  };
  std::vector<std::thread> pool;
  for (int i = 1; i < threads; ++i) pool.emplace_back(take_ranges);
  take_ranges();
  for (std::thread& thread : pool) thread.join();
}

}  // namespace moebench::stats
