// A pseudorandom order of 0 .. n - 1 that is computed place by place, in no memory: the order in which an epoch visits
// the blocks of a corpus larger than RAM, a pure function of the key.
//
//   const BlockPermutation order(blocks, MixSeed(seed, epoch));
//   const int64_t block = order(7);   // the eighth block of the epoch
//
// A Feistel network of eight rounds (Luby and Rackoff, "How to construct pseudorandom permutations", 1988) permutes the
// numbers of 2 h bits, the fewest that hold n; a result that is no number below n is permuted again until it is one
// ("cycle walking"; Black and Rogaway, "Ciphers with arbitrary finite domains", 2002), at most four times on average.
// Not for cryptography.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_BLOCK_PERMUTATION_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_BLOCK_PERMUTATION_H_

#include <cstdint>

namespace moebench::language {

class BlockPermutation {
 public:
  // 1 <= n <= 2^62.
  BlockPermutation(int64_t n, uint64_t key);

  // 0 <= place < n.
  int64_t operator()(int64_t place) const;

 private:
  uint64_t Permute(uint64_t value) const;

  uint64_t n_;
  uint64_t key_;
  int half_bits_ = 1;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_BLOCK_PERMUTATION_H_
