#include "language/data/shards/block_permutation.h"

#include <cassert>

#include "base/counter_random.h"

namespace moebench::language {
namespace {

constexpr uint64_t kRounds = 8;

}  // namespace

BlockPermutation::BlockPermutation(int64_t n, uint64_t key) : n_(static_cast<uint64_t>(n)), key_(key) {
  assert(n >= 1 && n <= int64_t{1} << 62);
  while (uint64_t{1} << (2 * half_bits_) < n_) ++half_bits_;
}

int64_t BlockPermutation::operator()(int64_t place) const {
  uint64_t value = static_cast<uint64_t>(place);
  do {
    value = Permute(value);
  } while (value >= n_);
  return static_cast<int64_t>(value);
}

uint64_t BlockPermutation::Permute(uint64_t value) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = value >> half_bits_, right = value & mask;
  for (uint64_t round = 0; round < kRounds; ++round) {
    const uint64_t mixed = left ^ (MixSeed(key_ + round, right) & mask);
    left = right;
    right = mixed;
  }
  return left << half_bits_ | right;
}

}  // namespace moebench::language
