#include "language/data/shards/sharder.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/shards/shard_folder.h"
#include "language/data/shards/test_documents.h"
#include "language/data/shards/token_shard.h"

namespace moebench::language {
namespace {

using testing::AllOf;
using testing::HasSubstr;

SharderOptions Options(const std::string& folder) {
  SharderOptions options;
  options.output_folder = folder;
  options.input_name = "list";
  options.tokens_per_shard = 4000;
  options.validation_fraction = 0.3;
  options.threads = 2;
  options.batch_bytes = 500;
  return options;
}

absl::StatusOr<ShardReport> ShardList(const SharderOptions& options, const std::vector<std::string>& documents,
                                      const ByteTokenizer& tokenizer = ByteTokenizer()) {
  ListSource source(documents, /*piece_bytes=*/70);
  return RunSharder(options, tokenizer, source, nullptr);
}

std::map<std::string, std::string> FilesOf(const std::string& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    files[entry.path().filename()] = *ReadFile(entry.path());
  }
  return files;
}

// The documents of a split in order, their end taken off.
std::vector<std::string> DocumentsOf(const std::string& folder, const ShardManifest& manifest, Split split,
                                     const ByteTokenizer& tokenizer) {
  std::vector<std::string> documents;
  for (const ShardEntry& entry : manifest.split(split).shards) {
    const auto shard = ShardReader::Open(absl::StrCat(folder, "/", entry.file), tokenizer.Checksum());
    EXPECT_TRUE(shard.ok()) << shard.status();
    EXPECT_TRUE((*shard)->Verify().ok());
    for (int64_t i = 0; i < entry.documents; ++i) {
      std::vector<int32_t> ids((*shard)->DocumentEnd(i) - (*shard)->DocumentStart(i));
      EXPECT_TRUE((*shard)->tokens().Copy((*shard)->DocumentStart(i), absl::MakeSpan(ids)).ok());
      EXPECT_EQ(ids.back(), tokenizer.EndOfDocument());
      ids.pop_back();
      documents.push_back(*tokenizer.Decode(ids));
    }
  }
  return documents;
}

TEST(Sharder, KeepsEveryDocumentInOrderAndTextsOnOneSide) {
  const std::vector<std::string> documents = RandomDocuments(300, 200, 1);
  for (const ByteTokenizer& tokenizer : {ByteTokenizer(), ByteTokenizer(70000, 65600)}) {
    const TestFolder test;
    const auto report = ShardList(Options(test.path()), documents, tokenizer);
    ASSERT_TRUE(report.ok()) << report.status();
    const auto train = DocumentsOf(test.path(), report->manifest, Split::kTrain, tokenizer);
    const auto valid = DocumentsOf(test.path(), report->manifest, Split::kValid, tokenizer);
    EXPECT_GT(report->manifest.split(Split::kTrain).shards.size(), 1u);
    EXPECT_GT(report->manifest.split(Split::kValid).shards.size(), 1u);

    const std::set<std::string> valid_texts(valid.begin(), valid.end());
    std::vector<std::string> expected_train, expected_valid;
    for (const std::string& text : documents) {
      (valid_texts.count(text) > 0 ? expected_valid : expected_train).push_back(text);
    }
    EXPECT_EQ(train, expected_train);
    EXPECT_EQ(valid, expected_valid);
  }
}

TEST(Sharder, BytesDoNotDependOnThreadsOrBatches) {
  const std::vector<std::string> documents = RandomDocuments(300, 200, 2);
  std::map<std::string, std::string> expected;
  for (const int threads : {1, 2, 7, 0}) {
    for (const int64_t batch_bytes : {1, 1 << 20}) {
      const TestFolder test;
      SharderOptions options = Options(test.path());
      options.threads = threads;
      options.batch_bytes = batch_bytes;
      options.drop_duplicates = options.drop_empty = true;
      ASSERT_TRUE(ShardList(options, documents).ok());
      if (expected.empty()) expected = FilesOf(test.path());
      EXPECT_EQ(FilesOf(test.path()), expected) << threads << " " << batch_bytes;
    }
  }
}

TEST(Sharder, ReportsEmptyAndRepeatedDocuments) {
  const TestFolder test;
  SharderOptions options = Options(test.path());
  const std::string longer(300, 'x');  // five pieces
  const auto report = ShardList(options, {"a", "", " ", "a", longer, longer, longer + "y", "", "a"});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->manifest.counts.documents, 9);
  EXPECT_EQ(report->manifest.counts.empty, 2);
  EXPECT_EQ(report->manifest.counts.blank, 1);
  EXPECT_EQ(report->manifest.counts.duplicates, 3);
  EXPECT_EQ(report->manifest.counts.text_bytes, 905);
  EXPECT_EQ(report->manifest.counts.tokens, 914);
  const auto written = ReadManifest(test.path());
  ASSERT_TRUE(written.ok());
  EXPECT_EQ(FormatManifest(*written), FormatManifest(report->manifest));
}

