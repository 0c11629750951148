#include "language/data/shards/shard_journal.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;

ShardJournal Journal() {
  ShardJournal journal;
  journal.settings.vocabulary_size = 257;
  journal.settings.tokens_per_shard = 100;
  journal.counts.documents = 5;
  journal.input_crc32c = 4294967295;
  journal.distinct_documents = 4;
  journal.splits[0] = {3, {50, 2, 17}};
  journal.splits[1] = {0, {7, 1, 18}};
  return journal;
}

TEST(ShardJournal, SurvivesItsText) {
  const std::string text = FormatJournal(Journal());
  const auto parsed = ParseJournal(text, "f");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(FormatJournal(*parsed), text);
  EXPECT_EQ(parsed->splits[0].partial.tokens, 50);
  EXPECT_EQ(parsed->splits[1].partial.crc32c, 18u);
}

TEST(ShardJournal, FaultsAreNamed) {
  const auto parsed_with = [](absl::string_view from, absl::string_view to) {
    return ParseJournal(absl::StrReplaceAll(FormatJournal(Journal()), {{from, to}}), "f").status();
  };
  EXPECT_THAT(parsed_with("\"version\": 1", "\"version\": 9").message(), HasSubstr("version 9, expected"));
  EXPECT_THAT(parsed_with("\"partial_tokens\": 50", "\"partial_tokens\": 9000000000000000000").message(),
              HasSubstr("f, split train: \"partial_tokens\" is 9000000000000000000"));
  EXPECT_THAT(parsed_with("\"partial_crc32c\": 18", "\"partial_crc32c\": 4294967296").message(),
              HasSubstr("split valid: \"partial_crc32c\""));
  EXPECT_THAT(parsed_with("\"valid\"", "\"other\"").message(), HasSubstr("\"valid\" is missing"));
  EXPECT_FALSE(ParseJournal("", "f").ok());
}

}  // namespace
}  // namespace moebench::language
