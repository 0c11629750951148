// C14: encoding with a SentencePiece BPE model on one thread, ours beside the library (SentencePiece 0.2.1, linked in),
// one call a line of --text. The model is --model, or is trained on --train with --vocab_size pieces first; --text
// should be text that the model was not trained on. Both sides' ids are compared before anything is timed.
//
//   sentencepiece_encode_benchmark --model=web32k.model --text=held_out.txt
//   MOEBENCH_REAL_DATA=... sentencepiece_encode_benchmark      # trains on WikiText-2's valid split, encodes its test
//   split
//
// With new_encoder an iteration starts with an encoder that has seen nothing, the time to make it included; with
// used_encoder it has seen the same text before. by_turns runs new_encoder and the library one after the other, 11
// times, and reports the median of their ratio and its 95 % interval (order statistics; the time shown is ours).

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "benchmark/benchmark.h"
#include "language/tokenizer/sentencepiece/library.h"
#include "language/tokenizer/sentencepiece/open_sentencepiece.h"

namespace moebench::language {
namespace {

struct Work {
  std::shared_ptr<const Tokenizer> tokenizer;
  std::unique_ptr<SentencePieceLibrary> library;
  std::vector<std::string> lines;
  int64_t bytes = 0;
};

std::string Flag(int argc, char** argv, absl::string_view name, const std::string& otherwise) {
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, absl::StrCat("--", name, "="))) return std::string(argument);
  }
  return otherwise;
}

absl::StatusOr<std::string> ModelBytes(int argc, char** argv, const std::string& wikitext) {
  const std::string path = Flag(argc, argv, "model", "");
  if (!path.empty()) return ReadFile(path);
  std::string model, error;
  const bool trained = TrainSentencePiece({{"input", Flag(argc, argv, "train", wikitext + "wiki.valid.tokens")},
                                           {"model_type", "bpe"},
                                           {"vocab_size", Flag(argc, argv, "vocab_size", "8000")}},
                                          &model, &error);
  if (!trained) return absl::InvalidArgumentError(error);
  return model;
}

absl::Status CheckIds(const Work& work) {
  const std::unique_ptr<Encoder> encoder = work.tokenizer->NewEncoder();
  std::vector<int> expected;
  std::string error;
  for (const std::string& line : work.lines) {
    std::vector<int32_t> ids;
    MOE_RETURN_IF_ERROR(encoder->Encode(line, &ids));
    if (!work.library->Encode(line, &expected, &error)) return absl::InternalError(error);
    if (!std::equal(ids.begin(), ids.end(), expected.begin(), expected.end())) {
      return absl::InternalError(absl::StrCat("other ids than the library's for: ", line));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Work> ReadWork(int argc, char** argv) {
  const char* data = std::getenv("MOEBENCH_REAL_DATA");
  const std::string wikitext = data == nullptr ? "" : absl::StrCat(data, "/wikitext-2/");
  const std::string path = Flag(argc, argv, "text", wikitext + "wiki.test.tokens");
  Work work;
  MOE_ASSIGN_OR_RETURN(const std::string text, ReadFile(path));
  work.lines = absl::StrSplit(text, '\n');
  work.bytes = static_cast<int64_t>(text.size());
  MOE_ASSIGN_OR_RETURN(const std::string model, ModelBytes(argc, argv, wikitext));
  MOE_ASSIGN_OR_RETURN(work.tokenizer, OpenSerializedSentencePiece(model, "the model"));
  std::string error;
  work.library = SentencePieceLibrary::Load(model, &error);
  if (work.library == nullptr) return absl::InvalidArgumentError(error);
  MOE_RETURN_IF_ERROR(CheckIds(work));
  return work;
}

void EncodeAll(const Work& work, Encoder* encoder) {
  std::vector<int32_t> ids;
  for (const std::string& line : work.lines) {
    ids.clear();
    if (!encoder->Encode(line, &ids).ok()) std::abort();  // went through in CheckIds
    benchmark::DoNotOptimize(ids.data());
  }
}

void EncodeAllWithLibrary(const Work& work) {
  std::vector<int> ids;
  std::string error;
  for (const std::string& line : work.lines) {
    if (!work.library->Encode(line, &ids, &error)) std::abort();
    benchmark::DoNotOptimize(ids.data());
  }
}

void BM_NewEncoder(benchmark::State& state, const Work& work) {
  for (auto _ : state) EncodeAll(work, work.tokenizer->NewEncoder().get());
  state.SetBytesProcessed(state.iterations() * work.bytes);
}

void BM_UsedEncoder(benchmark::State& state, const Work& work) {
  const std::unique_ptr<Encoder> encoder = work.tokenizer->NewEncoder();
  EncodeAll(work, encoder.get());
  for (auto _ : state) EncodeAll(work, encoder.get());
  state.SetBytesProcessed(state.iterations() * work.bytes);
}

void BM_Library(benchmark::State& state, const Work& work) {
  for (auto _ : state) EncodeAllWithLibrary(work);
  state.SetBytesProcessed(state.iterations() * work.bytes);
}

template <typename Call>
double Seconds(const Call& call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Of 11 values the 2nd and the 10th hold the median between them with 98.8 %.
constexpr int kTurns = 11;

void BM_ByTurns(benchmark::State& state, const Work& work) {
  std::vector<double> ratios;
  for (auto _ : state) {
    const double ours = Seconds([&] { EncodeAll(work, work.tokenizer->NewEncoder().get()); });
    const double library = Seconds([&] { EncodeAllWithLibrary(work); });
    state.SetIterationTime(ours);
    ratios.push_back(library / ours);
  }
  std::sort(ratios.begin(), ratios.end());
  state.counters["times_faster"] = ratios[ratios.size() / 2];
  state.counters["from"] = ratios[1];
  state.counters["to"] = ratios[ratios.size() - 2];
  state.SetBytesProcessed(state.iterations() * work.bytes);
}

Work WorkOrExit(int argc, char** argv) {
  absl::StatusOr<Work> work = ReadWork(argc, argv);
  if (!work.ok()) {
    std::fprintf(stderr, "%s\n", std::string(work.status().message()).c_str());
    std::exit(1);
  }
  return *std::move(work);
}

void Register(const Work& work) {
  const auto add = [&work](const char* name, void (*run)(benchmark::State&, const Work&)) {
    return benchmark::RegisterBenchmark(name, [run, &work](benchmark::State& state) { run(state, work); })
        ->Unit(benchmark::kMillisecond);
  };
  add("BM_SentencePieceEncode/new_encoder", BM_NewEncoder)->UseRealTime();
  add("BM_SentencePieceEncode/used_encoder", BM_UsedEncoder)->UseRealTime();
  add("BM_SentencePieceEncode/library", BM_Library)->UseRealTime();
  add("BM_SentencePieceEncode/by_turns", BM_ByTurns)->UseManualTime()->Iterations(kTurns);
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
