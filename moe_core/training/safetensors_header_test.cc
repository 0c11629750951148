#include "moe_core/training/safetensors_header.h"

#include <string>

#include "base/counter_random.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SafetensorsHeader TwoTensors() {
  SafetensorsHeader header;
  header.tensors["a"] = {"U8", {3}, 16, 19};
  header.tensors["b"] = {"F32", {2, 2}, 0, 16};
  header.metadata = {{"step", "7"}};
  return header;
}

std::string ErrorOf(const std::string& json, size_t data_bytes) {
  const absl::Status status = ParseSafetensorsHeader(json, data_bytes).status();
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  return std::string(status.message());
}

// One tensor "x" with the given fields.
std::string Entry(const std::string& dtype, const std::string& shape, const std::string& offsets) {
  return R"({"x":{"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}}";
}

TEST(SafetensorsHeaderTest, TextIsCompactSortedAndPadded) {
  const std::string expected = R"({"__metadata__":{"step":"7"},)"
                               R"("a":{"data_offsets":[16,19],"dtype":"U8","shape":[3]},)"
                               R"("b":{"data_offsets":[0,16],"dtype":"F32","shape":[2,2]}})";
  const std::string text = *FormatSafetensorsHeader(TwoTensors());
  EXPECT_EQ(text.substr(0, expected.size()), expected);
  EXPECT_EQ(text.find_first_not_of(' ', expected.size()), std::string::npos);
  EXPECT_EQ(text.size() % 8, 0u);
  EXPECT_LT(text.size() - expected.size(), 8u);
}

TEST(SafetensorsHeaderTest, ParsingUndoesFormatting) {
  const SafetensorsHeader header = *ParseSafetensorsHeader(*FormatSafetensorsHeader(TwoTensors()), 19);
  EXPECT_EQ(header.metadata, TwoTensors().metadata);
  ASSERT_EQ(header.tensors.size(), 2u);
  EXPECT_EQ(header.tensors.at("b").dtype, "F32");
  EXPECT_THAT(header.tensors.at("b").shape, ElementsAre(2, 2));
  EXPECT_EQ(header.tensors.at("a").begin, 16u);
  EXPECT_EQ(header.tensors.at("a").end, 19u);
  EXPECT_THAT(DataOrder(header), ElementsAre("b", "a"));
}

TEST(SafetensorsHeaderTest, ScalarsEmptyTensorsAndEmptyFilesAreValid) {
  EXPECT_TRUE(ParseSafetensorsHeader(Entry(R"("F64")", "[]", "[0,8]"), 8).ok());
  EXPECT_TRUE(ParseSafetensorsHeader(Entry(R"("F64")", "[0,5]", "[0,0]"), 0).ok());
  EXPECT_TRUE(ParseSafetensorsHeader("{}", 0).ok());
  EXPECT_TRUE(ParseSafetensorsHeader("{}     ", 0).ok());
}

TEST(SafetensorsHeaderTest, TextThatIsNotUtf8IsNotWritten) {
  SafetensorsHeader header = TwoTensors();
  header.metadata["path"] = "caf\xE9";
  EXPECT_THAT(std::string(FormatSafetensorsHeader(header).status().message()), HasSubstr("not UTF-8"));
  header.metadata["path"] = "café \xEF\xBF\xBD";  // a genuine replacement character is text like any other
  EXPECT_TRUE(FormatSafetensorsHeader(header).ok());
}

TEST(SafetensorsHeaderTest, BadJsonIsRefused) {
  EXPECT_THAT(ErrorOf("", 0), HasSubstr("does not begin with '{'"));
  EXPECT_THAT(ErrorOf(" {}", 0), HasSubstr("does not begin with '{'"));
  EXPECT_THAT(ErrorOf("[]", 0), HasSubstr("does not begin with '{'"));
  EXPECT_THAT(ErrorOf(R"({"x":)", 0), HasSubstr("not valid JSON"));
  EXPECT_THAT(ErrorOf("{}x", 0), HasSubstr("not valid JSON"));
  EXPECT_THAT(ErrorOf("{\"\xFF\":1}", 0), HasSubstr("not valid JSON"));
  EXPECT_THAT(ErrorOf("{" + std::string(1000000, '['), 0), HasSubstr("not valid JSON"));
  EXPECT_THAT(ErrorOf(R"({"x":[[[)" + std::string(1000000, '[') + std::string(1000000, ']') + "]]]}", 0),
              HasSubstr("nests too deeply"));
}

TEST(SafetensorsHeaderTest, RepeatedKeysAreRefusedAtEveryLevel) {
  EXPECT_THAT(ErrorOf(R"({"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
                      R"("x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
                      0),
              HasSubstr("names \"x\" twice"));
  EXPECT_THAT(ErrorOf(R"({"__metadata__":{"k":"1","k":"2"}})", 0), HasSubstr("names \"k\" twice"));
  EXPECT_THAT(ErrorOf(R"({"x":{"dtype":"U8","dtype":"I8","shape":[0],"data_offsets":[0,0]}})", 0),
              HasSubstr("names \"dtype\" twice"));
  // The same key in two objects is no repetition.
  EXPECT_TRUE(ParseSafetensorsHeader(R"({"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},)"
                                     R"("y":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}})",
                                     0)
                  .ok());
}

