#include "language/tokenizer/sentencepiece/normalizer.h"

#include <string>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "language/tokenizer/sentencepiece/library.h"
#include "language/tokenizer/sentencepiece/random_text.h"
#include "language/tokenizer/sentencepiece/test_models.h"
#include "language/tokenizer/sentencepiece/utf8.h"

namespace moebench::language {
namespace {

std::string Normalized(const Normalizer& normalizer, const std::string& text) {
  NormalizedText normalized;
  const absl::Status status = normalizer.Normalize(text, &normalized);
  EXPECT_TRUE(status.ok()) << status;
  return std::string(normalized.text());
}

// "_" for the visible space.
std::string Shown(std::string text) {
  for (size_t place; (place = text.find(kVisibleSpace.data())) != std::string::npos;) text.replace(place, 3, "_");
  return text;
}

std::string ByRules(NormalizerRules rules, const std::string& text) {
  return Shown(Normalized(Normalizer(std::move(rules)), text));
}

TEST(NormalizerTest, TrimsAndMarksSpaces) {
  EXPECT_EQ(ByRules({}, "  Hello   world "), "_Hello_world");
  EXPECT_EQ(ByRules({}, ""), "");
  EXPECT_EQ(ByRules({}, "   "), "");
  EXPECT_EQ(ByRules({}, "a\tb"), "_a\tb");   // only rules make a tab a space
  EXPECT_EQ(ByRules({}, "a \u2581"), "_a");  // a visible space in the text goes with the others at the end
}

TEST(NormalizerTest, Options) {
  NormalizerRules keep;
  keep.remove_extra_whitespaces = false;
  EXPECT_EQ(ByRules(keep, "  a  b "), "___a__b_");
  NormalizerRules bare;
  bare.add_dummy_prefix = false;
  EXPECT_EQ(ByRules(bare, " a b"), "a_b");
  NormalizerRules suffix;
  suffix.treat_whitespace_as_suffix = true;
  EXPECT_EQ(ByRules(suffix, " a  b "), "a_b_");
  EXPECT_EQ(ByRules(suffix, "  "), "");
  NormalizerRules plain;
  plain.escape_whitespaces = false;
  EXPECT_EQ(ByRules(plain, "a  b "), " a b");
}

TEST(NormalizerTest, BytesThatAreNoUtf8AreReplacedOneByOne) {
  EXPECT_EQ(ByRules({}, "a\xff\xe2\x96z"), "_a\uFFFD\uFFFD\uFFFDz");
  EXPECT_EQ(ByRules({}, "\xed\xa0\x80"), "_\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(ByRules({}, std::string("a\0b", 3)), std::string("_a\0b", 4));
}

TEST(NormalizerTest, UserDefinedSymbolsAreLeftAsTheyAre) {
  NormalizerRules rules;
  rules.user_defined_symbols = PrefixMatcher({"<a  b>", " ", "x "});
  EXPECT_EQ(ByRules(rules, "<a  b>  c"), "_<a__b>_c");
  EXPECT_EQ(ByRules(rules, " x  y"), "_x_y");
}

TEST(NormalizerTest, ScratchMemoryIsUsedAgain) {
  const Normalizer normalizer{NormalizerRules()};
  NormalizedText scratch;
  ASSERT_TRUE(normalizer.Normalize(std::string(5000, ' ') + "long", &scratch).ok());
  EXPECT_EQ(Shown(std::string(scratch.text())), "_long");
  ASSERT_TRUE(normalizer.Normalize("", &scratch).ok());
  EXPECT_EQ(scratch.text(), "");
  ASSERT_TRUE(normalizer.Normalize("b", &scratch).ok());
  EXPECT_EQ(Shown(std::string(scratch.text())), "_b");
}

TEST(NormalizerTest, AgreesWithTheLibrary) {
  for (const TestModel& model : MakeTestModels()) {
    absl::StatusOr<SentencePieceModel> read = ParseSentencePieceModel(model.serialized, model.name);
    ASSERT_TRUE(read.ok()) << read.status();
    std::string error, expected;
    const auto library = SentencePieceLibrary::Load(model.serialized, &error);
    ASSERT_NE(library, nullptr) << error;
    const Normalizer normalizer(std::move(read->normalizer));
    const RandomText texts(11, {"the", "\u2581on", "<sep>"}, TestModelLines()[5] + TestModelLines()[3]);
    for (int i = 0; i < 150; ++i) {
      const std::string text = texts.Make(i);
      ASSERT_TRUE(library->Normalize(text, &expected, &error)) << error;
      ASSERT_EQ(Normalized(normalizer, text), expected) << model.name << ": " << text;
      ASSERT_TRUE(IsValidUtf8(expected));
    }
  }
}

// Linear in the text's length: stretches are not gone through again for every character that needs a rule.
TEST(NormalizerTest, ManyCharactersWithoutAnyOutput) {
  absl::StatusOr<SentencePieceModel> model =
      ParseSentencePieceModel(TrainTestModel({{"model_type", "bpe"}, {"vocab_size", "300"}}), "nmt_nfkc");
  ASSERT_TRUE(model.ok());
  EXPECT_EQ(Normalized(Normalizer(std::move(model->normalizer)), std::string(2000000, '\x01')), "");
}

}  // namespace
}  // namespace moebench::language
