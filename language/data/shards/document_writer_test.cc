#include "language/data/shards/document_writer.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/shards/test_documents.h"
#include "language/data/shards/token_shard.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;

ShardSettings Settings() {
  const ByteTokenizer tokenizer;
  ShardSettings settings;
  settings.tokenizer_checksum = tokenizer.Checksum();
  settings.vocabulary_size = tokenizer.VocabularySize();
  settings.end_of_document = tokenizer.EndOfDocument();
  settings.tokens_per_shard = 1000;
  return settings;
}

PieceBatch Encoded(const std::vector<std::string>& documents, size_t piece_bytes = 1 << 20) {
  ListSource source(documents, piece_bytes);
  PieceReader reader(source, "list", 1 << 20, 0, 0);
  PieceBatch batch;
  EXPECT_TRUE(*reader.Next(&batch));
  EXPECT_TRUE(PieceEncoder(ByteTokenizer(), true).Encode(&batch).ok());
  return batch;
}

struct Written {
  ShardManifest manifest;
  std::vector<std::string> documents;  // of the first training shard, 256 as '|'
};

Written Write(const ShardSettings& settings, const PieceBatch& batch) {
  const TestFolder test;
  const auto folder = ShardFolder::Open(test.path(), settings, false);
  const auto writer = DocumentWriter::Open(**folder);
  EXPECT_TRUE((*writer)->Write(batch).ok());
  const auto manifest = (*writer)->Finish();
  EXPECT_TRUE(manifest.ok()) << manifest.status();
  Written written{*manifest, {}};
  const auto shard = ShardReader::Open(test.path() + "/train_00000.tokens", "");
  for (int64_t i = 0; shard.ok() && i < (*shard)->header().documents; ++i) {
    std::vector<int32_t> ids((*shard)->DocumentEnd(i) - (*shard)->DocumentStart(i));
    EXPECT_TRUE((*shard)->tokens().Copy((*shard)->DocumentStart(i), absl::MakeSpan(ids)).ok());
    std::string text;
    for (const int32_t id : ids) text += id == 256 ? '|' : static_cast<char>(id);
    written.documents.push_back(text);
  }
  return written;
}

TEST(DocumentWriter, KeepsAllByDefaultAndCounts) {
  const Written written = Write(Settings(), Encoded({"ab", "", "  ", "ab", "c", "", "ab"}));
  EXPECT_THAT(written.documents, ElementsAre("ab|", "|", "  |", "ab|", "c|", "|", "ab|"));
  const ShardCounts& counts = written.manifest.counts;
  EXPECT_EQ(counts.documents, 7);
  EXPECT_EQ(counts.empty, 2);
  EXPECT_EQ(counts.blank, 1);
  EXPECT_EQ(counts.duplicates, 2);
  EXPECT_EQ(counts.dropped, 0);
  EXPECT_EQ(counts.text_bytes, 9);
  EXPECT_EQ(counts.tokens, 16);
  EXPECT_EQ(written.manifest.split(Split::kTrain).tokens, 16);
}

// The pieces of three bytes make "abcabc" span two and more, and their tokens are taken back.
TEST(DocumentWriter, DropsOnRequest) {
  ShardSettings settings = Settings();
  settings.drop_duplicates = true;
  const std::vector<std::string> documents = {"abcabc", "", "abc", "      ", "abcabc", "abc", "abcabcd"};
  for (const size_t piece_bytes : {size_t{3}, size_t{100}}) {
    EXPECT_THAT(Write(settings, Encoded(documents, piece_bytes)).documents,
                ElementsAre("abcabc|", "|", "abc|", "      |", "abcabcd|"));
    ShardSettings both = settings;
    both.drop_empty = true;
    const Written written = Write(both, Encoded(documents, piece_bytes));
    EXPECT_THAT(written.documents, ElementsAre("abcabc|", "abc|", "abcabcd|"));
    EXPECT_EQ(written.manifest.counts.dropped, 4);
    EXPECT_EQ(written.manifest.counts.duplicates, 2);
    EXPECT_EQ(written.manifest.counts.tokens, 7 + 4 + 8);
  }
}

TEST(DocumentWriter, WithoutAnEndNothingIsAppended) {
  ShardSettings settings = Settings();
  settings.end_of_document = -1;
  EXPECT_THAT(Write(settings, Encoded({"ab", "", "c"})).documents, ElementsAre("ab", "", "c"));
}

TEST(DocumentWriter, AShardEndsWithTheDocumentThatFillsIt) {
  ShardSettings settings = Settings();
  settings.tokens_per_shard = 5;
  // With their ends: 3, 3 (full at 6), 9, 1, 1, 3 (full at 5), and nothing after.
  const Written written = Write(settings, Encoded({"ab", "cd", "12345678", "", "", "ef"}));
  std::vector<int64_t> tokens;
  for (const ShardEntry& shard : written.manifest.split(Split::kTrain).shards) tokens.push_back(shard.tokens);
  EXPECT_THAT(tokens, ElementsAre(6, 9, 5));
}

TEST(DocumentWriter, ADroppedLastDocumentLeavesNoEmptyShard) {
  ShardSettings settings = Settings();
  settings.tokens_per_shard = 3;
  settings.drop_duplicates = true;
  const Written written = Write(settings, Encoded({"ab", "ab"}));
  EXPECT_EQ(written.manifest.split(Split::kTrain).shards.size(), 1u);
}

// 10,000 documents at 0.3: the count is within 4.5 standard deviations (46) for all but 7 seeds in a million; the seeds
// are fixed.
TEST(DocumentWriter, SplitsAboutTheFractionBySeed) {
  int on_both_sides = 0;
  for (const uint64_t seed : {0, 1, 2357}) {
    int valid = 0;
    for (int i = 0; i < 10000; ++i) {
      const std::string hash = Sha256Hex(absl::StrCat("document ", i));
      const bool is_valid = SplitOf(hash, seed, 0.3) == Split::kValid;
      valid += is_valid;
      on_both_sides += is_valid != (SplitOf(hash, seed + 1, 0.3) == Split::kValid);
      EXPECT_EQ(SplitOf(hash, seed, 0), Split::kTrain);
      // A larger fraction only adds to the validation side.
      if (is_valid) EXPECT_EQ(SplitOf(hash, seed, 0.31), Split::kValid);
    }
    EXPECT_NEAR(valid, 3000, 4.5 * std::sqrt(10000 * 0.3 * 0.7));
  }
  // Seeds are independent: 2 x 0.3 x 0.7 of the documents change sides.
  EXPECT_NEAR(on_both_sides, 30000 * 0.42, 4.5 * std::sqrt(30000 * 0.42 * 0.58));
}

}  // namespace
}  // namespace moebench::language
