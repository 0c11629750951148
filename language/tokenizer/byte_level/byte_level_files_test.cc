#include "language/tokenizer/byte_level/byte_level_files.h"

#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/atomic_file.h"
#include "base/sha256.h"
#include "base/test_folder.h"
#include "base/test_real_data.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

// "ab", "bc", "abc" and <|endoftext|>: ids 256 to 259.
std::vector<ByteMerge> FewMerges() { return {{"a", "b"}, {"b", "c"}, {"a", "bc"}}; }

class ByteLevelFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(WriteByteLevelFiles(folder_.path(), FewMerges(), /*with_end_of_text=*/true).ok());
    merges_ = *ReadFile(folder_.path() + "/vocab.bpe");
    ids_ = *ReadFile(folder_.path() + "/encoder.json");
  }

  std::string Refusal(const std::string& merges, const std::string& ids) const {
    const auto vocabulary = ParseByteLevelFiles("m", merges, ids);
    EXPECT_EQ(vocabulary.status().code(), absl::StatusCode::kFailedPrecondition);
    return std::string(vocabulary.status().message());
  }
  std::string RefusalOfMerges(const std::string& merges) const { return Refusal(merges, ids_); }
  std::string RefusalOfIds(const std::string& ids) const { return Refusal(merges_, ids); }

  TestFolder folder_;
  std::string merges_;
  std::string ids_;
};

TEST_F(ByteLevelFilesTest, WhatIsWrittenIsRead) {
  EXPECT_EQ(merges_, "#version: 0.2\na b\nb c\na bc\n");
  EXPECT_THAT(ids_, AllOf(StartsWith("{\"!\": 0, \"\\\"\": 1, "),
                          testing::EndsWith("\"ab\": 256, \"bc\": 257, \"abc\": 258, \"<|endoftext|>\": 259}")));
  const auto vocabulary = ReadByteLevelFiles(folder_.path());
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  EXPECT_EQ(vocabulary->tokens.size(), 260u);
  EXPECT_EQ(vocabulary->tokens[258], "abc");
  EXPECT_EQ(vocabulary->tokens[220], " ");
  EXPECT_EQ(vocabulary->byte_ids[' '], 220);
  EXPECT_EQ(vocabulary->end_of_text, 259);
  ASSERT_EQ(vocabulary->merges.size(), 3u);
  EXPECT_EQ(vocabulary->merges[2].left, vocabulary->byte_ids['a']);
  EXPECT_EQ(vocabulary->merges[2].right, 257);
  EXPECT_EQ(vocabulary->merges[2].result, 258);
  EXPECT_EQ(vocabulary->checksum, Sha256Hex(Sha256Hex(merges_) + Sha256Hex(ids_)));
}

TEST_F(ByteLevelFilesTest, BytesThatArePrintedOtherwiseAndNoEndOfText) {
  TestFolder folder;
  const std::string inner = folder.path() + "/made/for/it";
  ASSERT_TRUE(WriteByteLevelFiles(inner, {{" ", "t"}, {"\n", std::string(1, '\0')}, {"\xE2", "\x82"}}, false).ok());
  EXPECT_EQ(*ReadFile(inner + "/vocab.bpe"), "#version: 0.2\n\u0120 t\n\u010A \u0100\n\u00E2 \u0124\n");
  const auto vocabulary = ReadByteLevelFiles(inner);
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  EXPECT_EQ(vocabulary->end_of_text, -1);
  EXPECT_EQ(vocabulary->tokens[256], " t");
  EXPECT_EQ(vocabulary->tokens[257], std::string("\n\0", 2));
  EXPECT_EQ(vocabulary->tokens[258], "\xE2\x82");
}

TEST_F(ByteLevelFilesTest, IdsMayStandInAnyOrder) {
  const std::string swapped =
      absl::StrReplaceAll(ids_, {{"\"!\": 0", "\"!\": 259"}, {"\"<|endoftext|>\": 259", "\"<|endoftext|>\": 0"}});
  const auto vocabulary = ParseByteLevelFiles("m", merges_, swapped);
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  EXPECT_EQ(vocabulary->end_of_text, 0);
  EXPECT_EQ(vocabulary->byte_ids['!'], 259);
}

TEST_F(ByteLevelFilesTest, RefusesMergesByLine) {
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\na b\nb c\na bc\na b\n"),
              StartsWith("m/vocab.bpe:5: \"a b\": line 2 makes the same token; a token has one merge"));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\na b\nb c\na bc\nab c\n"),
              StartsWith("m/vocab.bpe:5: \"ab c\": line 4 makes the same token"));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\nab c\n"),
              StartsWith("m/vocab.bpe:2: \"ab c\": no byte or merge above makes \"ab\""));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\na b\nb d\n"),
              StartsWith("m/vocab.bpe:3: \"b d\": m/encoder.json has no entry \"bd\""));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\na  b\n"), HasSubstr(":2: \"a  b\": expected a merge, two tokens"));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\na b c\n"), HasSubstr(":2: \"a b c\": expected a merge"));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\n\n"), HasSubstr(":2: \"\": expected a merge"));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\na \n"), HasSubstr("no byte or merge above makes \"\""));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\r\na b\r\n"), HasSubstr("no byte or merge above makes \"b\\r\""));
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\n<|endoftext|> a\n"), HasSubstr("no byte or merge above makes"));
}