TEST(Sharder, TheEndOfDocumentsIsAnOption) {
  const ByteTokenizer no_end(256, 0, /*has_end=*/false);
  const auto tokens = [](absl::optional<bool> append, const ByteTokenizer& tokenizer) -> int64_t {
    const TestFolder test;
    SharderOptions options = Options(test.path());
    options.append_end_of_document = append;
    const auto report = ShardList(options, {"ab", "c"}, tokenizer);
    return report.ok() ? report->manifest.counts.tokens : -1;
  };
  EXPECT_EQ(tokens(absl::nullopt, ByteTokenizer()), 5);
  EXPECT_EQ(tokens(true, ByteTokenizer()), 5);
  EXPECT_EQ(tokens(false, ByteTokenizer()), 3);
  EXPECT_EQ(tokens(absl::nullopt, no_end), 3);
  EXPECT_EQ(tokens(true, no_end), -1);
}

// Stops in every place where progress is told, then goes on.
TEST(Sharder, AStoppedRunGoesOn) {
  const std::vector<std::string> documents = RandomDocuments(200, 100, 3);
  const TestFolder whole;
  ASSERT_TRUE(ShardList(Options(whole.path()), documents).ok());
  const auto expected = FilesOf(whole.path());
  for (int stop_after = 1; stop_after < 14; stop_after += 4) {
    const TestFolder test;
    ListSource source(documents, 70);
    int calls = 0;
    const auto stopped = RunSharder(Options(test.path()), ByteTokenizer(), source, [&](const ShardProgress& progress) {
      EXPECT_EQ(progress.input_bytes_total, source.BytesTotal());
      EXPECT_FALSE(progress.skipping);
      return ++calls < stop_after;
    });
    ASSERT_EQ(stopped.status().code(), absl::StatusCode::kCancelled) << stopped.status();
    EXPECT_THAT(stopped.status().message(), HasSubstr("the same command goes on from there"));
    EXPECT_FALSE(ReadManifest(test.path()).ok());

    ListSource again(documents, 70);
    bool skipped = false;
    const auto finished = RunSharder(Options(test.path()), ByteTokenizer(), again, [&](const ShardProgress& progress) {
      skipped |= progress.skipping;
      EXPECT_GE(progress.counts.documents, progress.resumed.documents);
      return true;
    });
    ASSERT_TRUE(finished.ok()) << finished.status();
    EXPECT_GT(finished->resumed.documents, 0);
    EXPECT_TRUE(skipped);
    EXPECT_EQ(FilesOf(test.path()), expected);
  }
}

// A run that was stopped half way, and what each change does to it.
TEST(Sharder, GoesOnWithTheSameInputOptionsAndTokenizerOnly) {
  std::vector<std::string> documents = RandomDocuments(200, 100, 4);
  const TestFolder test;
  ListSource source(documents, 70);
  int calls = 0;
  const auto stop = [&](const ShardProgress&) { return ++calls < 8; };
  ASSERT_FALSE(RunSharder(Options(test.path()), ByteTokenizer(), source, stop).ok());
  const auto unfinished = FilesOf(test.path());

  SharderOptions options = Options(test.path());
  options.split_seed = 9;
  EXPECT_THAT(ShardList(options, documents).status().message(), HasSubstr("split_seed was 0 and is 9"));
  EXPECT_THAT(ShardList(Options(test.path()), documents, ByteTokenizer(258)).status().message(),
              AllOf(HasSubstr("vocabulary_size was 257 and is 258"), HasSubstr("tokenizer_checksum was")));
  auto longer = documents;
  longer.push_back("more");
  EXPECT_THAT(ShardList(Options(test.path()), longer).status().message(), HasSubstr("input_bytes was"));
  auto changed = documents;
  std::swap(*std::find_if(changed.begin(), changed.end(), [](const std::string& text) { return text.size() > 9; }),
            changed[0]);
  EXPECT_THAT(ShardList(Options(test.path()), changed).status().message(),
              HasSubstr("list is not the input that the run began with"));
  EXPECT_EQ(FilesOf(test.path()), unfinished);

  options = Options(test.path());
  options.threads = 5;
  options.batch_bytes = 77;
  options.input_name = "moved";
  const auto report = ShardList(options, documents);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->manifest.counts.documents, 200);
  EXPECT_EQ(report->manifest.settings.input_name, "moved");
}

