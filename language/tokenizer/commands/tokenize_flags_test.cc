#include "language/tokenizer/commands/tokenize_flags.h"

#include "absl/flags/reflection.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/commands/test_commands.h"

namespace moebench::language {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(TokenizeFlags, ValuesAndDefaults) {
  const TokenizeFlags flags = TypedFlags({"train", "--input=a.txt", "--byte_fallback", "--seed=9", "--threads=3"});
  EXPECT_EQ(flags.input, "a.txt");
  EXPECT_EQ(flags.vocab_size, 32000);
  EXPECT_EQ(flags.model_type, "bpe");
  EXPECT_EQ(flags.normalizer, "nmt_nfkc");
  EXPECT_EQ(flags.kind, "sentencepiece");
  EXPECT_TRUE(flags.byte_fallback);
  EXPECT_EQ(flags.seed, 9);
  EXPECT_EQ(flags.threads, 3);
  EXPECT_TRUE(flags.Has("seed"));
  EXPECT_FALSE(flags.Has("vocab_size"));
  EXPECT_THAT(flags.user_defined_symbols, IsEmpty());
}

TEST(TokenizeFlags, SomeCountEveryTime) {
  const TokenizeFlags flags = TypedFlags({"train", "--user_defined_symbols=<a>,<b>", "--user_defined_symbols=<c>",
                                          "--sentencepiece_options=x=1", "--sentencepiece_options=y=2"});
  EXPECT_THAT(flags.user_defined_symbols, ElementsAre("<a>,<b>", "<c>"));
  EXPECT_THAT(flags.sentencepiece_options, ElementsAre("x=1", "y=2"));
}

TEST(TokenizeFlags, ShardFlags) {
  const TokenizeFlags flags =
      TypedFlags({"shard", "--validation_fraction=0.25", "--split_seed=18446744073709551615", "--nocount_duplicates",
                  "--noappend_end_of_document", "--tokens_per_shard=1000", "--overwrite"});
  EXPECT_EQ(flags.validation_fraction, 0.25);
  EXPECT_EQ(flags.split_seed, 18446744073709551615u);
  EXPECT_FALSE(flags.count_duplicates);
  EXPECT_FALSE(flags.append_end_of_document);
  EXPECT_EQ(flags.tokens_per_shard, 1000);
  EXPECT_TRUE(flags.overwrite);
}

TEST(TokenizeFlags, ThreadsAreOneAProcessorUnlessGiven) {
  EXPECT_GE(TypedFlags({"encode"}).threads, 1);
  const absl::FlagSaver saver;
  for (const char* threads : {"--threads=-1", "--threads=1025"}) {
    const auto call = ParseSubcommand(TokenizeSubcommands(), {"encode", threads}, RepeatedTokenizeFlags());
    const absl::Status status = ReadTokenizeFlags(call->line).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << threads;
    EXPECT_THAT(status.message(), HasSubstr(std::string(threads) + " is not within 0 to 1024"));
  }
}

TEST(TokenizeFlags, MissingUnfitAndUnknown) {
  EXPECT_TRUE(RequireFlag("model", "x", "a file").ok());
  EXPECT_EQ(RequireFlag("model", "", "a file").message(), "--model is not set; expected a file");
  const TokenizeFlags flags = TypedFlags({"train", "--seed=1"});
  EXPECT_TRUE(RefuseFlags(flags, {"model_type"}, "is for others").ok());
  EXPECT_EQ(RefuseFlags(flags, {"model_type", "seed"}, "is for others").message(), "--seed is for others");
  EXPECT_TRUE(CheckChoice("kind", "bpe", {"bpe", "char"}).ok());
  EXPECT_EQ(CheckChoice("kind", "bpf", {"bpe", "char"}).message(),
            "--kind=bpf is unknown (did you mean \"bpe\"?); expected one of bpe, char");
}

}  // namespace
}  // namespace moebench::language
