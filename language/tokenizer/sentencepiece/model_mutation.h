// Damaged copies of a SentencePiece model, for fuzzing what reads them: bytes changed, cut off, taken out, put in or
// doubled anywhere, and fields changed within a message that stays whole (types, scores, texts and order of pieces,
// options, the units and strings of the normaliser's tables).
//
// Example:
//   MutatedModel(serialized, seed, 17);  // always the same for the same arguments
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_MODEL_MUTATION_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_MODEL_MUTATION_H_

#include <cstdint>
#include <string>

namespace moebench::language {

// `serialized` is a model that the library wrote.
std::string MutatedModel(const std::string& serialized, uint64_t seed, uint64_t index);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_MODEL_MUTATION_H_
