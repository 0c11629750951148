#include "language/tokenizer/commands/train_byte_level.h"

#include <cstdio>
#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "language/tokenizer/byte_level/byte_level_files.h"
#include "language/tokenizer/byte_level/byte_level_trainer.h"
#include "language/tokenizer/byte_level/open_byte_level.h"
#include "language/tokenizer/commands/byte_progress.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/corpus_input.h"
#include "language/tokenizer/commands/number_text.h"

namespace moebench::language {
namespace {

absl::StatusOr<ByteLevelTrainerOptions> TrainerOptions(const TokenizeFlags& flags) {
  constexpr int64_t kMostIds = int64_t{1} << 24;
  const int64_t least = 256 + (flags.end_of_text ? 1 : 0);
  if (flags.vocab_size < least || flags.vocab_size > kMostIds) {
    return absl::InvalidArgumentError(absl::StrCat("--vocab_size=", flags.vocab_size, " is not within ", least,
                                                   " (the 256 bytes", flags.end_of_text ? " and <|endoftext|>" : "",
                                                   ") to ", kMostIds));
  }
  if (flags.min_frequency < 1) {
    return absl::InvalidArgumentError(absl::StrCat("--min_frequency=", flags.min_frequency, " is below 1"));
  }
  if (flags.max_token_bytes < 0 || flags.max_token_bytes == 1) {
    return absl::InvalidArgumentError(
        absl::StrCat("--max_token_bytes=", flags.max_token_bytes, " is neither 0, for no limit, nor 2 or more"));
  }
  ByteLevelTrainerOptions options;
  options.vocabulary_size = flags.vocab_size;
  options.with_end_of_text = flags.end_of_text;
  options.min_frequency = flags.min_frequency;
  options.max_token_bytes = flags.max_token_bytes;
  options.threads = flags.threads;
  return options;
}

// Two lines, one after the other: the corpus as it is read, then the merges as they are learnt.
class TrainingLines {
 public:
  explicit TrainingLines(int64_t bytes) : reading_(bytes) {}

  void Update(const TrainingProgress& progress) {
    reading_.Update(progress.bytes_read, "reading the corpus");
    if (progress.merges_wanted == 0) return;
    reading_.Finish();
    if (merging_ == nullptr) {
      merging_ = std::make_unique<Progress>(ProgressOptions{"merges", progress.merges_wanted});
    }
    merging_->Update(progress.merges_done);
  }

 private:
  ByteProgress reading_;
  std::unique_ptr<Progress> merging_;
};

absl::Status CheckFolder(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) || std::filesystem::is_directory(path, error)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--model=", path, " is a file; --kind=byte_level writes two, into a folder that --model names"));
}

}  // namespace

absl::StatusOr<std::string> RunTrainByteLevel(const TokenizeFlags& flags) {
  MOE_ASSIGN_OR_RETURN(const ByteLevelTrainerOptions options, TrainerOptions(flags));
  const std::string folder = CallerPath(flags.model);
  MOE_RETURN_IF_ERROR(CheckFolder(folder));
  MOE_ASSIGN_OR_RETURN(const std::unique_ptr<DocumentSource> source, OpenCorpusInput(flags));
  const absl::Time began = absl::Now();
  absl::StatusOr<TrainedByteLevel> trained = absl::UnknownError("");
  {
    TrainingLines lines(source->BytesTotal());
    trained = TrainByteLevel(options, source.get(), [&](const TrainingProgress& progress) { lines.Update(progress); });
  }
  if (!trained.ok()) return AboutInput(trained.status());
  const std::string shortfall = ShortfallMessage(options, *trained);
  if (!shortfall.empty()) std::fprintf(stderr, "train: %s\n", shortfall.c_str());
  MOE_RETURN_IF_ERROR(AboutOutput(WriteByteLevelFiles(folder, trained->merges, options.with_end_of_text)));
  const auto model = OpenByteLevel(folder);
  if (!model.ok()) return AboutInput(model.status());
  return absl::StrCat(flags.model, ": ", (*model)->Kind(), " of ", Grouped((*model)->VocabularySize()), " ids, from ",
                      Grouped(trained->documents), " documents (", Grouped(trained->bytes), " bytes, ",
                      Grouped(trained->distinct_words), " different words), SHA-256 ", (*model)->Checksum(), ", in ",
                      Seconds(absl::Now() - began), "\n");
}

}  // namespace moebench::language
