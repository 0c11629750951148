#include "language/tokenizer/sentencepiece/bpe_encoder.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/tokenizer/sentencepiece/utf8.h"

namespace moebench::language {
namespace {

absl::flat_hash_map<std::string, int32_t> UserDefinedSymbols(const SentencePieceModel& model) {
  absl::flat_hash_map<std::string, int32_t> ids;
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const ModelPiece& piece = model.pieces[id];
    if (piece.type == PieceType::kUserDefined) ids[piece.text] = static_cast<int32_t>(id);
  }
  return ids;
}

}  // namespace

BpeModel::BpeModel(SentencePieceModel model)
    : vocabulary(model),
      user_defined_symbols(UserDefinedSymbols(model)),
      normalizer(std::move(model.normalizer)),
      unknown(model.unknown),
      byte_fallback(model.byte_fallback),
      byte_ids(model.byte_ids) {}

BpeEncoder::BpeEncoder(std::shared_ptr<const BpeModel> model)
    : model_(std::move(model)),
      joined_unknown_(model_->byte_fallback ? -1 : model_->unknown),
      merger_(model_->vocabulary) {}

absl::Status BpeEncoder::Encode(absl::string_view text, std::vector<int32_t>* ids) {
  MOE_RETURN_IF_ERROR(model_->normalizer.Normalize(text, &normalized_));
  const size_t before = ids->size();
  trouble_ = Trouble::kNone;
  whole_text_ = false;
  pending_count_ = 0;
  last_id_ = -1;
  if (model_->user_defined_symbols.empty()) {
    EncodeWords<false>(normalized_.text(), ids);
  } else {
    EncodeWords<true>(normalized_.text(), ids);
  }
  if (trouble_ == Trouble::kWholeTextNeeded) {
    ids->resize(before);
    EncodeWholeText(normalized_.text());
    ids->insert(ids->end(), merged_ids_.begin(), merged_ids_.end());
  }
  if (trouble_ == Trouble::kNone) return absl::OkStatus();
  ids->resize(before);
  return absl::InternalError(absl::StrCat("the text holds the name of control piece ", control_piece_,
                                          ", one character: SentencePiece has no ids for such a text"));
}

template <bool with_symbols>
void BpeEncoder::EncodeWords(absl::string_view text, std::vector<int32_t>* ids) {
  const BpeVocabulary& vocabulary = model_->vocabulary;
  const char* place = text.data();
  const char* const end = place + text.size();
  const auto symbol_length = [this, end](const char* at) {
    return with_symbols ? model_->normalizer.UserDefinedSymbol(at, static_cast<size_t>(end - at)) : 0;
  };
  uint32_t code_point;
  while (place != end && trouble_ == Trouble::kNone) {
    if (const size_t length = symbol_length(place)) {
      const int32_t id = model_->user_defined_symbols.find(absl::string_view(place, length))->second;
      Append(&id, 1, ids);
      place += length;
      continue;
    }
    const char* const word = place;
    place += DecodeValidUtf8(place, &code_point);
    uint8_t before = BpeVocabulary::ClassOf(code_point);
    while (place != end) {
      const size_t length = DecodeValidUtf8(place, &code_point);
      const uint8_t next = BpeVocabulary::ClassOf(code_point);
      if (!vocabulary.MayMergeAcross(before, next) || symbol_length(place) > 0) break;
      place += length;
      before = next;
    }
    EncodeWord(word, static_cast<size_t>(place - word), ids);
  }
  Flush(ids);
}

void BpeEncoder::EncodeWord(const char* word, size_t length, std::vector<int32_t>* ids) {
  if (length > WordCache::kMostBytes) {
    MergeWord(absl::string_view(word, length));
    Append(merged_ids_.data(), merged_ids_.size(), ids);
    return;
  }
  const WordCache::Key key(word, length);
  if (const WordCache::Entry* entry = cache_.Find(key)) {
    Append(entry->ids, entry->count, ids);
    return;
  }
  MergeWord(absl::string_view(word, length));
  if (trouble_ == Trouble::kNone) cache_.Put(key, merged_ids_);
  Append(merged_ids_.data(), merged_ids_.size(), ids);
}

