#include "language/data/shards/sharder.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/data/shards/document_writer.h"
#include "language/data/shards/ordered_pipeline.h"
#include "language/data/shards/piece_batch.h"
#include "language/data/shards/shard_folder.h"

namespace moebench::language {
namespace {

constexpr int kMostThreads = 1024;

template <typename... Parts>
absl::Status Invalid(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

absl::Status CheckOptions(const SharderOptions& options) {
  if (options.output_folder.empty()) return Invalid("no output folder is given");
  if (options.tokens_per_shard < 1) {
    return Invalid("tokens_per_shard is ", options.tokens_per_shard, ", expected at least 1");
  }
  if (!(options.validation_fraction >= 0 && options.validation_fraction < 1)) {
    return Invalid("validation_fraction is ", options.validation_fraction, ", expected at least 0 and below 1");
  }
  if (options.threads < 0 || options.threads > kMostThreads) {
    return Invalid("threads is ", options.threads, ", expected 1 to ", kMostThreads, ", or 0 for one a processor");
  }
  if (options.batch_bytes < 1) return Invalid("batch_bytes is ", options.batch_bytes, ", expected at least 1");
  return absl::OkStatus();
}

absl::Status CheckTokenizer(const SharderOptions& options, const Tokenizer& tokenizer) {
  const std::string checksum = tokenizer.Checksum();
  const auto is_hex = [](char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); };
  if (checksum.size() != 64 || !absl::c_all_of(checksum, is_hex)) {
    return absl::InternalError(absl::StrCat("the checksum of tokenizer ", tokenizer.Kind(), " is \"", checksum,
                                            "\", expected 64 lower-case hexadecimal digits"));
  }
  if (tokenizer.VocabularySize() < 1 || tokenizer.EndOfDocument() >= tokenizer.VocabularySize()) {
    return absl::InternalError(absl::StrCat("tokenizer ", tokenizer.Kind(), " has ", tokenizer.VocabularySize(),
                                            " ids and ends documents with ", tokenizer.EndOfDocument()));
  }
  if (options.append_end_of_document.value_or(false) && tokenizer.EndOfDocument() < 0) {
    return Invalid("the end of documents is to be appended, and tokenizer ", tokenizer.Kind(), " has no id for it");
  }
  return absl::OkStatus();
}

ShardSettings SettingsOf(const SharderOptions& options, const Tokenizer& tokenizer, const DocumentSource& source) {
  ShardSettings settings;
  settings.tokenizer_kind = tokenizer.Kind();
  settings.tokenizer_checksum = tokenizer.Checksum();
  settings.vocabulary_size = tokenizer.VocabularySize();
  settings.end_of_document = options.append_end_of_document.value_or(true) ? tokenizer.EndOfDocument() : -1;
  settings.tokens_per_shard = options.tokens_per_shard;
  settings.validation_fraction = options.validation_fraction;
  settings.split_seed = options.split_seed;
  settings.count_duplicates = options.count_duplicates || options.drop_duplicates;
  settings.drop_duplicates = options.drop_duplicates;
  settings.drop_empty = options.drop_empty;
  settings.input_name = options.input_name;
  settings.input_bytes = source.BytesTotal();
  return settings;
}

// The consuming end: writes batches, tells of progress, and records it from time to time.
class BatchWriter {
 public:
  BatchWriter(const SharderOptions& options, DocumentWriter& writer, int64_t input_bytes,
              const std::function<bool(const ShardProgress&)>& progress)
      : options_(options), writer_(writer), progress_(progress) {
    now_.resumed = now_.counts = writer.counts();
    now_.input_bytes_total = input_bytes;
  }

  absl::Status Write(const PieceBatch& batch) {
    MOE_RETURN_IF_ERROR(writer_.Write(batch));
    if (!batch.skipping && absl::Now() - recorded_ >= options_.checkpoint_interval) {
      MOE_RETURN_IF_ERROR(writer_.Checkpoint());
      recorded_ = absl::Now();
    }
    now_.counts = writer_.counts();
    now_.input_bytes_read = batch.input_bytes_read;
    now_.skipping = batch.skipping;
    if (progress_ == nullptr || progress_(now_)) return absl::OkStatus();
    if (!batch.skipping) MOE_RETURN_IF_ERROR(writer_.Checkpoint());
    return absl::CancelledError(absl::StrCat("stopped after ", now_.counts.documents,
                                             " documents; the same command "
                                             "goes on from there"));
  }

 private:
  const SharderOptions& options_;
  DocumentWriter& writer_;
  const std::function<bool(const ShardProgress&)>& progress_;
  ShardProgress now_;
  absl::Time recorded_ = absl::Now();
};

int ThreadsOf(const SharderOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMostThreads);
}

absl::Status WriteAll(const SharderOptions& options, const Tokenizer& tokenizer, DocumentSource& source,
                      const ShardFolder& folder, BatchWriter& batch_writer) {
  const ShardJournal& begin = folder.begin();
  const int threads = ThreadsOf(options);
  const bool with_sha256 = begin.settings.count_duplicates || begin.settings.validation_fraction > 0;
  PieceReader reader(source, options.input_name, options.batch_bytes, begin.counts.documents, begin.input_crc32c);
  return RunOrdered<PieceBatch>(
      threads, 2 * threads + 2, [&](PieceBatch* batch) { return reader.Next(batch); },
      [&]() -> OrderedPipeline<PieceBatch>::Work {
        auto encoder = std::make_shared<PieceEncoder>(tokenizer, with_sha256);
        return [encoder](PieceBatch* batch) { return encoder->Encode(batch); };
      },
      [&](PieceBatch* batch) { return batch_writer.Write(*batch); });
}

}  // namespace

absl::StatusOr<ShardReport> RunSharder(const SharderOptions& options, const Tokenizer& tokenizer,
                                       DocumentSource& source,
                                       const std::function<bool(const ShardProgress&)>& progress) {
  MOE_RETURN_IF_ERROR(CheckOptions(options));
  MOE_RETURN_IF_ERROR(CheckTokenizer(options, tokenizer));
  MOE_ASSIGN_OR_RETURN(
      const std::unique_ptr<ShardFolder> folder,
      ShardFolder::Open(options.output_folder, SettingsOf(options, tokenizer, source), options.overwrite));
  absl::StatusOr<std::unique_ptr<DocumentWriter>> writer = DocumentWriter::Open(*folder);
  if (!writer.ok()) {
    return absl::Status(writer.status().code(),
                        absl::StrCat("cannot go on with the unfinished shards in ", options.output_folder, ": ",
                                     writer.status().message(), "; --overwrite begins anew"));
  }
  ShardReport report;
  report.resumed = (*writer)->counts();
  BatchWriter batch_writer(options, **writer, source.BytesTotal(), progress);
  MOE_RETURN_IF_ERROR(WriteAll(options, tokenizer, source, *folder, batch_writer));
  if ((*writer)->counts().documents == 0) {
    MOE_RETURN_IF_ERROR(folder->Discard());
    return Invalid(options.input_name, " holds no documents: nothing was written to ", options.output_folder);
  }
  MOE_ASSIGN_OR_RETURN(report.manifest, (*writer)->Finish());
  return report;
}

}  // namespace moebench::language