TEST(SafetensorsHeaderTest, EntriesOfTheWrongFormNameTheTensor) {
  EXPECT_THAT(ErrorOf(R"({"x":3})", 0), HasSubstr("tensor \"x\" does not have exactly"));
  EXPECT_THAT(ErrorOf(R"({"x":{"dtype":"U8","shape":[0]}})", 0), HasSubstr("tensor \"x\" does not have exactly"));
  EXPECT_THAT(ErrorOf(Entry("5", "[1]", "[0,1]"), 1), HasSubstr("tensor \"x\" has a dtype that is not text"));
  EXPECT_THAT(ErrorOf(Entry(R"("F31")", "[1]", "[0,4]"), 4), HasSubstr("tensor \"x\" has the unknown type \"F31\""));
  for (const char* shape : {"3", "[-1]", "[1.0]", "[\"1\"]", "[1e0]", "[9223372036854775808]", "[null]"}) {
    EXPECT_THAT(ErrorOf(Entry(R"("U8")", shape, "[0,1]"), 1), HasSubstr("no list of sizes")) << shape;
  }
  for (const char* offsets : {"[0]", "[0,1,2]", "[1,0]", "[-1,0]", "0", "{}"}) {
    EXPECT_THAT(ErrorOf(Entry(R"("U8")", "[1]", offsets), 1), HasSubstr("no ascending pair")) << offsets;
  }
  EXPECT_THAT(ErrorOf(R"({"__metadata__":{"k":1}})", 0), HasSubstr("\"k\" is not text"));
  EXPECT_THAT(ErrorOf(R"({"__metadata__":[]})", 0), HasSubstr("not an object"));
}

TEST(SafetensorsHeaderTest, SizesMustAgree) {
  EXPECT_THAT(ErrorOf(Entry(R"("F32")", "[2,3]", "[0,20]"), 20),
              HasSubstr("tensor \"x\" of type F32 and shape [2, 3] takes 24 bytes, but its data_offsets span 20"));
  // 2^32 * 2^32 elements: the product wraps around to 0.
  EXPECT_THAT(ErrorOf(Entry(R"("U8")", "[4294967296,4294967296]", "[0,0]"), 0), HasSubstr("impossible shape"));
  EXPECT_THAT(ErrorOf(Entry(R"("F64")", "[2305843009213693952]", "[0,0]"), 0), HasSubstr("impossible shape"));
}

TEST(SafetensorsHeaderTest, DataMustBeCoveredExactlyOnce) {
  const auto two = [](const std::string& first, const std::string& second) {
    return R"({"a":{"dtype":"U8","shape":[4],"data_offsets":)" + first +
           R"(},"b":{"dtype":"U8","shape":[4],"data_offsets":)" + second + "}}";
  };
  EXPECT_TRUE(ParseSafetensorsHeader(two("[4,8]", "[0,4]"), 8).ok());
  EXPECT_THAT(ErrorOf(two("[0,4]", "[2,6]"), 6), HasSubstr("tensor \"b\" overlaps"));
  EXPECT_THAT(ErrorOf(two("[0,4]", "[0,4]"), 4), HasSubstr("tensor \"b\" overlaps"));
  EXPECT_THAT(ErrorOf(two("[0,4]", "[5,9]"), 9), HasSubstr("tensor \"b\" follows a hole"));
  EXPECT_THAT(ErrorOf(two("[1,5]", "[5,9]"), 9), HasSubstr("tensor \"a\" follows a hole"));
  EXPECT_THAT(ErrorOf(two("[0,4]", "[4,8]"), 7), HasSubstr("tensor \"b\" ends at byte 8, the file's data at 7"));
  EXPECT_THAT(ErrorOf(two("[0,4]", "[4,8]"), 9), HasSubstr("end at byte 8 of the data, which has 9"));
  EXPECT_THAT(ErrorOf("{}", 1), HasSubstr("end at byte 0 of the data, which has 1"));
}

TEST(SafetensorsHeaderTest, MutatedTextNeverCrashes) {
  const std::string text = *FormatSafetensorsHeader(TwoTensors());
  constexpr absl::string_view kAlphabet = "{}[],:\"\\0123456789-.eE x";
  CounterRandom random(2026, 0);
  int accepted = 0;
  for (int i = 0; i < 20000; ++i) {
    std::string mutated = text;
    for (uint32_t edits = 1 + random.Below(4); edits > 0; --edits) {
      const uint32_t at = random.Below(static_cast<uint32_t>(mutated.size()));
      const uint32_t kind = random.Below(3);
      if (kind == 0) mutated[at] = kAlphabet[random.Below(kAlphabet.size())];
      if (kind == 1) mutated.insert(at, 1, kAlphabet[random.Below(kAlphabet.size())]);
      if (kind == 2) mutated.erase(at, 1 + random.Below(3));
    }
    const absl::StatusOr<SafetensorsHeader> header = ParseSafetensorsHeader(mutated, 19);
    if (!header.ok()) continue;
    ++accepted;
    for (const auto& [name, entry] : header->tensors) ASSERT_LE(entry.end, 19u) << mutated;
  }
  EXPECT_GT(accepted, 0);  // a digit of the metadata, or a letter of a name
  EXPECT_LT(accepted, 10000);
}

}  // namespace
}  // namespace moebench
