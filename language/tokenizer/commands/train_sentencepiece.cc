#include "language/tokenizer/commands/train_sentencepiece.h"

#include <cstdio>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "language/tokenizer/commands/byte_progress.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/corpus_input.h"
#include "language/tokenizer/commands/number_text.h"
#include "language/tokenizer/commands/output_file.h"
#include "language/tokenizer/commands/sentencepiece_options.h"
#include "language/tokenizer/commands/training_text.h"
#include "language/tokenizer/sentencepiece/library.h"
#include "language/tokenizer/sentencepiece/open_sentencepiece.h"
#include "sentencepiece_model.pb.h"

namespace moebench::language {
namespace {

std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

absl::StatusOr<std::unique_ptr<TrainingText>> GatherText(const TokenizeFlags& flags, const std::string& model,
                                                         int64_t max_line_bytes) {
  MOE_ASSIGN_OR_RETURN(const std::unique_ptr<DocumentSource> source, OpenCorpusInput(flags));
  ByteProgress progress(source->BytesTotal());
  MOE_ASSIGN_OR_RETURN(std::unique_ptr<TrainingText> text,
                       TrainingText::Write(*source, FolderOf(model), max_line_bytes,
                                           [&] { progress.Update(source->BytesRead(), "reading the corpus"); }));
  progress.Finish();
  if (text->lines() == text->long_lines()) {
    return absl::FailedPreconditionError(
        text->lines() == 0
            ? absl::StrCat("--input=", flags.input, " holds no text to train on")
            : absl::StrCat("--input=", flags.input, ": each of its ", Grouped(text->lines()), " lines has more than ",
                           Grouped(max_line_bytes),
                           " bytes and would be left out; --sentencepiece_options=max_sentence_length=… allows more"));
  }
  return text;
}

// The library works in silence.
void PrintTask(const TokenizeFlags& flags, const TrainingText& text, int64_t max_line_bytes) {
  std::fprintf(stderr, "train: %s pieces of %s, from %s lines of %s documents (%s bytes), on %d threads\n",
               Grouped(flags.vocab_size).c_str(), flags.model_type.c_str(), Grouped(text.lines()).c_str(),
               Grouped(text.documents()).c_str(), Grouped(text.bytes()).c_str(), flags.threads);
  if (text.long_lines() == 0) return;
  std::fprintf(stderr,
               "train: %s of the lines have more than %s bytes and are left out; "
               "--sentencepiece_options=max_sentence_length=… allows more\n",
               Grouped(text.long_lines()).c_str(), Grouped(max_line_bytes).c_str());
}

absl::StatusOr<std::string> Train(const TrainingText& text, SentencePieceOptions options) {
  options.emplace_back("input", text.path());
  std::string serialized, error;
  if (!TrainSentencePiece(options, &serialized, &error)) return TrainerStatus(error);
  return WithoutTrainingPlace(serialized);
}

}  // namespace

absl::StatusOr<std::string> WithoutTrainingPlace(const std::string& serialized_model) {
  sentencepiece::ModelProto model;
  if (!model.ParseFromString(serialized_model)) return absl::InternalError("the trained model cannot be read back");
  sentencepiece::TrainerSpec* trainer = model.mutable_trainer_spec();
  trainer->clear_input();
  trainer->clear_num_threads();
  trainer->clear_seed_sentencepieces_file();
  model.mutable_normalizer_spec()->clear_normalization_rule_tsv();
  if (model.has_denormalizer_spec()) model.mutable_denormalizer_spec()->clear_normalization_rule_tsv();
  return model.SerializeAsString();
}

absl::StatusOr<std::string> RunTrainSentencePiece(const TokenizeFlags& flags) {
  MOE_ASSIGN_OR_RETURN(const SentencePieceOptions options, SentencePieceOptionsOf(flags));
  const std::string path = CallerPath(flags.model);
  // Better now than when all is done.
  MOE_RETURN_IF_ERROR(OutputFile::Open(path).status());
  const int64_t max_line_bytes = MaxSentenceBytes(options);
  MOE_ASSIGN_OR_RETURN(const std::unique_ptr<TrainingText> text, GatherText(flags, path, max_line_bytes));
  PrintTask(flags, *text, max_line_bytes);
  const absl::Time began = absl::Now();
  MOE_ASSIGN_OR_RETURN(const std::string serialized, Train(*text, options));
  const auto model = OpenSerializedSentencePiece(serialized, "the trained model");
  if (!model.ok()) return AboutInput(model.status());
  MOE_RETURN_IF_ERROR(WriteOutput(path, serialized));
  return absl::StrCat(flags.model, ": ", (*model)->Kind(), " of ", Grouped((*model)->VocabularySize()), " pieces, ",
                      Grouped(static_cast<int64_t>(serialized.size())), " bytes, SHA-256 ", (*model)->Checksum(),
                      ", in ", Seconds(absl::Now() - began), "\n");
}

}  // namespace moebench::language
