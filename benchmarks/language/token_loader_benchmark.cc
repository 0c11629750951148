// Training batches of tokens out of a memory-mapped file: nanoGPT's .bin, which both sides of the comparison read
// (benchmarks/peers/token_batches.py --write makes one). One iteration fills one batch [B, S + 1] of int32, another
// each time. The first is checked against the file before anything is timed.
//
//   token_loader_benchmark --input=train.bin --batch=32 --sequence=1024 --benchmark_filter=BM_TokenLoader/uniform

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "benchmark/benchmark.h"
#include "language/data/shards/mapped_file.h"
#include "language/data/shards/open_tokens.h"
#include "language/data/shards/token_loader.h"

namespace moebench::language {
namespace {

struct Flags {
  std::string input;
  int64_t batch = 32;
  int64_t sequence = 1024;
};

// Ids have two bytes: none is outside a vocabulary of 65,536.
absl::StatusOr<std::shared_ptr<const TokenStream>> OpenInput(const std::string& path) {
  TokensOptions options;
  options.path = path;
  options.bin_format = BinFormat::kNanoGpt;
  options.vocabulary_size = 65536;
  return OpenTokens(options);
}

absl::Status CheckFirstBatch(const std::string& path, const TokenLoader& loader, std::vector<int32_t>& batch) {
  MOE_RETURN_IF_ERROR(loader.Fill(0, absl::MakeSpan(batch)));
  MOE_ASSIGN_OR_RETURN(const std::shared_ptr<const MappedFile> file, MappedFile::Open(path));
  const int64_t row_tokens = loader.options().sequence + 1;
  for (int64_t i = 0; i < static_cast<int64_t>(batch.size()); ++i) {
    uint16_t id;
    const int64_t at = loader.SampleStart(i / row_tokens) + i % row_tokens;
    std::memcpy(&id, file->bytes().data() + at * sizeof(id), sizeof(id));
    if (batch[i] != id) return absl::InternalError(absl::StrCat("place ", i, " is ", batch[i], ", expected ", id));
  }
  return absl::OkStatus();
}

void BM_TokenLoader(benchmark::State& state, const Flags& flags, std::shared_ptr<const TokenStream> tokens,
                    Sampling sampling) {
  TokenLoaderOptions options;
  options.batch = flags.batch;
  options.sequence = flags.sequence;
  options.sampling = sampling;
  const absl::StatusOr<TokenLoader> loader = TokenLoader::Create(std::move(tokens), options);
  if (!loader.ok()) return state.SkipWithError(std::string(loader.status().message()).c_str());
  std::vector<int32_t> batch(flags.batch * (flags.sequence + 1));
  const absl::Status checked = CheckFirstBatch(flags.input, *loader, batch);
  if (!checked.ok()) return state.SkipWithError(std::string(checked.message()).c_str());
  int64_t step = 0;
  for (auto _ : state) {
    if (!loader->Fill(step++, absl::MakeSpan(batch)).ok()) return state.SkipWithError("cannot fill a batch");
    benchmark::DoNotOptimize(batch.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * flags.batch * flags.sequence);
}

Flags ReadFlags(int argc, char** argv) {
  Flags flags;
  bool ok = true;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--input=")) flags.input = std::string(argument);
    if (absl::ConsumePrefix(&argument, "--batch=")) ok &= absl::SimpleAtoi(argument, &flags.batch);
    if (absl::ConsumePrefix(&argument, "--sequence=")) ok &= absl::SimpleAtoi(argument, &flags.sequence);
  }
  if (!ok) {
    std::fprintf(stderr, "--batch and --sequence are numbers\n");
    std::exit(1);
  }
  return flags;
}

void Register(const Flags& flags) {
  const absl::StatusOr<std::shared_ptr<const TokenStream>> tokens = OpenInput(flags.input);
  if (!tokens.ok()) {
    std::fprintf(stderr, "--input: %s\n", std::string(tokens.status().message()).c_str());
    std::exit(1);
  }
  const std::pair<const char*, Sampling> samplings[] = {
      {"contiguous", Sampling::kContiguous}, {"shuffled", Sampling::kShuffled}, {"uniform", Sampling::kUniform}};
  for (const auto& [name, sampling] : samplings) {
    benchmark::RegisterBenchmark(absl::StrCat("BM_TokenLoader/", name).c_str(), BM_TokenLoader, flags, *tokens,
                                 sampling)
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond);
  }
}

}  // namespace
}  // namespace moebench::language

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  moebench::language::Register(moebench::language::ReadFlags(argc, argv));
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
