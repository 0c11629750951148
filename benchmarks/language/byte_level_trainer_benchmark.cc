// Training a byte-level BPE on one thread, from documents in memory to merges. The documents are the file --input,
// which benchmarks/peers/tokenizer_trainer_peer.py --write makes; its --write_merges makes --merges, the merges that
// must come out, one "LEFT RIGHT" a line. Nothing is timed before they do.
//
//   byte_level_trainer_benchmark --input=web.docs --vocabulary_size=32000 --merges=web.32000
//
// BM_CountWords and BM_LearnMerges are the two parts of BM_TrainByteLevel.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "benchmark/benchmark.h"
#include "language/tokenizer/byte_level/byte_alphabet.h"
#include "language/tokenizer/byte_level/byte_level_trainer.h"
#include "language/tokenizer/byte_level/count_words.h"
#include "language/tokenizer/byte_level/learn_merges.h"
#include "language/tokenizer/byte_level/test_documents.h"

namespace moebench::language {
namespace {

struct Task {
  TestDocuments documents{{}};
  int64_t bytes = 0;
  ByteLevelTrainerOptions options;
  std::string expected_merges;
};

std::string Lines(const std::vector<ByteMerge>& merges) {
  std::string lines;
  for (const ByteMerge& merge : merges) {
    absl::StrAppend(&lines, PrintableOfBytes(merge.left), " ", PrintableOfBytes(merge.right), "\n");
  }
  return lines;
}

TrainedByteLevel Train(Task* task) {
  task->documents.Rewind();
  return *TrainByteLevel(task->options, &task->documents);
}

WordCounts Count(Task* task) {
  task->documents.Rewind();
  return CountWords(&task->documents, task->options.threads)->words;
}

// Skips the benchmark unless the merges are those expected.
bool Checked(benchmark::State& state, Task* task) {
  const bool equal = Lines(Train(task).merges) == task->expected_merges;
  if (!equal) state.SkipWithError("the merges are not those of --merges");
  return equal;
}

void BM_TrainByteLevel(benchmark::State& state, Task* task) {
  if (!Checked(state, task)) return;
  for (auto _ : state) benchmark::DoNotOptimize(Train(task));
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * task->bytes);
}

void BM_CountWords(benchmark::State& state, Task* task) {
  if (!Checked(state, task)) return;
  for (auto _ : state) benchmark::DoNotOptimize(Count(task).distinct());
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * task->bytes);
}

void BM_LearnMerges(benchmark::State& state, Task* task) {
  if (!Checked(state, task)) return;
  const WordCounts words = Count(task);
  const LearnMergesOptions options{task->options.vocabulary_size - 257, task->options.min_frequency, 0};
  for (auto _ : state) benchmark::DoNotOptimize(LearnMerges(words, options));
}

std::string ReadOrExit(const std::string& flag, const std::string& path) {
  absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) {
    std::fprintf(stderr, "%s=%s: %s\n", flag.c_str(), path.c_str(), bytes.status().ToString().c_str());
    std::exit(1);
  }
  return *std::move(bytes);
}

Task ReadTask(int argc, char** argv) {
  std::string input, merges;
  Task task;
  for (int i = 1; i < argc; ++i) {
    absl::string_view argument = argv[i];
    if (absl::ConsumePrefix(&argument, "--input=")) input = std::string(argument);
    if (absl::ConsumePrefix(&argument, "--merges=")) merges = std::string(argument);
    if (absl::ConsumePrefix(&argument, "--vocabulary_size=") &&
        !absl::SimpleAtoi(argument, &task.options.vocabulary_size)) {
      std::fprintf(stderr, "%s: not a number\n", argv[i]);
      std::exit(1);
    }
  }
  std::vector<std::string> texts = absl::StrSplit(ReadOrExit("--input", input), '\0');
  for (const std::string& text : texts) task.bytes += static_cast<int64_t>(text.size());
  task.documents = TestDocuments(std::move(texts));
  task.expected_merges = ReadOrExit("--merges", merges);
  return task;
}

void Register(Task* task) {
  const auto add = [task](const char* name, void (*function)(benchmark::State&, Task*)) {
    benchmark::RegisterBenchmark(name, function, task)->UseRealTime()->Unit(benchmark::kMillisecond);
  };
  add("BM_TrainByteLevel", BM_TrainByteLevel);
  add("BM_CountWords", BM_CountWords);
  add("BM_LearnMerges", BM_LearnMerges);
}

}  // namespace
}  // namespace moebench::language

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  moebench::language::Task task = moebench::language::ReadTask(argc, argv);
  moebench::language::Register(&task);
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
}