TEST_F(ByteLevelFilesTest, RefusesOtherFiles) {
  EXPECT_THAT(RefusalOfMerges(""), StartsWith("m/vocab.bpe:1: \"\": expected \"#version: 0.2\""));
  EXPECT_THAT(RefusalOfMerges("a b\nb c\n"), StartsWith("m/vocab.bpe:1: \"a b\": expected \"#version: 0.2\""));
  EXPECT_THAT(RefusalOfMerges(ids_), StartsWith("m/vocab.bpe:1: "));
  EXPECT_THAT(RefusalOfMerges(std::string("PK\x03\x04\0\0", 6)), StartsWith("m/vocab.bpe:1: "));
  EXPECT_THAT(RefusalOfIds(merges_), StartsWith("m/encoder.json: "));
  EXPECT_THAT(RefusalOfIds("{}"), HasSubstr("no entry \"\u0100\" for the byte 0"));
  EXPECT_THAT(RefusalOfIds("{\"a\": 0, \"b\": 1}"), HasSubstr("a byte-level vocabulary has all 256 bytes"));
}

TEST_F(ByteLevelFilesTest, RefusesEveryTruncation) {
  for (size_t length = 0; length < merges_.size(); ++length) {
    EXPECT_THAT(RefusalOfMerges(merges_.substr(0, length)), HasSubstr("m/vocab.bpe")) << length;
  }
  for (size_t length = 0; length < ids_.size(); ++length) {
    EXPECT_THAT(RefusalOfIds(ids_.substr(0, length)), StartsWith("m/encoder.json: ")) << length;
  }
  EXPECT_THAT(RefusalOfMerges(merges_.substr(0, merges_.size() - 1)),
              HasSubstr("has no line feed: is the file whole?"));
}

TEST_F(ByteLevelFilesTest, RefusesIdsThatNothingMakes) {
  EXPECT_THAT(RefusalOfMerges("#version: 0.2\na b\n"),
              AllOf(StartsWith("m/encoder.json: the entry \"bc\": 257 is no byte, no result of a merge in m/vocab.bpe"),
                    HasSubstr("are they whole?")));
  EXPECT_THAT(RefusalOfIds(absl::StrReplaceAll(ids_, {{"<|endoftext|>", "<pad>"}})), HasSubstr("\"<pad>\": 259"));
  // The token is there, but made of a character that is no byte's.
  EXPECT_THAT(Refusal(merges_, absl::StrReplaceAll(ids_, {{"<|endoftext|>", "\\u2581"}})), HasSubstr("259 is no byte"));
}

TEST_F(ByteLevelFilesTest, TheWriterRefusesWhatTheReaderWould) {
  TestFolder folder;
  const std::string path = folder.path() + "/none";
  const auto message = [&](const std::vector<ByteMerge>& merges) {
    return std::string(WriteByteLevelFiles(path, merges, true).message());
  };
  EXPECT_THAT(message({{"ab", "c"}}), HasSubstr("no byte or merge above makes \"ab\""));
  EXPECT_THAT(message({{"a", "b"}, {"a", "b"}}), HasSubstr("vocab.bpe:3: \"a b\": line 2 makes the same token"));
  EXPECT_THAT(message({{"a", ""}}), HasSubstr("no byte or merge above makes \"\""));
  std::vector<ByteMerge> spelling;
  for (const std::string rest = kEndOfText; spelling.size() + 1 < rest.size();) {
    const size_t n = spelling.size() + 1;
    spelling.push_back({rest.substr(0, n), rest.substr(n, 1)});
  }
  EXPECT_THAT(message(spelling), HasSubstr("<|endoftext|>"));
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST_F(ByteLevelFilesTest, MissingFilesAreNamed) {
  TestFolder folder;
  const auto none = ReadByteLevelFiles(folder.path());
  EXPECT_EQ(none.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(none.status().message()),
              AllOf(HasSubstr(folder.path() + "/vocab.bpe"), HasSubstr("a folder with vocab.bpe and encoder.json")));
  folder.Write("vocab.bpe", merges_);
  EXPECT_THAT(std::string(ReadByteLevelFiles(folder.path()).status().message()),
              HasSubstr(folder.path() + "/encoder.json"));
}

TEST(ByteLevelFilesOfGpt2Test, AreWrittenAgainByteForByte) {
  const std::string published = RealData({"gpt2-bpe"});
  if (published.empty()) GTEST_SKIP() << "no gpt2-bpe/ below $MOEBENCH_REAL_DATA";
  const auto vocabulary = ReadByteLevelFiles(published);
  ASSERT_TRUE(vocabulary.ok()) << vocabulary.status();
  EXPECT_EQ(vocabulary->tokens.size(), 50257u);
  EXPECT_EQ(vocabulary->merges.size(), 50000u);
  EXPECT_EQ(vocabulary->end_of_text, 50256);
  std::vector<ByteMerge> merges;
  for (const IdMerge& merge : vocabulary->merges) {
    merges.push_back({vocabulary->tokens[merge.left], vocabulary->tokens[merge.right]});
  }
  TestFolder folder;
  ASSERT_TRUE(WriteByteLevelFiles(folder.path(), merges, /*with_end_of_text=*/true).ok());
  for (const char* file : {"/vocab.bpe", "/encoder.json"}) {
    EXPECT_TRUE(*ReadFile(folder.path() + file) == *ReadFile(published + file)) << file;
  }
}

}  // namespace
}  // namespace moebench::language
