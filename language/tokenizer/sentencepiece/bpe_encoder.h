// Our own encoder for SentencePiece BPE models: the ids of SentencePieceProcessor::Encode, faster.
//
// The library keeps all pairs of a text in one heap and looks up their texts in a hash table. Here the normalised text
// is first cut wherever no merge can reach across, by a table of which characters stand side by side in any piece: in
// most models that is before every space and at punctuation. The words are then independent of each other, most have
// been met lately (word_cache.h), and the others are short: merges are looked up by symbols' numbers, without a heap.
//
// Two things need the whole text at once. User-defined symbols are found from left to right and stand for themselves.
// And an unused piece that can be merged in several ways is taken apart by SentencePiece into the two sides it was
// last offered anywhere in the text; a text in which one is left is encoded again in one piece, in the library's order.
//
// Example:
//   const auto model = std::make_shared<const BpeModel>(sentence_piece_model);
//   BpeEncoder encoder(model);
//   std::vector<int32_t> ids;
//   MOE_RETURN_IF_ERROR(encoder.Encode("Hello world", &ids));
//
// A text with a control piece's name of one character is an error, as in the library (Internal). ResourceExhausted for
// more than 2 GiB of normalised text.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_BPE_ENCODER_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_BPE_ENCODER_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "language/tokenizer/sentencepiece/bpe_vocabulary.h"
#include "language/tokenizer/sentencepiece/model_file.h"
#include "language/tokenizer/sentencepiece/normalizer.h"
#include "language/tokenizer/sentencepiece/symbol_merger.h"
#include "language/tokenizer/sentencepiece/word_cache.h"
#include "language/tokenizer/tokenizer.h"

namespace moebench::language {

// What encoders of one model share.
struct BpeModel {
  // `model` is of kind kBpe.
  explicit BpeModel(SentencePieceModel model);

  BpeVocabulary vocabulary;
  absl::flat_hash_map<std::string, int32_t> user_defined_symbols;  // ids
  Normalizer normalizer;
  int32_t unknown;
  bool byte_fallback;
  std::array<int32_t, 256> byte_ids;
};

class BpeEncoder : public Encoder {
 public:
  explicit BpeEncoder(std::shared_ptr<const BpeModel> model);

  absl::Status Encode(absl::string_view text, std::vector<int32_t>* ids) override;

 private:
  using Symbol = BpeVocabulary::Symbol;

  // Why the words of a text do not make up its ids.
  enum class Trouble { kNone, kWholeTextNeeded, kControlPiece };

  template <bool with_symbols>
  void EncodeWords(absl::string_view text, std::vector<int32_t>* ids);
  void EncodeWord(const char* word, size_t length, std::vector<int32_t>* ids);
  void EncodeWholeText(absl::string_view text);

  // Puts the ids of a word, or of a text, into merged_ids_, from symbols_.
  void MergeWord(absl::string_view word);
  void AddEnding(Symbol symbol);
  void AddUnknown(Symbol symbol);
  void AddLastMerged(Symbol symbol);

  void Append(const int32_t* ids, size_t count, std::vector<int32_t>* to);
  void Flush(std::vector<int32_t>* to);

  static constexpr size_t kPending = 1024;

  const std::shared_ptr<const BpeModel> model_;
  // Neighbouring unknown characters share one id; -1 where they become bytes.
  const int32_t joined_unknown_;
  SymbolMerger merger_;
  WordCache cache_;

  NormalizedText normalized_;
  std::vector<Symbol> symbols_;
  SymbolMerger::LastOffers offers_;
  std::vector<int32_t> merged_ids_;
  bool whole_text_ = false;
  Trouble trouble_ = Trouble::kNone;
  Symbol control_piece_ = 0;

  // The latest ids, not yet with the caller's.
  size_t pending_count_ = 0;
  int32_t last_id_ = -1;
  std::array<int32_t, kPending> pending_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_SENTENCEPIECE_BPE_ENCODER_H_
