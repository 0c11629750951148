#ifndef MOEBENCH_THIRD_PARTY_SENTENCEPIECE_IN_PROCESS_H_
#define MOEBENCH_THIRD_PARTY_SENTENCEPIECE_IN_PROCESS_H_

// SentencePiece behind plain std types: its public header declares names in namespace absl and is compiled apart.

#include <string>
#include <vector>

namespace moebench {

// Trains a BPE model of `vocab_size` pieces on `text_path` (one sentence a line) and returns the serialised model.
// Empty on failure.
std::string TrainSentencePieceBpe(const std::string& text_path, int vocab_size);

// The ids of `text` under `serialized_model`; empty on failure.
std::vector<int> EncodeWithSentencePiece(const std::string& serialized_model, const std::string& text);

// The text of `ids`; empty on failure.
std::string DecodeWithSentencePiece(const std::string& serialized_model, const std::vector<int>& ids);

}  // namespace moebench

#endif  // MOEBENCH_THIRD_PARTY_SENTENCEPIECE_IN_PROCESS_H_
