#include "language/tokenizer/byte_level/byte_level_bpe.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/tokenizer/byte_level/gpt2_scanner.h"
#include "language/tokenizer/byte_level/word_cache.h"
#include "language/tokenizer/byte_level/word_merger.h"

namespace moebench::language {
namespace {

using ShortWordCache = WordCache<2, 4>;
using LongWordCache = WordCache<6, 20>;
constexpr size_t kShortCacheBytes = size_t{4} << 20;
constexpr size_t kLongCacheBytes = size_t{2} << 20;

class ByteLevelEncoder : public Encoder {
 public:
  explicit ByteLevelEncoder(std::shared_ptr<const ByteLevelBpe> tokenizer)
      : tokenizer_(std::move(tokenizer)),
        merger_(&tokenizer_->merges(), &tokenizer_->vocabulary().byte_ids),
        short_words_(kShortCacheBytes),
        long_words_(kLongCacheBytes) {}

  absl::Status Encode(absl::string_view text, std::vector<int32_t>* ids) override;

 private:
  template <typename Cache>
  void AppendCached(Cache* cache, absl::string_view piece, size_t readable, std::vector<int32_t>* ids);
  void AppendNew(absl::string_view piece, std::vector<int32_t>* ids);
  void Flush(std::vector<int32_t>* ids) {
    ids->insert(ids->end(), buffer_, buffer_ + buffered_);
    buffered_ = 0;
  }

  const std::shared_ptr<const ByteLevelBpe> tokenizer_;
  WordMerger merger_;
  ShortWordCache short_words_;
  LongWordCache long_words_;
  // Ids on their way: the caches write a fixed number at a time, whatever the word has.
  static constexpr size_t kBufferIds = 1024;
  int32_t buffer_[kBufferIds + LongWordCache::kMaxIds];
  size_t buffered_ = 0;
  std::vector<int32_t> merged_;
};

void ByteLevelEncoder::AppendNew(absl::string_view piece, std::vector<int32_t>* ids) {
  const int32_t whole = tokenizer_->WholePiece(piece);
  if (whole >= 0) {
    ids->push_back(whole);
  } else {
    merger_.Append(piece, ids);
  }
}

template <typename Cache>
void ByteLevelEncoder::AppendCached(Cache* cache, absl::string_view piece, size_t readable, std::vector<int32_t>* ids) {
  if (buffered_ >= kBufferIds) Flush(ids);
  const typename Cache::Key key(piece, readable);
  const int found = cache->Find(key, buffer_ + buffered_);
  buffered_ += found;
  if (found > 0) return;
  merged_.clear();
  AppendNew(piece, &merged_);
  if (merged_.size() <= Cache::kMaxIds) cache->Insert(key, merged_.data(), static_cast<int>(merged_.size()));
  Flush(ids);
  ids->insert(ids->end(), merged_.begin(), merged_.end());
}

absl::Status ByteLevelEncoder::Encode(absl::string_view text, std::vector<int32_t>* ids) {
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = Gpt2PieceEnd(text, begin);
    const absl::string_view piece = text.substr(begin, end - begin);
    if (piece.size() <= ShortWordCache::kMaxBytes) {
      AppendCached(&short_words_, piece, text.size() - begin, ids);
    } else if (piece.size() <= LongWordCache::kMaxBytes) {
      AppendCached(&long_words_, piece, text.size() - begin, ids);
    } else if (piece.size() <= WordMerger::kMaxBytes) {
      Flush(ids);
      AppendNew(piece, ids);
    } else {
      buffered_ = 0;
      return absl::ResourceExhaustedError(absl::StrCat("a word of ", piece.size(), " bytes at byte ", begin,
                                                       " of the text; at most ", WordMerger::kMaxBytes,
                                                       " bytes without a place to cut can be encoded"));
    }
    begin = end;
  }
  Flush(ids);
  return absl::OkStatus();
}

}  // namespace

ByteLevelBpe::ByteLevelBpe(ByteLevelVocabulary vocabulary)
    : vocabulary_(std::move(vocabulary)), merges_(vocabulary_.merges) {
  WordMerger merger(&merges_, &vocabulary_.byte_ids);
  std::vector<int32_t> ids;
  for (int32_t id = 0; id < VocabularySize(); ++id) {
    if (id == vocabulary_.end_of_text) continue;
    ids.clear();
    merger.Append(vocabulary_.tokens[id], &ids);
    if (ids.size() == 1) whole_pieces_.emplace(vocabulary_.tokens[id], id);
  }
}

std::shared_ptr<const ByteLevelBpe> ByteLevelBpe::Create(ByteLevelVocabulary vocabulary) {
  return std::shared_ptr<const ByteLevelBpe>(new ByteLevelBpe(std::move(vocabulary)));
}

int32_t ByteLevelBpe::WholePiece(absl::string_view piece) const {
  const auto found = whole_pieces_.find(piece);
  return found == whole_pieces_.end() ? -1 : found->second;
}

std::unique_ptr<Encoder> ByteLevelBpe::NewEncoder() const {
  return std::make_unique<ByteLevelEncoder>(shared_from_this());
}

absl::StatusOr<std::string> ByteLevelBpe::Decode(absl::Span<const int32_t> ids) const {
  std::string text;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (ids[i] < 0 || ids[i] >= VocabularySize()) {
      return absl::InvalidArgumentError(
          absl::StrCat("id ", ids[i], " at position ", i, " is not in the vocabulary of ", VocabularySize(), " ids"));
    }
    text += vocabulary_.tokens[ids[i]];
  }
  return text;
}

absl::Status ByteLevelBpe::EncodeWithSpecialTokens(absl::string_view text, Encoder* encoder,
                                                   std::vector<int32_t>* ids) const {
  if (vocabulary_.end_of_text < 0) {
    return absl::FailedPreconditionError(absl::StrCat("the vocabulary has no ", kEndOfText));
  }
  constexpr absl::string_view kSpelling = kEndOfText;
  for (size_t at; (at = text.find(kSpelling)) != absl::string_view::npos; text.remove_prefix(at + kSpelling.size())) {
    MOE_RETURN_IF_ERROR(encoder->Encode(text.substr(0, at), ids));
    ids->push_back(vocabulary_.end_of_text);
  }
  return encoder->Encode(text, ids);
}

}  // namespace moebench::language
