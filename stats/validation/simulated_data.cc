#include "stats/validation/simulated_data.h"

#include <cmath>
#include <cstddef>

#include "base/counter_random.h"
#include "stats/estimators/distributions.h"

namespace moebench::stats {
namespace {

class NormalSource {
 public:
  NormalSource(uint64_t key, uint64_t stream) : random_(key, stream) {}

  // The half step keeps 0, whose quantile is infinite, out.
  double Next(double standard_deviation) { return standard_deviation * NormalQuantile(random_.Uniform() + 0x1p-54); }
  double Uniform() { return random_.Uniform(); }

 private:
  CounterRandom random_;
};

std::vector<double> Autocorrelated(size_t n, NormalSource* source) {
  constexpr double kCoefficient = 0.5;
  std::vector<double> x = {source->Next(1 / std::sqrt(1 - kCoefficient * kCoefficient))};
  while (x.size() < n) x.push_back(kCoefficient * x.back() + source->Next(1));
  return x;
}

std::vector<double> Crossed(NormalSource* source) {
  std::vector<double> shared(kCrossedBatches), x;
  for (double& batch : shared) batch = source->Next(0.1);
  for (int variant = 0; variant < 2; ++variant) {
    std::vector<double> own(kCrossedBatches);
    for (double& batch : own) batch = source->Next(0.15);
    for (int s = 0; s < kCrossedSeeds; ++s) {
      const double seed = source->Next(0.03);
      for (int i = 0; i < kCrossedBatches; ++i) x.push_back(seed + shared[i] + own[i] + source->Next(0.1));
    }
  }
  return x;
}

double OutcomeDifference(double uniform) { return uniform < 0.1 ? -1 : uniform < 0.8 ? 0 : 1; }

}  // namespace

const char* DataKindName(DataKind kind) {
  switch (kind) {
    case DataKind::kNormal:
      return "normal";
    case DataKind::kSkewed:
      return "skewed";
    case DataKind::kDiscrete:
      return "discrete";
    case DataKind::kAutocorrelated:
      return "autocorrelated";
    case DataKind::kShortAutocorrelated:
      return "autocorrelated-50";
    case DataKind::kCrossed:
      return "crossed";
  }
  return "unknown";
}

double TrueMean(DataKind kind) {
  if (kind == DataKind::kSkewed) return std::exp(0.5);
  return kind == DataKind::kDiscrete ? 0.1 : 0;
}

std::vector<double> SimulateDataSet(DataKind kind, uint64_t seed, uint64_t index) {
  NormalSource source(MixSeed(seed, static_cast<uint64_t>(kind)), index);
  if (kind == DataKind::kAutocorrelated) return Autocorrelated(200, &source);
  if (kind == DataKind::kShortAutocorrelated) return Autocorrelated(50, &source);
  if (kind == DataKind::kCrossed) return Crossed(&source);
  std::vector<double> x(50);
  for (double& value : x) {
    if (kind == DataKind::kNormal) value = source.Next(1);
    if (kind == DataKind::kSkewed) value = std::exp(source.Next(1));
    if (kind == DataKind::kDiscrete) value = OutcomeDifference(source.Uniform());
  }
  return x;
}

}  // namespace moebench::stats
