#include "language/tokenizer/commands/shard_table.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

ShardManifest Manifest() {
  ShardManifest manifest;
  manifest.settings.tokenizer_kind = "gpt2-bpe";
  manifest.settings.tokenizer_checksum = std::string(64, 'a');
  manifest.settings.vocabulary_size = 50257;
  manifest.settings.end_of_document = 50256;
  manifest.settings.input_name = "corpus.jsonl";
  manifest.settings.input_bytes = 5000;
  manifest.counts.documents = 1234;
  manifest.counts.empty = 2;
  manifest.counts.blank = 3;
  manifest.counts.duplicates = 7;
  manifest.counts.text_bytes = 1'000'000;
  manifest.counts.tokens = 250'000;
  manifest.splits[0].documents = 1200;
  manifest.splits[0].tokens = 240'000;
  manifest.splits[0].shards.resize(3);
  return manifest;
}

TEST(ShardTable, SaysWhatTheFolderHolds) {
  const std::string table = ShardTable("shards", Manifest(), absl::nullopt);
  EXPECT_THAT(table, HasSubstr("shards\n"));
  EXPECT_THAT(table, HasSubstr("gpt2-bpe, 50,257 ids"));
  EXPECT_THAT(table, HasSubstr("SHA-256 " + std::string(64, 'a')));
  EXPECT_THAT(table, HasSubstr("id 50256"));
  EXPECT_THAT(table, HasSubstr("corpus.jsonl (5,000 bytes)"));
  EXPECT_THAT(table, ContainsRegex("documents +1,234\n"));
  EXPECT_THAT(table, ContainsRegex("  duplicates +7\n"));
  EXPECT_THAT(table, ContainsRegex("bytes a token +4.00\n"));
  EXPECT_THAT(table, ContainsRegex("split train +3 shards, 1,200 of 1,234 documents, 240,000 tokens\n"));
  EXPECT_THAT(table, ContainsRegex("split valid +0 shards"));
  EXPECT_THAT(table, Not(HasSubstr("speed")));
}

TEST(ShardTable, SaysHowFastItWasMade) {
  const std::string table =
      ShardTable("shards", Manifest(), ShardingWork{absl::Seconds(2), /*text_bytes=*/10'000'000, /*tokens=*/100'000});
  EXPECT_THAT(table, ContainsRegex("time +2.0 s\n"));
  EXPECT_THAT(table, ContainsRegex("speed +5 MB/s of text, 50,000 tokens/s\n"));
}

TEST(ShardTable, WhatWasNotCountedIsNotZero) {
  ShardManifest manifest = Manifest();
  manifest.settings.count_duplicates = false;
  manifest.settings.end_of_document = -1;
  const std::string table = ShardTable("shards", manifest, absl::nullopt);
  EXPECT_THAT(table, ContainsRegex("duplicates +not counted\n"));
  EXPECT_THAT(table, ContainsRegex("end of document +none\n"));
}

}  // namespace
}  // namespace moebench::language
