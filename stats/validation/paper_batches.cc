#include "stats/validation/paper_batches.h"

#include <cmath>

#include "base/counter_random.h"
#include "stats/estimators/distributions.h"

namespace moebench::stats {
namespace {

constexpr uint64_t kStudy = 0x65717569666e6c74;  // apart from other uses of the same seeds

double NormalDraw(CounterRandom& random) {
  return NormalQuantile(random.Uniform() + 0x1p-54);  // never 0
}

// Stationary, first-order autoregressive.
std::vector<double> Series(double sd, double correlation, CounterRandom random) {
  std::vector<double> series(kPaperBatches);
  const double fresh = std::sqrt(1 - correlation * correlation);
  for (int i = 0; i < kPaperBatches; ++i) {
    const double draw = sd * NormalDraw(random);
    series[i] = i == 0 ? draw : correlation * series[i - 1] + fresh * draw;
  }
  return series;
}

}  // namespace

std::vector<std::vector<double>> PaperBatchLosses(const BatchSpread& spread, uint64_t generator_seed) {
  const uint64_t key = MixSeed(kStudy, generator_seed);
  const std::vector<double> hardness = Series(kHardnessSd, kHardnessCorrelation, CounterRandom(key, 0));
  std::vector<std::vector<double>> losses;
  for (const PaperVariant& variant : kPaperVariants) {
    losses.push_back(Series(spread.noise_sd, kNoiseCorrelation, CounterRandom(key, losses.size() + 1)));
    for (int i = 0; i < kPaperBatches; ++i) losses.back()[i] += std::log(variant.perplexity) + hardness[i];
  }
  return losses;
}

}  // namespace moebench::stats
