#include "language/data/shards/shard_manifest.h"

#include <string>

#include "absl/strings/str_replace.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::AllOf;
using testing::HasSubstr;

ShardManifest Manifest() {
  ShardManifest manifest;
  manifest.settings.vocabulary_size = 257;
  manifest.settings.tokens_per_shard = 100;
  manifest.counts.documents = 5;
  manifest.splits[0] = {150, 4, {{"train_00000.tokens", 100, 3, 7}, {"train_00001.tokens", 50, 1, 4294967295}}};
  manifest.splits[1] = {9, 1, {{"valid_00000.tokens", 9, 1, 8}}};
  return manifest;
}

absl::Status ParsedWith(absl::string_view from, absl::string_view to) {
  const std::string text = FormatManifest(Manifest());
  EXPECT_THAT(text, HasSubstr(std::string(from)));
  return ParseManifest(absl::StrReplaceAll(text, {{from, to}}), "shards.json").status();
}

TEST(ShardManifest, SurvivesItsText) {
  const std::string text = FormatManifest(Manifest());
  const auto parsed = ParseManifest(text, "shards.json");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(FormatManifest(*parsed), text);
  EXPECT_EQ(parsed->split(Split::kTrain).shards[1].contents_crc32c, 4294967295u);
  EXPECT_EQ(parsed->split(Split::kValid).documents, 1);
}

TEST(ShardManifest, NumbersFilesWithFiveDigitsAndMore) {
  EXPECT_EQ(ShardFileName(Split::kTrain, 7), "train_00007.tokens");
  EXPECT_EQ(ShardFileName(Split::kValid, 123456), "valid_123456.tokens");
}

TEST(ShardManifest, FaultsAreNamed) {
  EXPECT_THAT(ParsedWith("moebench token shards", "other").message(), HasSubstr("\"format\" is \"other\""));
  EXPECT_THAT(ParsedWith("\"version\": 1", "\"version\": 2").message(), HasSubstr("has version 2"));
  EXPECT_THAT(ParsedWith("train_00001.tokens", "../../etc/passwd").message(),
              HasSubstr("shard 1: \"file\" is \"../../etc/passwd\", expected \"train_00001.tokens\""));
  EXPECT_THAT(ParsedWith("\"tokens\": 150", "\"tokens\": 151").message(),
              HasSubstr("the shards hold 150 tokens and 4 documents, expected 151 and 4"));
  EXPECT_THAT(ParsedWith("\"tokens\": 100", "\"tokens\": -1").message(), HasSubstr("\"tokens\" is -1"));
  EXPECT_THAT(ParsedWith("\"valid\"", "\"other\"").message(), HasSubstr("\"valid\" is missing"));
  EXPECT_THAT(ParseManifest("no json", "shards.json").status().message(), HasSubstr("shards.json is no JSON object"));
}

TEST(ShardManifest, CutAnywhereItIsRefused) {
  const std::string text = FormatManifest(Manifest());
  for (size_t size = 0; size + 2 < text.size(); ++size) EXPECT_FALSE(ParseManifest(text.substr(0, size), "f").ok());
}

TEST(ShardManifest, UnfinishedFoldersAreToldFromOthers) {
  const TestFolder folder;
  EXPECT_THAT(ReadManifest(folder.path() + "/none").status().message(), HasSubstr("there is no folder"));
  EXPECT_THAT(ReadManifest(folder.path()).status().message(), HasSubstr("it is no folder of token shards"));
  folder.Write("shards.unfinished.json", "{}");
  const absl::Status status = ReadManifest(folder.path()).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("is unfinished"), HasSubstr("goes on from where it was stopped")));
  folder.Write("shards.json", FormatManifest(Manifest()));
  EXPECT_TRUE(ReadManifest(folder.path()).ok());
}

}  // namespace
}  // namespace moebench::language
