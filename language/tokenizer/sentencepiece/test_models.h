// Small models that between them use everything the format has: each normaliser, byte fallback, digit splitting, white
// space at the end, within pieces and alone, user-defined symbols with spaces and within one another, unused pieces,
// equal scores, missing characters. Trained by the library when asked for, some edited afterwards. For tests and
// fuzzing.
//
// Example:
//   for (const TestModel& model : MakeTestModels()) ...  // model.name, model.serialized
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_TEST_MODELS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_TEST_MODELS_H_

#include <string>
#include <utility>
#include <vector>

namespace moebench::language {

struct TestModel {
  std::string name;
  std::string serialized;
};

// The lines that the models are trained on: several scripts, numbers, code, accents in both forms.
const std::vector<std::string>& TestModelLines();

// A model of `options` (library.h) on TestModelLines; ends the program where the library refuses.
std::string TrainTestModel(const std::vector<std::pair<std::string, std::string>>& options);

// All BPE models, about 30.
std::vector<TestModel> MakeTestModels();

// One each of unigram, word and char.
std::vector<TestModel> MakeTestModelsOfOtherKinds();

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_TEST_MODELS_H_
