// Texts for fuzzing an encoder: characters of every plane, random bytes, pieces of the model one after another, white
// space, long runs of one character, and stretches of real text with bytes changed, each alone and mixed.
//
// Example:
//   const RandomText texts(seed, pieces, real_text);
//   texts.Make(17);  // always the same for the same seed, pieces and real text
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_RANDOM_TEXT_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_RANDOM_TEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/counter_random.h"

namespace moebench::language {

class RandomText {
 public:
  // `pieces` are not empty; `real_text` may be.
  RandomText(uint64_t seed, std::vector<std::string> pieces, std::string real_text)
      : seed_(seed), pieces_(std::move(pieces)), real_text_(std::move(real_text)) {}

  std::string Make(uint64_t index) const;

 private:
  void AppendPart(CounterRandom* random, std::string* text) const;
  void AppendCharacters(CounterRandom* random, std::string* text) const;
  void AppendPieces(CounterRandom* random, std::string* text) const;
  void AppendRealText(CounterRandom* random, std::string* text) const;

  const uint64_t seed_;
  const std::vector<std::string> pieces_;
  const std::string real_text_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_RANDOM_TEXT_H_
