// SentencePiece 0.2.1, the library, behind plain std types: its public header declares names in namespace absl, so that
// one source alone includes it. Training, decoding and every model kind go through here; for BPE models it is what our
// own encoder is measured against and must agree with.
//
// Example:
//   std::string model, error;
//   if (!TrainSentencePiece({{"input", "corpus.txt"}, {"model_type", "bpe"}, {"vocab_size", "32000"}}, &model, &error))
//   ... std::unique_ptr<SentencePieceLibrary> library = SentencePieceLibrary::Load(model, &error); std::vector<int>
//   ids; library->Encode("Hello world", &ids, &error);
//
// The library follows offsets that it reads from a model without looking where they lead. A model from a file goes
// through model_file.h first.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_LIBRARY_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_LIBRARY_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace moebench::language {

// Safe to share between threads.
class SentencePieceLibrary {
 public:
  // A model as it lies in a .model file; null and `error` where the library refuses it.
  static std::unique_ptr<SentencePieceLibrary> Load(const std::string& serialized_model, std::string* error);

  virtual ~SentencePieceLibrary() = default;

  // `ids` and `text` are replaced. False and `error` where the library reports one: an id outside the vocabulary, or a
  // text with a control symbol's name of one character, which it cannot encode.
  virtual bool Encode(const std::string& text, std::vector<int>* ids, std::string* error) const = 0;
  virtual bool Decode(const std::vector<int>& ids, std::string* text, std::string* error) const = 0;

  // The text as it is before it is cut into pieces.
  virtual bool Normalize(const std::string& text, std::string* normalized, std::string* error) const = 0;

  virtual int VocabularySize() const = 0;

  // The id of </s>, or -1.
  virtual int EndOfSentence() const = 0;
};

// Trains a model and returns it as the bytes of a .model file. Options are the fields of the library's TrainerSpec and
// NormalizerSpec ("vocab_size", "num_threads", "byte_fallback", "add_dummy_prefix", ...), "normalization_rule_name" and
// "random_seed". One with several values ("input", "user_defined_symbols", "control_symbols") is given several times,
// and no value is split at commas. The library's own defaults hold for what is not named: model_type "unigram" among
// them. Nothing is printed.
//
// False, and `error` naming the option or the library's reason, where an option is unknown or has no such value, or
// where the text does not hold as many pieces as were asked for.
//
// "random_seed" is set for the whole process. It decides which lines become self-test samples; the pieces of a BPE
// model depend neither on it nor on the number of threads. "required_chars" is refused for BPE: the library ends the
// program where the text lacks one of them.
bool TrainSentencePiece(const std::vector<std::pair<std::string, std::string>>& options, std::string* serialized_model,
                        std::string* error);

// The same from lines in memory, in place of "input".
bool TrainSentencePieceOnLines(const std::vector<std::string>& lines,
                               const std::vector<std::pair<std::string, std::string>>& options,
                               std::string* serialized_model, std::string* error);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_LIBRARY_H_