void BpeEncoder::MergeWord(absl::string_view word) {
  symbols_.clear();
  uint32_t code_point;
  while (!word.empty()) {
    word.remove_prefix(DecodeValidUtf8(word.data(), &code_point));
    symbols_.push_back(model_->vocabulary.CharacterSymbol(code_point));
  }
  symbols_.resize(merger_.Merge(symbols_.data(), symbols_.size()));
  merged_ids_.clear();
  for (const Symbol symbol : symbols_) AddEnding(symbol);
}

void BpeEncoder::EncodeWholeText(absl::string_view text) {
  trouble_ = Trouble::kNone;
  whole_text_ = true;
  symbols_.clear();
  uint32_t code_point;
  while (!text.empty()) {
    if (const size_t length = model_->normalizer.UserDefinedSymbol(text.data(), text.size())) {
      const int32_t id = model_->user_defined_symbols.find(text.substr(0, length))->second;
      symbols_.push_back(BpeVocabulary::kFrozen | static_cast<Symbol>(id));
      text.remove_prefix(length);
      continue;
    }
    text.remove_prefix(DecodeValidUtf8(text.data(), &code_point));
    symbols_.push_back(model_->vocabulary.CharacterSymbol(code_point));
  }
  offers_.clear();
  symbols_.resize(merger_.MergeLong(symbols_.data(), symbols_.size(), &offers_));
  merged_ids_.clear();
  for (const Symbol symbol : symbols_) AddEnding(symbol);
}

void BpeEncoder::AddEnding(Symbol symbol) {
  switch (model_->vocabulary.EndingOf(symbol)) {
    case BpeVocabulary::Ending::kPiece:
      merged_ids_.push_back(static_cast<int32_t>(symbol & ~BpeVocabulary::kFrozen));
      return;
    case BpeVocabulary::Ending::kUnknown:
      return AddUnknown(symbol);
    case BpeVocabulary::Ending::kControl:
      trouble_ = Trouble::kControlPiece;
      control_piece_ = symbol;
      return;
    case BpeVocabulary::Ending::kTakenApart:
      for (const Symbol part : model_->vocabulary.Parts(symbol)) AddEnding(part);
      return;
    case BpeVocabulary::Ending::kAsLastMerged:
      return AddLastMerged(symbol);
  }
}

void BpeEncoder::AddUnknown(Symbol symbol) {
  if (!model_->byte_fallback) {
    if (merged_ids_.empty() || merged_ids_.back() != model_->unknown) merged_ids_.push_back(model_->unknown);
    return;
  }
  char bytes[4];
  const size_t length = EncodeUtf8(model_->vocabulary.CharacterOf(symbol), bytes);
  for (size_t i = 0; i < length; ++i) merged_ids_.push_back(model_->byte_ids[static_cast<unsigned char>(bytes[i])]);
}

void BpeEncoder::AddLastMerged(Symbol symbol) {
  if (!whole_text_) {
    if (trouble_ == Trouble::kNone) trouble_ = Trouble::kWholeTextNeeded;
    return;
  }
  std::vector<Symbol> left_to_do = {symbol};
  while (!left_to_do.empty()) {
    const Symbol next = left_to_do.back();
    left_to_do.pop_back();
    if (model_->vocabulary.EndingOf(next) != BpeVocabulary::Ending::kAsLastMerged) {
      AddEnding(next);
      continue;
    }
    const auto [left, right] = offers_.find(next)->second;
    left_to_do.push_back(right);
    left_to_do.push_back(left);
  }
}

void BpeEncoder::Append(const int32_t* ids, size_t count, std::vector<int32_t>* to) {
  if (count == 0) return;
  if (ids[0] == joined_unknown_ && last_id_ == joined_unknown_) {
    ++ids;
    if (--count == 0) return;
  }
  last_id_ = ids[count - 1];
  if (pending_count_ + count > kPending) Flush(to);
  if (count > kPending) {
    to->insert(to->end(), ids, ids + count);
    return;
  }
  std::copy(ids, ids + count, pending_.begin() + pending_count_);
  pending_count_ += count;
}

void BpeEncoder::Flush(std::vector<int32_t>* to) {
  to->insert(to->end(), pending_.begin(), pending_.begin() + pending_count_);
  pending_count_ = 0;
}

}  // namespace moebench::language
