#ifndef MOEBENCH_STATS_VALIDATION_SIMULATED_DATA_H_
#define MOEBENCH_STATS_VALIDATION_SIMULATED_DATA_H_

// Data sets with a known true mean, for counting how often an interval covers it.
//
//   normal               50 values of N(0, 1)
//   skewed               50 values of exp(N(0, 1)), mean exp(1/2)
//   discrete             50 paired differences of 0/1 outcomes: -1, 0, 1 with probabilities 0.1, 0.7, 0.2
//   autocorrelated       200 values of x_t = 0.5 x_(t-1) + N(0, 1), stationary from the start
//   autocorrelated-50    50 of them
//   crossed              2 variants x 10 seeds x 50 batches: N(0, 0.03) a seed + N(0, 0.1) a batch, shared by all +
//   N(0,
//                        0.15) a variant and batch + N(0, 0.1); the difference of the variants is 0
//
// N(mean, standard deviation). Normal numbers by inversion of uniform ones. Data set i is a pure function of (design,
// seed, i).

#include <cstdint>
#include <vector>

namespace moebench::stats {

enum class DataKind { kNormal, kSkewed, kDiscrete, kAutocorrelated, kShortAutocorrelated, kCrossed };

constexpr DataKind kDataKinds[] = {DataKind::kNormal,
                                   DataKind::kSkewed,
                                   DataKind::kDiscrete,
                                   DataKind::kAutocorrelated,
                                   DataKind::kShortAutocorrelated,
                                   DataKind::kCrossed};

// The shape of a crossed data set, in the order of its values: variant, seed, batch.
constexpr int kCrossedSeeds = 10;
constexpr int kCrossedBatches = 50;

const char* DataKindName(DataKind kind);
double TrueMean(DataKind kind);  // of kCrossed: the difference of the variants

std::vector<double> SimulateDataSet(DataKind kind, uint64_t seed, uint64_t index);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_VALIDATION_SIMULATED_DATA_H_