TEST(Sharder, DamagedPartsAreNotGoneOnWith) {
  const std::vector<std::string> documents = RandomDocuments(200, 100, 4);
  const TestFolder test;
  ListSource source(documents, 70);
  int calls = 0;
  const auto stop = [&](const ShardProgress&) { return ++calls < 3; };
  ASSERT_FALSE(RunSharder(Options(test.path()), ByteTokenizer(), source, stop).ok());
  for (auto [name, bytes] : FilesOf(test.path())) {
    if (name == "shards.unfinished.lock") continue;
    test.Write(name, bytes.substr(0, bytes.size() - bytes.size() / 3 - 1));
    const absl::Status status = ShardList(Options(test.path()), documents).status();
    EXPECT_THAT(status.message(), AllOf(HasSubstr(name), HasSubstr("--overwrite begins anew"))) << status;
    test.Write(name, bytes);
  }
  EXPECT_TRUE(ShardList(Options(test.path()), documents).ok());
}

TEST(Sharder, AFinishedFolderIsReplacedOnRequestOnly) {
  const TestFolder test;
  ASSERT_TRUE(ShardList(Options(test.path()), {"first"}).ok());
  const auto before = FilesOf(test.path());
  EXPECT_EQ(ShardList(Options(test.path()), {"second"}).status().code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(FilesOf(test.path()), before);
  SharderOptions options = Options(test.path());
  options.overwrite = true;
  options.validation_fraction = 0;
  const auto report = ShardList(options, {"second"});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(DocumentsOf(test.path(), report->manifest, Split::kTrain, ByteTokenizer()),
            std::vector<std::string>{"second"});
  EXPECT_EQ(FilesOf(test.path()).size(), 2u);
}

TEST(Sharder, AnInputWithoutDocumentsLeavesNothing) {
  const TestFolder test;
  EXPECT_THAT(ShardList(Options(test.path()), {}).status().message(), HasSubstr("list holds no documents"));
  EXPECT_TRUE(FilesOf(test.path()).empty());
}

TEST(Sharder, ErrorsOfTheInputArePassedOnAndTheRunGoesOnLater) {
  const std::vector<std::string> documents = RandomDocuments(100, 100, 5);
  const TestFolder test, whole;
  ListSource source(documents, 70);
  source.FailAfter(60);
  SharderOptions options = Options(test.path());
  options.checkpoint_interval = absl::ZeroDuration();
  EXPECT_EQ(RunSharder(options, ByteTokenizer(), source, nullptr).status().message(), "list:60: cannot read on");
  ASSERT_TRUE(ShardList(options, documents).ok());
  ASSERT_TRUE(ShardList(Options(whole.path()), documents).ok());
  EXPECT_EQ(FilesOf(test.path()), FilesOf(whole.path()));
}

TEST(Sharder, OptionsWithoutMeaningAreNamed) {
  const auto error = [](void (*change)(SharderOptions&)) {
    const TestFolder test;
    SharderOptions options = Options(test.path() + "/new");
    change(options);
    const std::string message(ShardList(options, {"a"}).status().message());
    EXPECT_FALSE(std::filesystem::exists(test.path() + "/new"));
    return message;
  };
  EXPECT_THAT(error([](SharderOptions& o) { o.output_folder = ""; }), HasSubstr("no output folder"));
  EXPECT_THAT(error([](SharderOptions& o) { o.tokens_per_shard = 0; }), HasSubstr("tokens_per_shard is 0"));
  EXPECT_THAT(error([](SharderOptions& o) { o.validation_fraction = 1; }), HasSubstr("validation_fraction is 1"));
  EXPECT_THAT(error([](SharderOptions& o) { o.validation_fraction = -0.1; }), HasSubstr("is -0.1"));
  EXPECT_THAT(error([](SharderOptions& o) { o.validation_fraction = std::nan(""); }), HasSubstr("is nan"));
  EXPECT_THAT(error([](SharderOptions& o) { o.threads = -1; }), HasSubstr("threads is -1"));
  EXPECT_THAT(error([](SharderOptions& o) { o.batch_bytes = 0; }), HasSubstr("batch_bytes is 0"));
}

}  // namespace
}  // namespace moebench::language
