#include "third_party/sentencepiece_in_process.h"

#include <unordered_map>

#include "sentencepiece_processor.h"
#include "sentencepiece_trainer.h"

namespace moebench {

std::string TrainSentencePieceBpe(const std::string& text_path, int vocab_size) {
  std::string model;
  const std::unordered_map<std::string, std::string> options = {
      {"input", text_path}, {"model_type", "bpe"}, {"vocab_size", std::to_string(vocab_size)}, {"minloglevel", "2"}};
  return sentencepiece::SentencePieceTrainer::Train(options, nullptr, &model).ok() ? model : "";
}

std::vector<int> EncodeWithSentencePiece(const std::string& serialized_model, const std::string& text) {
  sentencepiece::SentencePieceProcessor processor;
  std::vector<int> ids;
  if (!processor.LoadFromSerializedProto(serialized_model).ok() || !processor.Encode(text, &ids).ok()) ids.clear();
  return ids;
}

std::string DecodeWithSentencePiece(const std::string& serialized_model, const std::vector<int>& ids) {
  sentencepiece::SentencePieceProcessor processor;
  std::string text;
  if (!processor.LoadFromSerializedProto(serialized_model).ok() || !processor.Decode(ids, &text).ok()) text.clear();
  return text;
}

}  // namespace moebench
