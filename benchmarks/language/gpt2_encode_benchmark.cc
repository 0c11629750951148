// C15: GPT-2's byte-level BPE on one thread, one call a document. --folder holds vocab.bpe and encoder.json; --input
// holds documents with the ids that are expected (text_records.h; fuzz_byte_level --records writes one), which are
// checked before anything is timed. Its Python peer is benchmarks/peers/tokenizer_peer.py.
//
//   gpt2_encode_benchmark --folder=gpt2-bpe --input=web.bin --benchmark_filter=BM_Gpt2Encode/new_encoder
//
// One iteration encodes every document once. With new_encoder an iteration starts with an encoder that has seen
// nothing, the time to make it included; with used_encoder it has seen the same documents before.

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "benchmark/benchmark.h"
#include "language/tokenizer/byte_level/open_byte_level.h"
#include "language/tokenizer/byte_level/text_records.h"

namespace moebench::language {
namespace {

struct Work {
  std::shared_ptr<const Tokenizer> tokenizer;
  std::vector<TextRecord> documents;
  int64_t bytes = 0;
};

absl::StatusOr<Work> ReadWork(const std::string& folder, const std::string& input) {
  Work work;
  MOE_ASSIGN_OR_RETURN(work.tokenizer, OpenByteLevel(folder));
  MOE_ASSIGN_OR_RETURN(work.documents, ReadTextRecords(input));
  const std::unique_ptr<Encoder> encoder = work.tokenizer->NewEncoder();
  for (const TextRecord& document : work.documents) {
    std::vector<int32_t> ids;
    MOE_RETURN_IF_ERROR(encoder->Encode(document.text, &ids));
    if (ids != document.ids) return absl::InternalError(absl::StrCat(input, ": a document has other ids"));
    work.bytes += static_cast<int64_t>(document.text.size());
  }
  return work;
}

void BM_Gpt2Encode(benchmark::State& state, const Work& work, bool new_encoder) {
  std::unique_ptr<Encoder> encoder = work.tokenizer->NewEncoder();
  std::vector<int32_t> ids;
  for (auto _ : state) {
    if (new_encoder) encoder = work.tokenizer->NewEncoder();
    for (const TextRecord& document : work.documents) {
      ids.clear();
      if (!encoder->Encode(document.text, &ids).ok()) return state.SkipWithError("cannot encode");
      benchmark::DoNotOptimize(ids.data());
    }
  }
  state.SetBytesProcessed(state.iterations() * work.bytes);
}

std::string Flag(int argc, char** argv, absl::string_view name) {
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, absl::StrCat("--", name, "="))) return std::string(argument);
  }
  return "";
}

Work WorkOrExit(int argc, char** argv) {
  absl::StatusOr<Work> work = ReadWork(Flag(argc, argv, "folder"), Flag(argc, argv, "input"));
  if (!work.ok()) {
    std::fprintf(stderr, "%s\n", std::string(work.status().message()).c_str());
    std::exit(1);
  }
  return *std::move(work);
}

void Register(const Work& work) {
  for (const bool new_encoder : {true, false}) {
    benchmark::RegisterBenchmark(
        new_encoder ? "BM_Gpt2Encode/new_encoder" : "BM_Gpt2Encode/used_encoder",
        [&work, new_encoder](benchmark::State& state) { BM_Gpt2Encode(state, work, new_encoder); })
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
}

}  // namespace
}  // namespace moebench::language

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const moebench::language::Work work = moebench::language::WorkOrExit(argc, argv);
  moebench::language::Register(work);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
