#include "language/tokenizer/commands/shard_command.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"
#include "language/data/shards/sharder.h"
#include "language/tokenizer/commands/byte_progress.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/corpus_input.h"
#include "language/tokenizer/commands/named_tokenizer.h"
#include "language/tokenizer/commands/number_text.h"
#include "language/tokenizer/commands/shard_table.h"

namespace moebench::language {
namespace {

absl::Status CheckShardFlags(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(RequireFlag("output", flags.output, "the folder to write shards to"));
  if (flags.tokens_per_shard < 1) {
    return absl::InvalidArgumentError(absl::StrCat("--tokens_per_shard=", flags.tokens_per_shard, " is below 1"));
  }
  if (!(flags.validation_fraction >= 0 && flags.validation_fraction < 1)) {
    return absl::InvalidArgumentError(absl::StrCat("--validation_fraction=", flags.validation_fraction,
                                                   " is not at least 0 and below 1; 0.0005 is one document in 2,000"));
  }
  if (flags.drop_duplicates && flags.Has("count_duplicates") && !flags.count_duplicates) {
    return absl::InvalidArgumentError("--drop_duplicates has to count them; leave --nocount_duplicates out");
  }
  return absl::OkStatus();
}

SharderOptions OptionsOf(const TokenizeFlags& flags) {
  SharderOptions options;
  options.output_folder = CallerPath(flags.output);
  options.input_name = flags.input;
  options.tokens_per_shard = flags.tokens_per_shard;
  options.validation_fraction = flags.validation_fraction;
  options.split_seed = flags.split_seed;
  options.threads = flags.threads;
  if (flags.Has("append_end_of_document")) options.append_end_of_document = flags.append_end_of_document;
  options.count_duplicates = flags.count_duplicates;
  options.drop_duplicates = flags.drop_duplicates;
  options.drop_empty = flags.drop_empty;
  options.overwrite = flags.overwrite;
  return options;
}

// The progress line; its rates are of this run alone.
class ShardingLine {
 public:
  void Update(const ShardProgress& progress) {
    if (line_ == nullptr) line_ = std::make_unique<ByteProgress>(progress.input_bytes_total, progress.input_bytes_read);
    if (progress.skipping) {
      line_->Update(progress.input_bytes_read, "skipping what is there");
      return;
    }
    if (encoding_since_ == absl::InfinitePast()) encoding_since_ = absl::Now();
    const std::string rate =
        ByteRate(progress.counts.text_bytes - progress.resumed.text_bytes, absl::Now() - encoding_since_);
    line_->Update(progress.input_bytes_read, absl::StrCat(rate.empty() ? "" : absl::StrCat(rate, " of text  "),
                                                          Grouped(progress.counts.tokens), " tokens"));
  }

  void Finish() {
    if (line_ != nullptr) line_->Finish();
  }

 private:
  std::unique_ptr<ByteProgress> line_;
  absl::Time encoding_since_ = absl::InfinitePast();
};

// What cannot be made is told apart from what cannot be read.
absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && !std::filesystem::is_directory(path, error)) error = std::make_error_code(std::errc::not_a_directory);
  if (!error) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("cannot make the folder ", path, ": ", error.message()));
}

// With the flags known to be right, what the sharder finds wrong is the data, or the folder's state.
absl::Status AboutSharding(const absl::Status& status) {
  const bool data = absl::IsInvalidArgument(status) || absl::IsAlreadyExists(status);
  return data ? absl::FailedPreconditionError(status.message()) : status;
}

}  // namespace

absl::StatusOr<std::string> RunShard(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(CheckShardFlags(flags));
  MOE_ASSIGN_OR_RETURN(const std::shared_ptr<const Tokenizer> tokenizer, OpenNamedTokenizer(flags));
  if (flags.Has("append_end_of_document") && flags.append_end_of_document && tokenizer->EndOfDocument() < 0) {
    return absl::InvalidArgumentError(absl::StrCat("--append_end_of_document: --tokenizer=", flags.tokenizer,
                                                   " has no id for the end of a document"));
  }
  MOE_ASSIGN_OR_RETURN(const std::unique_ptr<DocumentSource> source, OpenCorpusInput(flags));
  MOE_RETURN_IF_ERROR(MakeFolder(CallerPath(flags.output)));
  const absl::Time began = absl::Now();
  ShardingLine line;
  const absl::StatusOr<ShardReport> report =
      RunSharder(OptionsOf(flags), *tokenizer, *source, [&](const ShardProgress& progress) {
        line.Update(progress);
        return !StopRequested();
      });
  line.Finish();
  if (!report.ok()) return AboutSharding(report.status());
  const ShardCounts& counts = report->manifest.counts;
  return ShardTable(flags.output, report->manifest,
                    ShardingWork{absl::Now() - began, counts.text_bytes - report->resumed.text_bytes,
                                 counts.tokens - report->resumed.tokens});
}

}  // namespace moebench::language
