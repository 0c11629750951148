// Our SentencePiece encoder against the library on made-up texts, and on damaged models.
//
//   bazel run //language/tokenizer/sentencepiece:fuzz_sentencepiece -- --count=1000000 --mutate_models=10000
//   bazel run //language/tokenizer/sentencepiece:fuzz_sentencepiece -- --model=pieces.model --text=corpus.txt
//
// Stops at the first difference, with the model's name, the text cut down to what matters, and both sides' ids.
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/counter_random.h"
#include "base/status_macros.h"
#include "language/tokenizer/sentencepiece/encoder_comparison.h"
#include "language/tokenizer/sentencepiece/model_file.h"
#include "language/tokenizer/sentencepiece/model_mutation.h"
#include "language/tokenizer/sentencepiece/random_text.h"
#include "language/tokenizer/sentencepiece/test_models.h"

ABSL_FLAG(std::string, model, "", "a BPE .model file; without it, small models of every option, trained first");
ABSL_FLAG(std::string, text, "", "a file whose stretches are among the texts; without it, the small models' lines");
ABSL_FLAG(int64_t, count, 1000000, "texts in all, shared out between the models");
ABSL_FLAG(int64_t, mutate_models, 0, "damaged models in all, each opened and, where it is taken, given 10 texts");
ABSL_FLAG(int64_t, seed, 1, "of texts and damages");

namespace moebench::language {
namespace {

constexpr int kTextsPerDamagedModel = 10;

struct Totals {
  int64_t texts = 0;
  int64_t ids = 0;
  int64_t errors = 0;

  void Add(const EncoderComparison& comparison, int64_t compared) {
    texts += compared;
    ids += comparison.ids_compared();
    errors += comparison.errors_on_both_sides();
  }
};

absl::StatusOr<std::vector<TestModel>> ModelsToTry(bool other_kinds_too) {
  const std::string path = CallerPath(absl::GetFlag(FLAGS_model));
  if (!path.empty()) {
    MOE_ASSIGN_OR_RETURN(std::string bytes, ReadModelFile(path));
    return std::vector<TestModel>{{path, std::move(bytes)}};
  }
  std::vector<TestModel> models = MakeTestModels();
  if (!other_kinds_too) return models;
  for (TestModel& model : MakeTestModelsOfOtherKinds()) models.push_back(std::move(model));
  return models;
}

absl::StatusOr<std::string> RealText() {
  const std::string path = CallerPath(absl::GetFlag(FLAGS_text));
  if (path.empty()) return absl::StrJoin(TestModelLines(), "\n");
  return ReadFile(path);
}

absl::Status CompareTexts(EncoderComparison* comparison, uint64_t seed, int64_t count, const std::string& real_text,
                          Totals* totals) {
  const RandomText texts(seed, comparison->pieces(), real_text);
  for (int64_t i = 0; i < count; ++i) MOE_RETURN_IF_ERROR(comparison->Compare(texts.Make(static_cast<uint64_t>(i))));
  totals->Add(*comparison, count);
  return absl::OkStatus();
}

absl::Status FuzzTexts(const std::string& real_text) {
  MOE_ASSIGN_OR_RETURN(const std::vector<TestModel> models, ModelsToTry(false));
  const int64_t count = absl::GetFlag(FLAGS_count);
  const auto parts = static_cast<int64_t>(models.size());
  const auto seed = static_cast<uint64_t>(absl::GetFlag(FLAGS_seed));
  Totals totals;
  for (int64_t i = 0; i < parts; ++i) {
    MOE_ASSIGN_OR_RETURN(EncoderComparison comparison, EncoderComparison::Open(models[i].serialized, models[i].name));
    const int64_t texts = count / parts + (i < count % parts ? 1 : 0);
    MOE_RETURN_IF_ERROR(CompareTexts(&comparison, MixSeed(seed, i), texts, real_text, &totals));
    std::printf("%-32s %8lld texts, %10lld ids, %6lld errors on both sides, 0 differences\n", models[i].name.c_str(),
                static_cast<long long>(texts), static_cast<long long>(comparison.ids_compared()),
                static_cast<long long>(comparison.errors_on_both_sides()));
    std::fflush(stdout);
  }
  std::printf("%lld texts, %lld ids, %lld errors on both sides, 0 differences\n", static_cast<long long>(totals.texts),
              static_cast<long long>(totals.ids), static_cast<long long>(totals.errors));
  return absl::OkStatus();
}

absl::Status FuzzModels(const std::string& real_text) {
  const int64_t count = absl::GetFlag(FLAGS_mutate_models);
  if (count <= 0) return absl::OkStatus();
  MOE_ASSIGN_OR_RETURN(const std::vector<TestModel> models, ModelsToTry(true));
  const auto seed = static_cast<uint64_t>(absl::GetFlag(FLAGS_seed));
  int64_t refused = 0;
  Totals totals;
  for (int64_t i = 0; i < count; ++i) {
    const TestModel& model = models[i % models.size()];
    const std::string name = absl::StrCat(model.name, " with damage ", i);
    absl::StatusOr<EncoderComparison> comparison =
        EncoderComparison::Open(MutatedModel(model.serialized, seed, static_cast<uint64_t>(i)), name);
    if (comparison.ok()) {
      MOE_RETURN_IF_ERROR(CompareTexts(&*comparison, MixSeed(seed, i), kTextsPerDamagedModel, real_text, &totals));
      continue;
    }
    ++refused;
    const bool named = absl::StrContains(comparison.status().message(), name);
    if (!absl::IsInvalidArgument(comparison.status()) || !named) return comparison.status();
  }
  std::printf(
      "%lld damaged models: %lld refused, %lld taken; %lld texts, %lld ids, %lld errors on both sides, "
      "0 differences\n",
      static_cast<long long>(count), static_cast<long long>(refused), static_cast<long long>(count - refused),
      static_cast<long long>(totals.texts), static_cast<long long>(totals.ids), static_cast<long long>(totals.errors));
  return absl::OkStatus();
}

absl::Status Run(int argc, char** argv) {
  MOE_RETURN_IF_ERROR(ParseProgramFlags(argc, argv, {}).status());
  MOE_ASSIGN_OR_RETURN(const std::string real_text, RealText());
  MOE_RETURN_IF_ERROR(FuzzTexts(real_text));
  return FuzzModels(real_text);
}

}  // namespace
}  // namespace moebench::language

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("compares our SentencePiece encoder with the library on made-up texts and models");
  return moebench::ReportAndExitCode("fuzz_sentencepiece", moebench::language::Run(argc, argv));
}
