// Counter-based random numbers: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1,
// 2, 3", SC 2011). A value is a pure function of (key, stream, index), so draws do not depend on thread count, on call
// order elsewhere, or on where a run was resumed.
//
//   CounterRandom random(MixSeed(seed, epoch), /*stream=*/kShuffle);
//   const uint32_t crop_x = random.Below(9);  // 0 .. 8, each equally likely
//
// Not for cryptography.
#ifndef MOEBENCH_BASE_COUNTER_RANDOM_H_
#define MOEBENCH_BASE_COUNTER_RANDOM_H_

#include <array>
#include <cstdint>
#include <vector>

namespace moebench {

// A 64-bit key from two numbers, such as a seed and an epoch. Order matters.
uint64_t MixSeed(uint64_t a, uint64_t b);

// One Philox4x32-10 block. Words of the reference, least significant first: key = {key, key >> 32},
// counter = {counter_lo, counter_lo >> 32, counter_hi, counter_hi >> 32}.
std::array<uint32_t, 4> Philox(uint64_t key, uint64_t counter_hi, uint64_t counter_lo);

// Reads the blocks Philox(key, stream, 0), Philox(key, stream, 1), ... word by word. Cheap to construct: 2^64 streams a
// key.
class CounterRandom {
 public:
  CounterRandom(uint64_t key, uint64_t stream) : key_(key), stream_(stream) {}

  uint32_t Next32();
  uint64_t Next64();
  // Uniform on 0 .. n-1 without bias; n > 0. May consume more than one word.
  uint32_t Below(uint32_t n);
  // Uniform on [0, 1), a multiple of 2^-53.
  double Uniform();

 private:
  uint64_t key_;
  uint64_t stream_;
  uint64_t block_index_ = 0;
  std::array<uint32_t, 4> block_{};
  int used_ = 4;  // words of block_ already given out
};

// A uniformly drawn order of 0 .. n-1 (Fisher-Yates); n < 2^32.
std::vector<int64_t> RandomPermutation(int64_t n, uint64_t key, uint64_t stream);

}  // namespace moebench

#endif  // MOEBENCH_BASE_COUNTER_RANDOM_H_
