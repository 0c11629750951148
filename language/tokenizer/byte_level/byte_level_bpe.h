// GPT-2's tokenizer: text is cut into pieces (gpt2_scanner.h), and each piece is merged from its bytes by the ranks of
// the vocabulary (word_merger.h). Ids are those of tiktoken and of Hugging Face's tokenizers with the same two files.
//
//   MOE_ASSIGN_OR_RETURN(ByteLevelVocabulary vocabulary, ReadByteLevelFiles("data/gpt2-bpe"));
//   const std::shared_ptr<const ByteLevelBpe> tokenizer = ByteLevelBpe::Create(std::move(vocabulary));
//
// Decode(Encode(x)) is x for all byte strings x. An encoder remembers words in at most 8 MB (word_cache.h).
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_BPE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_BPE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "language/tokenizer/byte_level/byte_level_files.h"
#include "language/tokenizer/byte_level/merge_table.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

class ByteLevelBpe : public Tokenizer, public std::enable_shared_from_this<ByteLevelBpe> {
 public:
  static std::shared_ptr<const ByteLevelBpe> Create(ByteLevelVocabulary vocabulary);

  std::string Kind() const override { return "gpt2-bpe"; }
  int VocabularySize() const override { return static_cast<int>(vocabulary_.tokens.size()); }
  int EndOfDocument() const override { return vocabulary_.end_of_text; }
  std::string Checksum() const override { return vocabulary_.checksum; }
  // The encoder keeps the tokenizer alive.
  std::unique_ptr<Encoder> NewEncoder() const override;
  // <|endoftext|> becomes its spelling.
  absl::StatusOr<std::string> Decode(absl::Span<const int32_t> ids) const override;

  // As encoder->Encode, but wherever the text spells <|endoftext|>, that is its id, and the text between is encoded
  // by itself. The encoder must be this tokenizer's. FailedPrecondition where the vocabulary has no <|endoftext|>.
  absl::Status EncodeWithSpecialTokens(absl::string_view text, Encoder* encoder, std::vector<int32_t>* ids) const;

  const ByteLevelVocabulary& vocabulary() const { return vocabulary_; }
  const MergeTable& merges() const { return merges_; }

  // The id of a piece that is a token by itself, or -1. Only tokens that their own bytes merge to count: a vocabulary
  // may have others, which a merge above theirs keeps from being made.
  int32_t WholePiece(absl::string_view piece) const;

 private:
  explicit ByteLevelBpe(ByteLevelVocabulary vocabulary);

  const ByteLevelVocabulary vocabulary_;
  const MergeTable merges_;
  absl::flat_hash_map<absl::string_view, int32_t> whole_pieces_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_BYTE_LEVEL_BPE_H_
