#ifndef MOEBENCH_STATS_ESTIMATORS_INDEX_RULE_H_
#define MOEBENCH_STATS_ESTIMATORS_INDEX_RULE_H_

// How a random word of 32 bits becomes one or two indices on 0 .. n-1 without bias: the rule that resampling.h states,
// for its scalar and its vectorised code.

#include <cstdint>

namespace moebench::stats {

struct IndexRule {
  // At most 0.4 % of the words have to be replaced up to here.
  static constexpr uint32_t kLargestPaired = 4096;

  explicit IndexRule(uint32_t size) : n(size), paired(size <= kLargestPaired) {
    const uint32_t range = paired ? n * n : n;
    first_fair = (0u - range) % range;
  }

  uint32_t n;
  bool paired;          // two indices a word
  uint32_t first_fair;  // fractions below this would favour some indices
};

struct WordIndices {
  uint32_t first;
  uint32_t second;  // 0 unless paired
  bool fair;
};

inline WordIndices IndicesOf(const IndexRule& rule, uint32_t word) {
  const uint64_t first = uint64_t{word} * rule.n;
  const uint32_t fraction = static_cast<uint32_t>(first);
  if (!rule.paired) return {static_cast<uint32_t>(first >> 32), 0, fraction >= rule.first_fair};
  const uint64_t second = uint64_t{fraction} * rule.n;
  return {static_cast<uint32_t>(first >> 32), static_cast<uint32_t>(second >> 32),
          static_cast<uint32_t>(second) >= rule.first_fair};
}

// What word number `position` of the resample gives instead, if it was not fair.
WordIndices ReplacementIndices(const IndexRule& rule, uint64_t key, uint64_t resample, uint64_t position);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_ESTIMATORS_INDEX_RULE_H_
