// Damaged copies of a file, for tests that a reader neither crashes nor takes nonsense: bytes flipped, cut, repeated,
// exchanged, and things put in that parsers stumble over.
#ifndef MOEBENCH_STATS_INPUT_INPUT_MUTATION_H_
#define MOEBENCH_STATS_INPUT_INPUT_MUTATION_H_

#include <string>

#include "base/counter_random.h"

namespace moebench::stats {

// One to four mutations of `bytes`, drawn from `random`: the same draws give the same text.
std::string Mutated(std::string bytes, CounterRandom* random);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_INPUT_MUTATION_H_
