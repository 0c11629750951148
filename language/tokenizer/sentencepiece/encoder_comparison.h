// Our encoder beside the library, text by text, and the first text on which they differ cut down to what matters.
//
// Example:
//   MOE_ASSIGN_OR_RETURN(EncoderComparison comparison, EncoderComparison::Open(serialized, "pieces.model"));
//   MOE_RETURN_IF_ERROR(comparison.Compare(text));  // DataLoss: the text and both sides' ids
//
// Equal are equal ids, and errors on both sides. The ids are decoded too: by the library, which must take them.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_ENCODER_COMPARISON_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_ENCODER_COMPARISON_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "language/tokenizer/sentencepiece/library.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

class EncoderComparison {
 public:
  // InvalidArgument where the model is refused.
  static absl::StatusOr<EncoderComparison> Open(const std::string& serialized, const std::string& name);

  // Of any tokenizer with the library; `pieces` is what pieces() gives.
  EncoderComparison(std::string name, std::vector<std::string> pieces, std::unique_ptr<SentencePieceLibrary> library,
                    std::shared_ptr<const Tokenizer> tokenizer);

  absl::Status Compare(const std::string& text);

  // The texts of the model's pieces.
  const std::vector<std::string>& pieces() const { return pieces_; }

  int64_t ids_compared() const { return ids_compared_; }
  int64_t errors_on_both_sides() const { return errors_; }

 private:
  bool Differ(const std::string& text, std::string* how);
  std::string CutDown(std::string text);

  std::string name_;
  std::vector<std::string> pieces_;
  std::unique_ptr<SentencePieceLibrary> library_;
  std::shared_ptr<const Tokenizer> tokenizer_;
  std::unique_ptr<Encoder> encoder_;
  std::vector<int> expected_;
  std::vector<int32_t> ids_;
  int64_t ids_compared_ = 0;
  int64_t errors_ = 0;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_ENCODER_COMPARISON_H_
