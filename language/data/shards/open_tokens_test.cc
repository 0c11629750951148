#include "language/data/shards/open_tokens.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/shards/sharder.h"
#include "language/data/shards/test_documents.h"

namespace moebench::language {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Shards of about 150 tokens of a hundred documents.
class OpenTokensTest : public testing::Test {
 protected:
  OpenTokensTest() { Shard(folder_.path(), 0.3); }

  static void Shard(const std::string& path, double validation_fraction) {
    SharderOptions options;
    options.output_folder = path;
    options.input_name = "list";
    options.tokens_per_shard = 150;
    options.validation_fraction = validation_fraction;
    ListSource source(RandomDocuments(100, 20, 1));
    ASSERT_TRUE(RunSharder(options, ByteTokenizer(), source, nullptr).ok());
  }

  TokensOptions Options(const std::string& path) const {
    TokensOptions options;
    options.path = path;
    options.tokenizer_checksum = ByteTokenizer().Checksum();
    options.verify = true;
    return options;
  }

  std::string Error(const std::string& path) const { return std::string(OpenTokens(Options(path)).status().message()); }

  const TestFolder folder_;
};

TEST_F(OpenTokensTest, AFoldersSplitIsAllItsShards) {
  const ShardManifest manifest = *ReadManifest(folder_.path());
  TokensOptions options = Options(folder_.path());
  for (const Split split : kSplits) {
    options.split = split;
    const auto tokens = OpenTokens(options);
    ASSERT_TRUE(tokens.ok()) << tokens.status();
    EXPECT_EQ((*tokens)->size(), manifest.split(split).tokens);
    EXPECT_GT((*tokens)->arrays().size(), 1u);
    EXPECT_EQ((*tokens)->vocabulary_size(), 257);
    EXPECT_THAT((*tokens)->name(), HasSubstr(SplitName(split)));
  }
  const auto shard = OpenTokens(Options(folder_.path() + "/valid_00001.tokens"));
  ASSERT_TRUE(shard.ok()) << shard.status();
  EXPECT_EQ((*shard)->size(), manifest.split(Split::kValid).shards[1].tokens);
}

TEST_F(OpenTokensTest, AnotherTokenizerIsRefused) {
  TokensOptions options = Options(folder_.path());
  options.tokenizer_checksum = std::string(64, 'b');
  EXPECT_THAT(OpenTokens(options).status().message(),
              AllOf(HasSubstr("shards.json was made with another tokenizer"), HasSubstr(std::string(64, 'b'))));
  options.path += "/train_00000.tokens";
  EXPECT_THAT(OpenTokens(options).status().message(), HasSubstr("train_00000.tokens was made with another tokenizer"));
  options.tokenizer_checksum = "";
  EXPECT_TRUE(OpenTokens(options).ok());
}

TEST_F(OpenTokensTest, ShardsAreHeldAgainstTheManifest) {
  const std::string path = folder_.path() + "/train_00001.tokens";
  const std::string bytes = *ReadFile(path);
  std::filesystem::remove(path);
  EXPECT_THAT(Error(folder_.path()), AllOf(HasSubstr("cannot open"), HasSubstr("train_00001.tokens")));
  folder_.Write("train_00001.tokens", bytes.substr(0, bytes.size() - 1));
  EXPECT_THAT(Error(folder_.path()), HasSubstr("train_00001.tokens is truncated"));
  std::string flipped = bytes;
  flipped[130] ^= 1;
  folder_.Write("train_00001.tokens", flipped);
  EXPECT_THAT(Error(folder_.path()), HasSubstr("train_00001.tokens is damaged: its contents have the checksum"));
  folder_.Write("train_00001.tokens", *ReadFile(folder_.path() + "/train_00000.tokens"));
  EXPECT_THAT(Error(folder_.path()), HasSubstr("train_00001.tokens is not the shard that shards.json lists"));
  folder_.Write("train_00001.tokens", bytes);
  EXPECT_TRUE(OpenTokens(Options(folder_.path())).ok());
}

TEST_F(OpenTokensTest, UnfinishedFoldersAreRefused) {
  std::filesystem::rename(folder_.path() + "/shards.json", folder_.path() + "/shards.unfinished.json");
  EXPECT_THAT(Error(folder_.path()), HasSubstr("is unfinished"));
}

TEST_F(OpenTokensTest, ASplitWithoutTokensIsNamed) {
  const TestFolder all_train;
  Shard(all_train.path(), 0);
  TokensOptions options = Options(all_train.path());
  options.split = Split::kValid;
  EXPECT_THAT(OpenTokens(options).status().message(),
              HasSubstr("has no tokens in its split \"valid\": 100 documents were split with validation_fraction 0"));
}

TEST_F(OpenTokensTest, FilesOfOtherProgramsAreKnownByTheirMarkOrName) {
  const auto stream = OpenTokens(Options(folder_.path()));
  for (const BinFormat format : {BinFormat::kNanoGpt, BinFormat::kLlmcGpt2, BinFormat::kLlmcLlama3}) {
    TokensOptions options = Options(folder_.path() + "/out.bin");
    ASSERT_TRUE(WriteForeignBin(**stream, format, options.path).ok());
    options.vocabulary_size = 257;
    if (format == BinFormat::kNanoGpt) {
      EXPECT_THAT(OpenTokens(options).status().message(), HasSubstr("name its format, \"nanogpt\""));
      options.bin_format = format;
    }
    const auto read = OpenTokens(options);
    ASSERT_TRUE(read.ok()) << read.status();
    std::vector<int32_t> expected((*stream)->size()), ids((*read)->size());
    ASSERT_TRUE((*stream)->Copy(0, absl::MakeSpan(expected)).ok());
    ASSERT_TRUE((*read)->Copy(0, absl::MakeSpan(ids)).ok());
    EXPECT_EQ(ids, expected);
  }
}

TEST_F(OpenTokensTest, APatternIsAllItsFilesInOrder) {
  const auto all = OpenTokens(Options(folder_.path()));
  const auto matched = OpenTokens(Options(folder_.path() + "/train_*.tokens"));
  ASSERT_TRUE(matched.ok()) << matched.status();
  std::vector<int32_t> expected((*all)->size()), ids((*matched)->size());
  ASSERT_TRUE((*all)->Copy(0, absl::MakeSpan(expected)).ok());
  ASSERT_TRUE((*matched)->Copy(0, absl::MakeSpan(ids)).ok());
  EXPECT_EQ(ids, expected);
  EXPECT_THAT(Error(folder_.path() + "/*.bin"), HasSubstr("no file matches"));
  // A name that looks like a pattern.
  std::filesystem::copy_file(folder_.path() + "/train_00000.tokens", folder_.path() + "/a[0].tokens");
  EXPECT_TRUE(OpenTokens(Options(folder_.path() + "/a[0].tokens")).ok());
}

TEST_F(OpenTokensTest, OtherFilesAreNamed) {
  EXPECT_THAT(Error(folder_.Write("a.txt", "some text")), HasSubstr("it looks like text"));
  EXPECT_THAT(Error(folder_.path() + "/none"), HasSubstr("cannot open"));
}

}  // namespace
}  // namespace moebench::language
