// C11: training batches of 32 x 32 images with crop and mirroring. One iteration makes one batch of 128 out of the
// embedded CIFAR-10 extract, random draws included. Its Python peers are benchmarks/peers/image_batches.py.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

#include "base/data_location.h"
#include "benchmark/benchmark.h"
#include "vision/data/batch_loader.h"
#include "vision/data/open_images.h"
#include "vision/data/prefetcher.h"

namespace moebench::vision {
namespace {

constexpr int64_t kBatch = 128;

template <typename T>
T OrExit(absl::StatusOr<T> value) {
  if (value.ok()) return *std::move(value);
  std::fprintf(stderr, "%s\n", std::string(value.status().message()).c_str());
  std::exit(1);
}

std::shared_ptr<const BatchLoader> Loader() {
  BatchOptions options;
  options.batch_size = kBatch;
  options.shuffle = true;
  options.crop_padding = 4;
  options.horizontal_flip = true;
  const auto images = OrExit(OpenImages({"cifar10-mini"}, OrExit(LocateData(""))));
  return OrExit(BatchLoader::Create(images, ImageSplitName::kTrain, options));
}

// One thread, in the caller.
void BM_BatchLoaderFill(benchmark::State& state) {
  const auto loader = Loader();
  std::vector<float> images(loader->batch_values());
  std::vector<int64_t> labels(kBatch);
  int64_t step = 0;
  for (auto _ : state) {
    loader->Fill(step++, images.data(), labels.data());
    benchmark::DoNotOptimize(images.data());
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}
BENCHMARK(BM_BatchLoaderFill)->UseRealTime();

// As a training loop sees it: `workers` threads ahead of it.
void BM_Prefetcher(benchmark::State& state) {
  PrefetchOptions options;
  options.workers = static_cast<int>(state.range(0));
  Prefetcher batches(Loader(), 0, INT64_MAX, options);
  for (auto _ : state) benchmark::DoNotOptimize(batches.Next()->images.get());
  state.SetItemsProcessed(state.iterations() * kBatch);
}
BENCHMARK(BM_Prefetcher)->ArgName("workers")->Arg(1)->Arg(2)->UseRealTime();

}  // namespace
}  // namespace moebench::vision
