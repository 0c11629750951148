#include "language/tokenizer/commands/sentencepiece_options.h"

#include <cstdlib>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TokenizeFlags Flags() {
  TokenizeFlags flags;
  flags.vocab_size = 2048;
  flags.model_type = "bpe";
  flags.normalizer = "nmt_nfkc";
  flags.threads = 3;
  flags.seed = 7;
  return flags;
}

SentencePieceOptions PassedOn(const std::vector<std::string>& texts) {
  TokenizeFlags flags = Flags();
  flags.sentencepiece_options = texts;
  const auto options = SentencePieceOptionsOf(flags);
  EXPECT_TRUE(options.ok()) << options.status();
  return options.ok() ? SentencePieceOptions(options->begin() + 6, options->end()) : SentencePieceOptions();
}

std::string Error(const TokenizeFlags& flags) {
  const absl::Status status = SentencePieceOptionsOf(flags).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  return std::string(status.message());
}

TEST(SentencePieceOptions, FlagsBecomeTheLibrarysOptions) {
  EXPECT_THAT(
      *SentencePieceOptionsOf(Flags()),
      ElementsAre(Pair("model_type", "bpe"), Pair("vocab_size", "2048"), Pair("normalization_rule_name", "nmt_nfkc"),
                  Pair("byte_fallback", "false"), Pair("num_threads", "3"), Pair("random_seed", "7")));
  TokenizeFlags flags = Flags();
  flags.byte_fallback = true;
  flags.user_defined_symbols = {"<sep>,<cls>", "\"a,b\""};
  const auto options = SentencePieceOptionsOf(flags);
  EXPECT_THAT(*options, Contains(Pair("byte_fallback", "true")));
  EXPECT_THAT(SentencePieceOptions(options->begin() + 6, options->end()),
              ElementsAre(Pair("user_defined_symbols", "<sep>"), Pair("user_defined_symbols", "<cls>"),
                          Pair("user_defined_symbols", "a,b")));
}

TEST(SentencePieceOptions, OthersArePassedOn) {
  EXPECT_THAT(
      PassedOn({"character_coverage=0.9995,split_digits=true", "unk_surface=?"}),
      ElementsAre(Pair("character_coverage", "0.9995"), Pair("split_digits", "true"), Pair("unk_surface", "?")));
  EXPECT_THAT(
      PassedOn({"control_symbols=<a>,<b=>,max_sentence_length=9"}),
      ElementsAre(Pair("control_symbols", "<a>"), Pair("control_symbols", "<b=>"), Pair("max_sentence_length", "9")));
  EXPECT_THAT(PassedOn({"pretokenization_delimiter=,,split_digits=true"}),
              ElementsAre(Pair("pretokenization_delimiter", ","), Pair("split_digits", "true")));
  EXPECT_THAT(PassedOn({"unk_piece="}), ElementsAre(Pair("unk_piece", "")));
}

TEST(SentencePieceOptions, FilesAreMeantFromTheCallersFolder) {
  setenv("BUILD_WORKING_DIRECTORY", "/caller", 1);
  EXPECT_THAT(
      PassedOn({"normalization_rule_tsv=rules.tsv,seed_sentencepieces_file=/seed"}),
      ElementsAre(Pair("normalization_rule_tsv", "/caller/rules.tsv"), Pair("seed_sentencepieces_file", "/seed")));
  unsetenv("BUILD_WORKING_DIRECTORY");
}

TEST(SentencePieceOptions, WhatHasAFlagOfItsOwnIsRefused) {
  TokenizeFlags flags = Flags();
  flags.sentencepiece_options = {"split_digits=true,num_threads=4"};
  EXPECT_EQ(Error(flags), "--sentencepiece_options: num_threads is set by --threads; give that flag instead");
  flags.sentencepiece_options = {"split_digits"};
  EXPECT_THAT(Error(flags), HasSubstr("\"split_digits\" is not of the form option=value"));
  flags.sentencepiece_options = {""};
  EXPECT_THAT(Error(flags), HasSubstr("is not of the form"));
}

TEST(SentencePieceOptions, ValuesOutOfRangeAreRefused) {
  TokenizeFlags flags = Flags();
  flags.vocab_size = 0;
  EXPECT_THAT(Error(flags), HasSubstr("--vocab_size=0 is not within 1 to 16777216"));
  flags = Flags();
  flags.model_type = "bp";
  EXPECT_THAT(Error(flags), HasSubstr("--model_type=bp is unknown (did you mean \"bpe\"?)"));
  flags = Flags();
  flags.normalizer = "nkfc";
  EXPECT_THAT(Error(flags), HasSubstr("did you mean \"nfkc\"?"));
  flags = Flags();
  flags.seed = -1;
  EXPECT_THAT(Error(flags), HasSubstr("--seed=-1 is not within 0 to 4294967294"));
}

TEST(SentencePieceOptions, LongestSentence) {
  EXPECT_EQ(MaxSentenceBytes({}), 4192);
  EXPECT_EQ(MaxSentenceBytes({{"max_sentence_length", "100"}}), 100);
}

TEST(SentencePieceOptions, QuotationMarksKeepCommas) {
  EXPECT_THAT(SplitQuoted("a,\"b,c\",\"say \"\"x\"\"\",d\"e"), ElementsAre("a", "b,c", "say \"x\"", "d\"e"));
  EXPECT_THAT(SplitQuoted(""), IsEmpty());
  EXPECT_THAT(SplitQuoted("a,,b,"), ElementsAre("a", "b"));
}

TEST(TrainerStatus, TellsOptionsFromText) {
  const absl::Status too_many = TrainerStatus("Vocabulary size too high (32000). Please set it to a value <= 91.");
  EXPECT_TRUE(absl::IsFailedPrecondition(too_many));
  EXPECT_EQ(too_many.message(),
            "SentencePiece's trainer: Vocabulary size too high (32000). Please set it to a value <= 91.");
  for (const char* error : {"unknown field name \"sped\" in TrainerSpec.", "cannot parse \"x\" as int.",
                            "trainer_spec.shrinking_factor() >= 0.5 does not hold", "option \"x\" is given twice"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(TrainerStatus(error))) << error;
  }
}

}  // namespace
}  // namespace moebench::language
