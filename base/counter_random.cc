#include "base/counter_random.h"

#include <cassert>
#include <cstddef>
#include <numeric>
#include <utility>

namespace moebench {
namespace {

// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): a bijection in which every input bit moves every output
// bit.
uint64_t Scramble(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

}  // namespace

// The constant keeps (0, 0), a fixed point of Scramble, from becoming key 0.
uint64_t MixSeed(uint64_t a, uint64_t b) { return Scramble(Scramble(a + 0x9E3779B97F4A7C15u) + b); }

std::array<uint32_t, 4> Philox(uint64_t key, uint64_t counter_hi, uint64_t counter_lo) {
  uint32_t key0 = static_cast<uint32_t>(key);
  uint32_t key1 = static_cast<uint32_t>(key >> 32);
  std::array<uint32_t, 4> x = {static_cast<uint32_t>(counter_lo), static_cast<uint32_t>(counter_lo >> 32),
                               static_cast<uint32_t>(counter_hi), static_cast<uint32_t>(counter_hi >> 32)};
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = uint64_t{0xD2511F53} * x[0];
    const uint64_t product1 = uint64_t{0xCD9E8D57} * x[2];
    x = {static_cast<uint32_t>(product1 >> 32) ^ x[1] ^ key0, static_cast<uint32_t>(product1),
         static_cast<uint32_t>(product0 >> 32) ^ x[3] ^ key1, static_cast<uint32_t>(product0)};
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return x;
}

uint32_t CounterRandom::Next32() {
  if (used_ == 4) {
    block_ = Philox(key_, stream_, block_index_++);
    used_ = 0;
  }
  return block_[used_++];
}

uint64_t CounterRandom::Next64() {
  const uint64_t low = Next32();
  return low | uint64_t{Next32()} << 32;
}

// Lemire, "Fast random integer generation in an interval" (2019): the high word of a 64-bit product, with the 2^32 mod
// n products that would favour some values drawn again.
uint32_t CounterRandom::Below(uint32_t n) {
  assert(n > 0);
  const uint32_t first_fair = (0u - n) % n;
  for (;;) {
    const uint64_t product = uint64_t{Next32()} * n;
    if (static_cast<uint32_t>(product) >= first_fair) return static_cast<uint32_t>(product >> 32);
  }
}

double CounterRandom::Uniform() { return static_cast<double>(Next64() >> 11) * 0x1p-53; }

std::vector<int64_t> RandomPermutation(int64_t n, uint64_t key, uint64_t stream) {
  assert(n >= 0 && n < int64_t{1} << 32);
  std::vector<int64_t> order(static_cast<size_t>(n));
  std::iota(order.begin(), order.end(), int64_t{0});
  CounterRandom random(key, stream);
  for (int64_t i = n - 1; i > 0; --i) {
    std::swap(order[i], order[random.Below(static_cast<uint32_t>(i + 1))]);
  }
  return order;
}

}  // namespace moebench
