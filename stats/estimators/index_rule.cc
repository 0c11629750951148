#include "stats/estimators/index_rule.h"

#include "base/counter_random.h"

namespace moebench::stats {

WordIndices ReplacementIndices(const IndexRule& rule, uint64_t key, uint64_t resample, uint64_t position) {
  CounterRandom random(MixSeed(key, position + 1), resample);
  for (;;) {
    const WordIndices indices = IndicesOf(rule, random.Next32());
    if (indices.fair) return indices;
  }
}

}  // namespace moebench::stats
