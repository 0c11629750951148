#include "language/tokenizer/byte_level/encoder_json.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

TEST(EncoderJsonTest, TokensByIdInWhateverOrderTheyCome) {
  const auto tokens = ParseEncoderJson("e.json", R"({"b": 1, "\u0120the": 2,
      "\"": 0})");
  ASSERT_TRUE(tokens.ok()) << tokens.status();
  EXPECT_THAT(*tokens, ElementsAre("\"", "b", "\u0120the"));
  EXPECT_TRUE(ParseEncoderJson("e.json", "{}")->empty());
}

TEST(EncoderJsonTest, WritesGpt2sForm) {
  EXPECT_EQ(EncoderJson({"!", "\"", "\\", "\u0120the", "\u00A1"}),
            R"({"!": 0, "\"": 1, "\\": 2, "\u0120the": 3, "\u00a1": 4})");
  EXPECT_EQ(EncoderJson({}), "{}");
}

TEST(EncoderJsonTest, RefusesWhatIsNoObjectOfTokensAndIds) {
  const std::pair<const char*, const char*> cases[] = {
      {"", "unexpected end of input"},
      {"{\"a\": 0", "line 1, column 8"},
      {"{\"a\": 0}}", "line 1, column 9"},
      {"{\"a\": 0,\n\"\xFF\": 1}", "line 2"},
      {"[\"a\"]", "the file holds a list, not an object"},
      {"7", "the file holds a number"},
      {"null", "the file holds null"},
      {"{\"a\": {}}", "the id of \"a\" is an object"},
      {"{\"a\": [0]}", "the id of \"a\" is a list"},
      {"{\"a\": \"0\"}", "the id of \"a\" is a string"},
      {"{\"a\": -1}", "the id of \"a\" is a negative number"},
      {"{\"a\": 0.5}", "the id of \"a\" is a number with a fraction"},
      {"{\"a\": true}", "the id of \"a\" is a truth value"},
      {"{\"a\": null}", "the id of \"a\" is null"},
      {"{\"a\": 0, \"a\": 1}", "the token \"a\" is there twice"},
      {"{\"a\": 0, \"b\": 0}", "the id 0 is both \"a\" and \"b\""},
      {"{\"a\": 0, \"b\": 2}", "the id of \"b\" is 2, of 2 entries"},
      {"{\"a\": 18446744073709551615}", "the id of \"a\" is 18446744073709551615, of 1 entries"},
      {"{\"a\": 18446744073709551616}", "the id of \"a\" is a number with a fraction"},
  };
  for (const auto& [contents, why] : cases) {
    const auto tokens = ParseEncoderJson("some/encoder.json", contents);
    EXPECT_EQ(tokens.status().code(), absl::StatusCode::kFailedPrecondition) << contents;
    EXPECT_THAT(std::string(tokens.status().message()), AllOf(StartsWith("some/encoder.json: "), HasSubstr(why)));
  }
}

TEST(EncoderJsonTest, DeepNestingEndsAtItsFirstBracket) {
  const auto tokens = ParseEncoderJson("e.json", std::string(10'000'000, '['));
  EXPECT_THAT(std::string(tokens.status().message()), HasSubstr("the file holds a list"));
}

TEST(EncoderJsonTest, QuotesAndCutsTokensForMessages) {
  EXPECT_EQ(QuotedToken("a\nb"), "\"a\\nb\"");
  EXPECT_EQ(QuotedToken(std::string(81, 'x')), "\"" + std::string(80, 'x') + "...\"");
}

}  // namespace
}  // namespace moebench::language
