#include "language/data/corpora/json_text_field.h"

#include <cmath>
#include <random>
#include <set>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::string> Extract(absl::string_view json, absl::string_view path = "text") {
  std::string text = "what was there before";
  const absl::Status status = JsonTextField::ForPath(path)->Extract(json, &text);
  if (!status.ok()) return status;
  return text;
}

std::string Refusal(absl::string_view json, absl::string_view path = "text") {
  const absl::Status status = Extract(json, path).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << json;
  return std::string(status.message());
}

TEST(JsonTextFieldTest, FindsTheFieldAmongOthers) {
  EXPECT_EQ(Extract(R"({"text": "a"})").value(), "a");
  EXPECT_EQ(
      Extract(R"( { "id" : -1.5e+3 , "x":[1,{"text":2},[]], "y": {"text": "no"}, "text" : "", "z":null } )").value(),
      "");
  EXPECT_EQ(Extract("{\"text\":\"a\"}\r").value(), "a");
  EXPECT_EQ(Extract(R"({"te\u0078t": "escaped key"})").value(), "escaped key");
}

TEST(JsonTextFieldTest, DescendsAtDots) {
  EXPECT_EQ(Extract(R"({"text": 1, "a": {"b": 2, "text": "in a"}, "b": {"text": "in b"}})", "a.text").value(), "in a");
  EXPECT_EQ(Extract(R"({"a": {"c": {"b": "wrong"}, "b": {"c": "right"}}, "b": {"c": "wrong"}})", "a.b.c").value(),
            "right");
  EXPECT_THAT(Refusal(R"({"x": {"a": {"b": "c"}}})", "a.b"), HasSubstr("no field \"a.b\""));
  EXPECT_THAT(Refusal(R"({"a": {}, "b": "c"})", "a.b"), HasSubstr("no field \"a.b\""));
  EXPECT_THAT(Refusal(R"({"a": [{"b": "c"}]})", "a.b"), HasSubstr("byte 7: field \"a\" is an array, not an object"));
  for (const std::string path : {"", "a.", ".a", "a..b"}) EXPECT_FALSE(JsonTextField::ForPath(path).ok());
}

TEST(JsonTextFieldTest, UndoesEscapes) {
  EXPECT_EQ(Extract(R"({"text": "\"\\\/\b\f\n\r\t"})").value(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(Extract(R"({"text": "\u0041\u00E9\u3000\ud83D\uDE00|"})").value(),
            "A\xC3\xA9\xE3\x80\x80\xF0\x9F\x98\x80|");
  EXPECT_EQ(Extract(R"({"text": "a\u0000b"})").value(), std::string("a\0b", 3));
  EXPECT_EQ(Extract("{\"text\": \"caf\xC3\xA9, and more than eight bytes\"}").value(),
            "caf\xC3\xA9, and more than eight bytes");
}

TEST(JsonTextFieldTest, RefusesHalvesOfSurrogatePairs) {
  EXPECT_THAT(Refusal(R"({"text": "\ud800"})"), HasSubstr("byte 11: \\ud800 is half of a surrogate pair"));
  for (const std::string half : {R"(\udc00)", R"(\ud800x)", R"(\ud800\n)", R"(\ud800\u0041)", R"(\ud800\ud800)"}) {
    EXPECT_THAT(Refusal(absl::StrCat("{\"other\": \"", half, "\", \"text\": \"\"}")), HasSubstr("byte 12: "));
  }
}

TEST(JsonTextFieldTest, RefusesWhatIsNoJson) {
  EXPECT_THAT(Refusal(""), HasSubstr("byte 1: the line ends where an object"));
  EXPECT_THAT(Refusal("plain text"), HasSubstr("byte 1: found 'p' where an object"));
  EXPECT_THAT(Refusal("[1]"), HasSubstr("found '['"));
  EXPECT_THAT(Refusal("{\"text\": \"a\"} {"), HasSubstr("byte 15: found '{' where nothing after the object"));
  EXPECT_THAT(Refusal("{\"text\": \"a\",}"), HasSubstr("byte 14: found '}' where a key in quotes"));
  EXPECT_THAT(Refusal("{\"text\": \"a\" \"b\"}"), HasSubstr("where \",\" or \"}\" was expected"));
  EXPECT_THAT(Refusal("{\"text\" \"a\"}"), HasSubstr("where \":\" was expected"));
  EXPECT_THAT(Refusal("{\"text\": \"a\ttab\"}"),
              HasSubstr("byte 12: control character 0x09 in a string; JSON writes it as \\u0009"));
  EXPECT_THAT(Refusal("{\"text\": \"caf\xE9\"}"), HasSubstr("byte 14: 0xe9 is not UTF-8"));
  EXPECT_THAT(Refusal("{\"text\": \"a"), HasSubstr("byte 12: the line ends within a string"));
  EXPECT_THAT(Refusal("{\"text\": \"a\""), HasSubstr("the line ends"));
  EXPECT_THAT(Refusal(R"({"text": "\x"})"), HasSubstr("after a backslash"));
  EXPECT_THAT(Refusal(R"({"text": "\u12g4"})"), HasSubstr("found 'g' where a hexadecimal digit"));
  for (const std::string number : {"01", "+1", ".5", "1.", "1e", "-", "0x1", "NaN", "Infinity", "tru", "nul"}) {
    Refusal(absl::StrCat("{\"text\": \"a\", \"x\": ", number, "}"));
  }
  Refusal(std::string("{\"text\": \"a\"}\0", 14));
}

