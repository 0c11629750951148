#include "language/tokenizer/byte_level/byte_level_trainer.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/runfiles.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_real_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/document_source.h"
#include "language/data/corpora/open_corpus.h"
#include "language/tokenizer/byte_level/byte_alphabet.h"
#include "language/tokenizer/byte_level/byte_level_files.h"
#include "language/tokenizer/byte_level/open_byte_level.h"
#include "language/tokenizer/byte_level/test_documents.h"
#include "language/tokenizer/tokenizer.h"
#include "nlohmann/json.hpp"

namespace moebench::language {
namespace {

using nlohmann::json;
using testing::HasSubstr;

const json& Reference() {
  static const json* const reference =
      new json(json::parse(*ReadFile(*Runfile("language/tokenizer/byte_level/testdata/trainer_reference.json"))));
  return *reference;
}

// As vocab.bpe has them.
std::vector<std::string> Lines(const TrainedByteLevel& trained) {
  std::vector<std::string> lines;
  for (const ByteMerge& merge : trained.merges) {
    lines.push_back(absl::StrCat(PrintableOfBytes(merge.left), " ", PrintableOfBytes(merge.right)));
  }
  return lines;
}

std::string HashOfLines(const TrainedByteLevel& trained) {
  std::string text;
  for (const std::string& line : Lines(trained)) absl::StrAppend(&text, line, "\n");
  return Sha256Hex(text);
}

ByteLevelTrainerOptions OptionsOf(const json& reference) {
  ByteLevelTrainerOptions options;
  options.vocabulary_size = reference["vocabulary_size"];
  options.min_frequency = reference["min_frequency"];
  options.with_end_of_text = reference["with_end_of_text"];
  // Hugging Face names the first length that it refuses.
  if (!reference["max_token_length"].is_null()) options.max_token_bytes = reference["max_token_length"].get<int>() - 1;
  return options;
}

absl::StatusOr<TrainedByteLevel> Train(const ByteLevelTrainerOptions& options, std::vector<std::string> texts) {
  TestDocuments source(std::move(texts));
  return TrainByteLevel(options, &source);
}

ByteLevelTrainerOptions Size(int64_t vocabulary_size) {
  ByteLevelTrainerOptions options;
  options.vocabulary_size = vocabulary_size;
  return options;
}

TEST(ByteLevelTrainer, LearnsTheMergesOfHuggingFace) {
  int number = 0;
  for (const json& reference : Reference()["cases"]) {
    const absl::StatusOr<TrainedByteLevel> trained = Train(OptionsOf(reference), reference["documents"]);
    ASSERT_TRUE(trained.ok()) << trained.status();
    EXPECT_EQ(Lines(*trained), reference["merges"].get<std::vector<std::string>>()) << "case " << number;
    ++number;
  }
  EXPECT_GT(number, 40);
}

// "the" and " the" twice each: h e and t h occur four times, h having the smaller id; then t he, then the space.
TEST(ByteLevelTrainer, CountsWhatItRead) {
  const TrainedByteLevel trained = *Train(Size(300), {"the the", "", "the the"});
  EXPECT_EQ(trained.documents, 3);
  EXPECT_EQ(trained.bytes, 14);
  EXPECT_EQ(trained.distinct_words, 2);
  EXPECT_EQ(Lines(trained), (std::vector<std::string>{"h e", "t he", "Ġ the"}));
}

TEST(ByteLevelTrainer, TheEndOfTextTakesOneId) {
  ByteLevelTrainerOptions options = Size(258);
  EXPECT_EQ(Train(options, {"abc abc"})->merges.size(), 1u);
  options.with_end_of_text = false;
  EXPECT_EQ(Train(options, {"abc abc"})->merges.size(), 2u);
  options.vocabulary_size = 256;
  EXPECT_EQ(Train(options, {"abc abc"})->merges.size(), 0u);
}

TEST(ByteLevelTrainer, SaysHowManyMergesThereWere) {
  ByteLevelTrainerOptions options = Size(1000);
  const TrainedByteLevel trained = *Train(options, {"the the", "the the"});
  EXPECT_EQ(ShortfallMessage(options, trained),
            "the corpus has only 3 merges of pairs that occur at least 2 times: the vocabulary has 260 ids, not 1000; "
            "more take a larger corpus or a smaller min_frequency");
  options = Size(1000);
  options.min_frequency = 1;
  options.max_token_bytes = 3;
  EXPECT_EQ(ShortfallMessage(options, *Train(options, {"the the"})),
            "the corpus has only 2 merges of pairs that occur at least 1 time and have at most 3 bytes: the vocabulary "
            "has 259 ids, not 1000; more take a larger corpus or a larger max_token_bytes");
  EXPECT_EQ(ShortfallMessage(Size(260), trained), "");
}

TEST(ByteLevelTrainer, RefusesOptionsOutOfRange) {
  const auto message = [](const ByteLevelTrainerOptions& options) {
    const absl::Status status = Train(options, {"text"}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    return std::string(status.message());
  };
  EXPECT_THAT(message(Size(256)),
              HasSubstr("vocabulary size 256: must be from 257 (the 256 bytes and <|endoftext|>) to 2147483647"));
  EXPECT_THAT(message(Size(-1)), HasSubstr("vocabulary size -1"));
  EXPECT_THAT(message(Size(int64_t{1} << 31)), HasSubstr("vocabulary size 2147483648"));
  ByteLevelTrainerOptions options;
  options.with_end_of_text = false;
  options.vocabulary_size = 255;
  EXPECT_THAT(message(options), HasSubstr("must be from 256 (the 256 bytes) to"));
  options = ByteLevelTrainerOptions();
  options.min_frequency = 0;
  EXPECT_THAT(message(options), HasSubstr("min_frequency 0: must be at least 1"));
  options = ByteLevelTrainerOptions();
  options.max_token_bytes = 1;
  EXPECT_THAT(message(options), HasSubstr("max_token_bytes 1: must be at least 2"));
  options.max_token_bytes = -5;
  EXPECT_THAT(message(options), HasSubstr("max_token_bytes -5"));
  options = ByteLevelTrainerOptions();
  options.threads = 0;
  EXPECT_THAT(message(options), HasSubstr("threads 0: must be from 1 to 1024"));
}

TEST(ByteLevelTrainer, RefusesACorpusWithoutText) {
  EXPECT_EQ(Train({}, {}).status(),
            absl::InvalidArgumentError("nothing to train on: no text in the corpus' 0 documents"));
  EXPECT_EQ(Train({}, {"", ""}).status(),
            absl::InvalidArgumentError("nothing to train on: no text in the corpus' 2 documents"));
}

TEST(ByteLevelTrainer, PassesOnTheErrorOfTheSource) {
  TestDocuments source({"text"}, absl::DataLossError("corpus.gz: cut off"));
  EXPECT_EQ(TrainByteLevel({}, &source).status(), absl::DataLossError("corpus.gz: cut off"));
}

std::vector<std::string> RandomTexts() {
  CounterRandom random(11, 1);
  std::vector<std::string> texts(3000);
  for (std::string& text : texts) {
    for (uint32_t i = random.Below(600); i > 0; --i) text += "    eeetaoinsh\n.'1\xc3\xff"[random.Below(19)];
  }
  return texts;
}

TEST(ByteLevelTrainer, ThreadsAndTheOrderOfDocumentsChangeNothing) {
  std::vector<std::string> texts = RandomTexts();
  ByteLevelTrainerOptions options = Size(1000);
  const std::vector<std::string> wanted = Lines(*Train(options, texts));
  ASSERT_EQ(wanted.size(), 743u);
  for (const int threads : {2, 3, 8}) {
    options.threads = threads;
    EXPECT_EQ(Lines(*Train(options, texts)), wanted) << threads << " threads";
  }
  std::reverse(texts.begin(), texts.end());
  EXPECT_EQ(Lines(*Train(options, texts)), wanted);
}

TEST(ByteLevelTrainer, ReportsReadingThenMerges) {
  TestDocuments source(RandomTexts());
  std::vector<TrainingProgress> reports;
  ASSERT_TRUE(
      TrainByteLevel(Size(1000), &source, [&reports](const TrainingProgress& now) { reports.push_back(now); }).ok());
  ASSERT_GT(reports.size(), 3u);
  EXPECT_EQ(reports.front().merges_done, 0);
  EXPECT_EQ(reports.front().merges_wanted, 743);
  for (size_t i = 1; i < reports.size(); ++i) {
    EXPECT_GE(reports[i].bytes_read, reports[i - 1].bytes_read);
    EXPECT_GE(reports[i].merges_done, reports[i - 1].merges_done);
    EXPECT_TRUE(reports[i].merges_done == 0 || reports[i].bytes_read == reports[i].bytes_total);
  }
  EXPECT_EQ(reports.back().merges_done, 743);
}

// The tokens of a word that was learnt whole are that word.
TEST(ByteLevelTrainer, WhatItLearnsIsWrittenReadAndUsed) {
  TestFolder folder;
  const TrainedByteLevel trained = *Train(Size(2000), {"hello wörld", "hello wörld\xff\xfe", "hello wörld"});
  ASSERT_TRUE(WriteByteLevelFiles(folder.path(), trained.merges, /*with_end_of_text=*/true).ok());
  const absl::StatusOr<std::shared_ptr<const Tokenizer>> tokenizer = OpenByteLevel(folder.path());
  ASSERT_TRUE(tokenizer.ok()) << tokenizer.status();
  const int size = 257 + static_cast<int>(trained.merges.size());
  EXPECT_EQ((*tokenizer)->VocabularySize(), size);
  EXPECT_EQ((*tokenizer)->EndOfDocument(), size - 1);
  std::vector<int32_t> ids;
  ASSERT_TRUE((*tokenizer)->NewEncoder()->Encode("hello wörld", &ids).ok());
  EXPECT_EQ(ids.size(), 2u);
  EXPECT_EQ(*(*tokenizer)->Decode(ids), "hello wörld");
}

TEST(ByteLevelTrainer, LearnsTheMergesOfHuggingFaceFromTheWebDocuments) {
  CorpusOptions corpus;
  corpus.path = RealData({"web-documents.jsonl.gz", "web-documents.jsonl"});
  if (corpus.path.empty()) GTEST_SKIP() << "no web-documents.jsonl below $MOEBENCH_REAL_DATA";
  for (const json& reference : Reference()["web_documents"]) {
    absl::StatusOr<std::unique_ptr<DocumentSource>> source = OpenCorpus(corpus);
    ASSERT_TRUE(source.ok()) << source.status();
    ByteLevelTrainerOptions options = Size(reference["vocabulary_size"]);
    options.threads = 2;
    const absl::StatusOr<TrainedByteLevel> trained = TrainByteLevel(options, source->get());
    ASSERT_TRUE(trained.ok()) << trained.status();
    EXPECT_EQ(trained->documents, 5293);
    EXPECT_EQ(trained->merges.size(), reference["merges"].get<size_t>());
    EXPECT_EQ(HashOfLines(*trained), reference["sha256"].get<std::string>());
  }
}

}  // namespace
}  // namespace moebench::language
