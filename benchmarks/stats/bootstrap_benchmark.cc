// C12 and C13: a 90 % bootstrap interval of a mean from 10,000 resamples, of the values in the file --input (float64,
// little-endian, no header; benchmarks/peers/bootstrap_peer.py --write makes one). Its Python peer is that script.
//
//   bootstrap_benchmark --input=differences.f64 --benchmark_filter='BM_Interval/BCa/threads:2'
//
// BM_ExactDistribution enumerates instead of drawing; it needs 0/1 outcomes or their differences.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "benchmark/benchmark.h"
#include "stats/estimators/bootstrap_interval.h"
#include "stats/estimators/exact_bootstrap.h"
#include "stats/estimators/summary.h"

namespace moebench::stats {
namespace {

constexpr double kConfidence = 0.9;

// The mean -+ 1.645 standard errors: any interval of a mean lies near it, n being large or the values tame.
bool NearTheNormalInterval(const Interval& interval, const std::vector<double>& sample) {
  const double mean = *Mean(sample), error = *StandardDeviation(sample) / std::sqrt(static_cast<double>(sample.size()));
  return std::abs(interval.lower - (mean - 1.645 * error)) < 0.25 * error &&
         std::abs(interval.upper - (mean + 1.645 * error)) < 0.25 * error;
}

void BM_Interval(benchmark::State& state, const std::vector<double>& sample, IntervalKind kind) {
  BootstrapOptions options;
  options.num_threads = static_cast<int>(state.range(0));
  const absl::StatusOr<Interval> checked = BootstrapInterval(sample, kind, kConfidence, options);
  if (!checked.ok() || !NearTheNormalInterval(*checked, sample)) {
    return state.SkipWithError(checked.ok() ? "the interval is not near the normal one"
                                            : std::string(checked.status().message()).c_str());
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(BootstrapInterval(sample, kind, kConfidence, options));
    ++options.seed;
  }
}

void BM_ExactDistribution(benchmark::State& state, const std::vector<double>& sample) {
  const auto interval = [](const DiscreteDistribution& mean) {
    return Interval{mean.Quantile((1 - kConfidence) / 2), mean.Quantile((1 + kConfidence) / 2), kConfidence};
  };
  const absl::StatusOr<DiscreteDistribution> checked = ExactBootstrapMean(sample);
  if (!checked.ok() || !NearTheNormalInterval(interval(*checked), sample)) {
    return state.SkipWithError(checked.ok() ? "the interval is not near the normal one"
                                            : std::string(checked.status().message()).c_str());
  }
  for (auto _ : state) benchmark::DoNotOptimize(interval(*ExactBootstrapMean(sample)));
}

std::vector<double> ReadSample(int argc, char** argv) {
  absl::string_view path;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--input=")) path = argument;
  }
  const absl::StatusOr<std::string> bytes = ReadFile(std::string(path));
  if (!bytes.ok() || bytes->empty() || bytes->size() % sizeof(double) != 0) {
    std::fprintf(stderr, "--input='%s' is no file of float64 values\n", std::string(path).c_str());
    std::exit(1);
  }
  std::vector<double> sample(bytes->size() / sizeof(double));
  std::memcpy(sample.data(), bytes->data(), bytes->size());
  return sample;
}

void Register(const std::vector<double>& sample) {
  for (const IntervalKind kind : {IntervalKind::kPercentile, IntervalKind::kBasic, IntervalKind::kBca,
                                  IntervalKind::kStudentized, IntervalKind::kNormal}) {
    const std::string name = std::string("BM_Interval/") + IntervalKindName(kind);
    benchmark::RegisterBenchmark(name.c_str(), BM_Interval, sample, kind)
        ->ArgName("threads")
        ->Arg(1)
        ->Arg(2)
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond);
  }
  benchmark::RegisterBenchmark("BM_ExactDistribution", BM_ExactDistribution, sample)
      ->UseRealTime()
      ->Unit(benchmark::kMicrosecond);
}

}  // namespace
}  // namespace moebench::stats

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  moebench::stats::Register(moebench::stats::ReadSample(argc, argv));
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
