#include "language/data/shards/shard_settings.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;

ShardSettings Settings() {
  ShardSettings settings;
  settings.tokenizer_kind = "gpt2-bpe";
  settings.tokenizer_checksum = std::string(64, 'a');
  settings.vocabulary_size = 50257;
  settings.end_of_document = 50256;
  settings.tokens_per_shard = 100;
  settings.validation_fraction = 0.0005;
  settings.split_seed = 18446744073709551615u;
  settings.drop_empty = true;
  settings.input_name = "a.jsonl";
  settings.input_bytes = 17;
  return settings;
}

TEST(ShardSettings, SurviveJson) {
  const ShardSettings settings = Settings();
  const auto parsed = ParseSettings(nlohmann::ordered_json::parse(ToJson(settings).dump()), "f");
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(SettingsDifference(settings, *parsed), "");
  EXPECT_EQ(parsed->input_name, "a.jsonl");

  ShardCounts counts;
  counts.documents = 1, counts.empty = 2, counts.blank = 3, counts.duplicates = 4, counts.dropped = 5;
  counts.text_bytes = 6, counts.tokens = 7;
  const auto same = ParseCounts(ToJson(counts), "f");
  ASSERT_TRUE(same.ok());
  EXPECT_EQ(ToJson(*same), ToJson(counts));
}

TEST(ShardSettings, DifferencesAreNamedButTheInputsName) {
  ShardSettings other = Settings();
  other.input_name = "b.jsonl";
  EXPECT_EQ(SettingsDifference(Settings(), other), "");
  other.tokens_per_shard = 200;
  other.drop_empty = false;
  other.validation_fraction = 0.1;
  EXPECT_EQ(SettingsDifference(Settings(), other),
            "tokens_per_shard was 100 and is 200; validation_fraction was 0.0005 and is 0.1; drop_empty was true and "
            "is false");
}

TEST(ShardSettings, FaultsAreNamed) {
  nlohmann::ordered_json json = ToJson(Settings());
  json["tokens_per_shard"] = 0;
  EXPECT_THAT(ParseSettings(json, "f").status().message(), HasSubstr("f: \"tokens_per_shard\" is 0"));
  EXPECT_THAT(ParseCounts(json, "f").status().message(), HasSubstr("\"documents\" is missing"));
}

TEST(ShardSettings, SplitsHaveNames) {
  EXPECT_STREQ(SplitName(Split::kTrain), "train");
  EXPECT_STREQ(SplitName(Split::kValid), "valid");
}

}  // namespace
}  // namespace moebench::language
