#include "language/data/shards/json_fields.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;
using Json = nlohmann::ordered_json;

TEST(JsonFields, ReadsEachType) {
  const Json json = Json::parse(R"({"i": -5, "u": 18446744073709551615, "d": 0.5, "b": true, "s": "x", "o": {"k": 1},
                                    "l": [1, 2]})");
  JsonFields fields(json, "f");
  EXPECT_EQ(fields.Integer("i", -9), -5);
  EXPECT_EQ(fields.Unsigned("u"), 18446744073709551615u);
  EXPECT_EQ(fields.Number("d", 0, 1), 0.5);
  EXPECT_TRUE(fields.Flag("b"));
  EXPECT_EQ(fields.Text("s"), "x");
  EXPECT_EQ(fields.Object("o").size(), 1u);
  EXPECT_EQ(fields.List("l").size(), 2u);
  EXPECT_TRUE(fields.status().ok()) << fields.status();
}

std::string Fault(const char* text, void (*read)(JsonFields&)) {
  const Json json = Json::parse(text);
  JsonFields fields(json, "f");
  read(fields);
  return std::string(fields.status().message());
}

TEST(JsonFields, NamesTheFirstFault) {
  const auto integer = [](JsonFields& fields) { fields.Integer("n", 0, 10), fields.Flag("later"); };
  EXPECT_EQ(Fault(R"({})", integer), "f: \"n\" is missing, expected an integer from 0 to 10");
  EXPECT_EQ(Fault(R"({"n": -5})", integer), "f: \"n\" is -5, expected an integer from 0 to 10");
  EXPECT_EQ(Fault(R"({"n": 11})", integer), "f: \"n\" is 11, expected an integer from 0 to 10");
  EXPECT_EQ(Fault(R"({"n": 18446744073709551615})", integer),
            "f: \"n\" is 18446744073709551615, expected an integer from 0 to 10");
  EXPECT_EQ(Fault(R"({"n": 1.5})", integer), "f: \"n\" is 1.5, expected an integer from 0 to 10");
  EXPECT_EQ(Fault(R"({"n": "7"})", integer), "f: \"n\" is \"7\", expected an integer from 0 to 10");
  EXPECT_THAT(Fault("[]", integer), HasSubstr("f: [] stands where an object is expected"));
  const auto others = [](JsonFields& fields) { fields.Unsigned("n"); };
  EXPECT_EQ(Fault(R"({"n": -1})", others), "f: \"n\" is -1, expected an integer from 0");
  EXPECT_EQ(Fault(R"({"n": 2})", [](JsonFields& fields) { fields.Number("n", 0, 1); }),
            "f: \"n\" is 2, expected a number from 0 to 1");
  EXPECT_EQ(Fault(R"({"n": 2})", [](JsonFields& fields) { fields.Text("n"); }), "f: \"n\" is 2, expected a string");
  EXPECT_EQ(Fault(R"({"n": 2})", [](JsonFields& fields) { fields.Object("n"); }), "f: \"n\" is 2, expected an object");
  EXPECT_EQ(Fault(R"({"n": 2})", [](JsonFields& fields) { fields.List("n"); }), "f: \"n\" is 2, expected a list");
}

TEST(JsonFields, ParsesObjectsOnly) {
  EXPECT_TRUE(ParseJsonObject("{}", "f").ok());
  for (const char* text : {"", "[]", "{", "nonsense", "{}x"}) {
    EXPECT_THAT(ParseJsonObject(text, "f").status().message(), HasSubstr("f is no JSON object")) << text;
  }
}

TEST(JsonFields, FormatsNamesThatAreNoUtf8) {
  EXPECT_EQ(FormatJson(Json{{"k", "\xff"}}), "{\n \"k\": \"\xEF\xBF\xBD\"\n}\n");
}

}  // namespace
}  // namespace moebench::language