TEST(JsonTextFieldTest, RefusesOtherTypesAndSecondFields) {
  EXPECT_THAT(Refusal(R"({"text": 7})"), HasSubstr("byte 10: field \"text\" is a number, not a string"));
  EXPECT_THAT(Refusal(R"({"text": null})"), HasSubstr("is null, not a string"));
  EXPECT_THAT(Refusal(R"({"text": true})"), HasSubstr("is true or false, not a string"));
  EXPECT_THAT(Refusal(R"({"text": {}})"), HasSubstr("is an object, not a string"));
  EXPECT_THAT(Refusal(R"({"text": })"), HasSubstr("found '}'"));
  EXPECT_THAT(Refusal(R"({"text": "a", "text": "b"})"), HasSubstr("field \"text\" occurs twice"));
  EXPECT_THAT(Refusal(R"({"title": "a"})"), HasSubstr("no field \"text\""));
}

TEST(JsonTextFieldTest, DepthIsBounded) {
  const auto nested = [](int depth) {
    return absl::StrCat("{\"x\": ", std::string(depth, '['), std::string(depth, ']'), ", \"text\": \"a\"}");
  };
  EXPECT_EQ(Extract(nested(999)).value(), "a");
  EXPECT_THAT(Refusal(nested(1000)), HasSubstr("more than 1000 brackets within each other"));
  EXPECT_THAT(Refusal(std::string(1000000, '{')), HasSubstr("byte 2: "));
}

// nlohmann's DOM takes the last of two equal keys; everything else must agree with it, mutated input included.
class SecondKeys : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(size_t) override { return ++depth_ > 0; }
  bool key(string_t& key) override {
    if (depth_ == 1 && key == "text") ++count;
    return true;
  }
  bool end_object() override { return --depth_ >= 0; }
  bool start_array(size_t) override { return ++depth_ > 0; }
  bool end_array() override { return --depth_ >= 0; }
  bool parse_error(size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

  int count = 0;

 private:
  int depth_ = 0;
};

bool AcceptedByPeer(const std::string& json, std::string* text) {
  SecondKeys keys;
  if (!nlohmann::json::sax_parse(json, &keys) || keys.count != 1) return false;
  const nlohmann::json value = nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded() || !value.is_object() || !value.contains("text") || !value["text"].is_string()) return false;
  *text = value["text"];
  return true;
}

TEST(JsonTextFieldTest, AgreesWithNlohmannOnMutatedObjects) {
  const std::vector<std::string> seeds = {
      R"({"text": "caf\u00e9 \ud83d\ude00 \" end", "id": -1.5e+10, "tags": ["a", {"text": null}, [], {}], "ok": true})",
      "{\"id\": 0, \"meta\": {\"text\": \"no\", \"n\": [false, null, 12]}, \"text\": \"\xE3\x81\x82\xF0\x9F\x98\x80 "
      "and plain text here\"}",
      R"({"text":"\n\t\\\/\b","x":1E-2,"y":{"z":{}}})"};
  const std::string bytes =
      "\"\\{}[]:,truefalsn0123456789-+.eEu \t\r\x01\x80\xC3\xE9\xF4\xED\xA0"
      "dD";
  std::mt19937 draw(11);
  int accepted = 0;
  const int rounds = 60000;
  for (int round = 0; round < rounds; ++round) {
    std::string json = seeds[draw() % seeds.size()];
    for (int edits = draw() % 4; edits > 0 && !json.empty(); --edits) {
      const size_t at = draw() % json.size();
      const char byte = bytes[draw() % bytes.size()];
      switch (draw() % 4) {
        case 0:
          json[at] = byte;
          break;
        case 1:
          json.erase(at, 1 + draw() % 3);
          break;
        case 2:
          json.insert(at, 1, byte);
          break;
        default:
          json.insert(at, json.substr(draw() % json.size(), draw() % 20));
      }
    }
    std::string peer;
    const bool peer_accepts = AcceptedByPeer(json, &peer);
    const absl::StatusOr<std::string> ours = Extract(json);
    // nlohmann refuses numbers that a double cannot hold; the grammar does not.
    if (ours.ok() && !peer_accepts && json.find_first_of("eE") != std::string::npos) continue;
    ASSERT_EQ(ours.ok(), peer_accepts) << json << "\n" << ours.status();
    if (ours.ok()) {
      ASSERT_EQ(*ours, peer) << json;
    }
    accepted += ours.ok();
  }
  EXPECT_GT(accepted, rounds / 8);
}

}  // namespace
}  // namespace moebench::language
