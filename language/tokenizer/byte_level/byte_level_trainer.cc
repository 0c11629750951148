#include "language/tokenizer/byte_level/byte_level_trainer.h"

#include <limits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/tokenizer/byte_level/byte_alphabet.h"
#include "language/tokenizer/byte_level/count_words.h"
#include "language/tokenizer/byte_level/learn_merges.h"

namespace moebench::language {
namespace {

constexpr int64_t kMaxVocabularySize = std::numeric_limits<int32_t>::max();
constexpr int kMaxThreads = 1024;

int64_t IdsBesideMerges(const ByteLevelTrainerOptions& options) { return 256 + (options.with_end_of_text ? 1 : 0); }

absl::Status CheckOptions(const ByteLevelTrainerOptions& options) {
  const int64_t least = IdsBesideMerges(options);
  if (options.vocabulary_size < least || options.vocabulary_size > kMaxVocabularySize) {
    return absl::InvalidArgumentError(
        absl::StrCat("vocabulary size ", options.vocabulary_size, ": must be from ", least, " (the 256 bytes",
                     options.with_end_of_text ? absl::StrCat(" and ", kEndOfText) : "", ") to ", kMaxVocabularySize));
  }
  if (options.min_frequency < 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("min_frequency ", options.min_frequency, ": must be at least 1, which allows every pair"));
  }
  if (options.max_token_bytes < 0 || options.max_token_bytes == 1) {
    return absl::InvalidArgumentError(absl::StrCat("max_token_bytes ", options.max_token_bytes,
                                                   ": must be at least 2, for a merge makes two bytes one token, or 0 "
                                                   "for no limit"));
  }
  if (options.threads < 1 || options.threads > kMaxThreads) {
    return absl::InvalidArgumentError(absl::StrCat("threads ", options.threads, ": must be from 1 to ", kMaxThreads));
  }
  return absl::OkStatus();
}

std::vector<ByteMerge> BytesOfMerges(const std::vector<Merge>& merges) {
  std::vector<std::string> tokens;  // by id
  for (const uint8_t byte : BytesInIdOrder()) tokens.emplace_back(1, static_cast<char>(byte));
  std::vector<ByteMerge> result;
  result.reserve(merges.size());
  for (const Merge& merge : merges) {
    result.push_back({tokens[merge.left], tokens[merge.right]});
    tokens.push_back(result.back().left + result.back().right);
  }
  return result;
}

}  // namespace

absl::StatusOr<TrainedByteLevel> TrainByteLevel(const ByteLevelTrainerOptions& options, DocumentSource* source,
                                                const std::function<void(const TrainingProgress&)>& progress) {
  MOE_RETURN_IF_ERROR(CheckOptions(options));
  TrainingProgress now;
  now.merges_wanted = options.vocabulary_size - IdsBesideMerges(options);
  const auto report = [&] {
    if (progress) progress(now);
  };
  const auto report_reading = [&](int64_t bytes_read, int64_t bytes_total) {
    now.bytes_read = bytes_read;
    now.bytes_total = bytes_total;
    report();
  };
  MOE_ASSIGN_OR_RETURN(const CorpusWords corpus, CountWords(source, options.threads, report_reading));
  if (corpus.bytes == 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("nothing to train on: no text in the corpus' ", corpus.documents, " documents"));
  }
  const LearnMergesOptions learning{now.merges_wanted, options.min_frequency, options.max_token_bytes};
  const auto report_merges = [&](int64_t merges_done) {
    now.merges_done = merges_done;
    report();
  };
  MOE_ASSIGN_OR_RETURN(const std::vector<Merge> merges, LearnMerges(corpus.words, learning, report_merges));
  return TrainedByteLevel{BytesOfMerges(merges), corpus.documents, corpus.bytes, corpus.words.distinct()};
}

std::string ShortfallMessage(const ByteLevelTrainerOptions& options, const TrainedByteLevel& trained) {
  const int64_t size = IdsBesideMerges(options) + static_cast<int64_t>(trained.merges.size());
  if (size >= options.vocabulary_size) return "";
  std::string limits =
      absl::StrCat("occur at least ", options.min_frequency, options.min_frequency == 1 ? " time" : " times");
  std::string remedies = "a larger corpus";
  if (options.max_token_bytes > 0) {
    absl::StrAppend(&limits, " and have at most ", options.max_token_bytes, " bytes");
    absl::StrAppend(&remedies, " or a larger max_token_bytes");
  }
  if (options.min_frequency > 1) absl::StrAppend(&remedies, " or a smaller min_frequency");
  return absl::StrCat("the corpus has only ", trained.merges.size(), " merges of pairs that ", limits,
                      ": the vocabulary has ", size, " ids, not ", options.vocabulary_size, "; more take ", remedies);
}

}  // namespace moebench::language
