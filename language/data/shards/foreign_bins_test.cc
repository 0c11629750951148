#include "language/data/shards/foreign_bins.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "base/atomic_file.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

// llm.c's header: magic, version and count, then zeros up to 1,024 bytes. 20240520 is 0x0134D888 and 20240801 is
// 0x0134D9A1.
std::string Header(const std::string& first_twelve_in_hex) {
  return absl::HexStringToBytes(first_twelve_in_hex) + std::string(1012, '\0');
}

// Ids 1, 513 and 50256 in each format.
const std::string kNanoGpt = absl::HexStringToBytes("0100010250c4");
const std::string kLlmcGpt2 = Header("88d834010100000003000000") + kNanoGpt;
const std::string kLlmcLlama3 = Header("a1d934010700000003000000") + absl::HexStringToBytes("010000000102000050c40000");

std::vector<int32_t> Ids(const TokenArray& array) {
  std::vector<int32_t> ids(array.size());
  EXPECT_TRUE(array.Copy(0, absl::MakeSpan(ids)).ok());
  return ids;
}

absl::Status OpenStatus(const std::string& bytes, BinFormat format, int64_t vocabulary_size = 50257) {
  const TestFolder folder;
  return OpenForeignBin(folder.Write("train.bin", bytes), format, vocabulary_size).status();
}

TEST(ForeignBins, ReadsGoldenBytes) {
  const TestFolder folder;
  const auto expect_ids = [&](const std::string& bytes, BinFormat format) {
    const auto array = OpenForeignBin(folder.Write("train.bin", bytes), format, 50257);
    ASSERT_TRUE(array.ok()) << array.status();
    EXPECT_THAT(Ids(*array), ElementsAre(1, 513, 50256));
  };
  expect_ids(kNanoGpt, BinFormat::kNanoGpt);
  expect_ids(kLlmcGpt2, BinFormat::kLlmcGpt2);
  expect_ids(kLlmcLlama3, BinFormat::kLlmcLlama3);
}

TEST(ForeignBins, WritesGoldenBytes) {
  const TestFolder folder;
  const std::string path = folder.path() + "/out.bin";
  const auto array = OpenForeignBin(folder.Write("train.bin", kNanoGpt), BinFormat::kNanoGpt, 50257);
  const TokenStream stream("three ids", {*array});
  ASSERT_TRUE(WriteForeignBin(stream, BinFormat::kNanoGpt, path).ok());
  EXPECT_EQ(*ReadFile(path), kNanoGpt);
  ASSERT_TRUE(WriteForeignBin(stream, BinFormat::kLlmcGpt2, path).ok());
  EXPECT_EQ(*ReadFile(path), kLlmcGpt2);
  ASSERT_TRUE(WriteForeignBin(stream, BinFormat::kLlmcLlama3, path).ok());
  EXPECT_EQ(*ReadFile(path), kLlmcLlama3);
}

// More than one block of 262,144 ids.
TEST(ForeignBins, SurviveAWayThroughEachFormat) {
  const TestFolder folder;
  std::string ids;
  for (int i = 0; i < 600000; ++i) ids += {static_cast<char>(i), static_cast<char>(i >> 8)};
  const auto array = OpenForeignBin(folder.Write("train.bin", ids), BinFormat::kNanoGpt, 65536);
  for (const BinFormat format : {BinFormat::kNanoGpt, BinFormat::kLlmcGpt2, BinFormat::kLlmcLlama3}) {
    const std::string path = folder.path() + "/out.bin";
    ASSERT_TRUE(WriteForeignBin(TokenStream("ids", {*array, *array}), format, path).ok());
    const auto read = OpenForeignBin(path, format, 65536);
    ASSERT_TRUE(read.ok()) << read.status();
    std::vector<int32_t> expected = Ids(*array);
    expected.insert(expected.end(), expected.begin(), expected.begin() + 600000);
    EXPECT_EQ(Ids(*read), expected);
  }
}

TEST(ForeignBins, IdsThatDoNotFitAreRefusedAndNothingIsLeft) {
  const TestFolder folder;
  const std::string large = Header("a1d934010700000003000000") + absl::HexStringToBytes("010000000000010002000000");
  const auto array = OpenForeignBin(folder.Write("train.bin", large), BinFormat::kLlmcLlama3, 128256);
  ASSERT_TRUE(array.ok()) << array.status();
  const std::string path = folder.path() + "/out.bin";
  for (const BinFormat format : {BinFormat::kNanoGpt, BinFormat::kLlmcGpt2}) {
    EXPECT_THAT(WriteForeignBin(TokenStream("llama", {*array}), format, path).message(),
                HasSubstr("llama: token 1 is 65536, and "));
    EXPECT_FALSE(std::filesystem::exists(path));
  }
  EXPECT_TRUE(WriteForeignBin(TokenStream("llama", {*array}), BinFormat::kLlmcLlama3, path).ok());
  EXPECT_THAT(WriteForeignBin(TokenStream("none", {}), BinFormat::kNanoGpt, path).message(),
              HasSubstr("none has no tokens"));
}

// 2^31 tokens in a file with holes, which takes no room on the disk.
TEST(ForeignBins, LlmcHoldsFewerThanTwoToThe31Tokens) {
  const TestFolder folder;
  const std::string path = folder.Write("large.bin", "\1\2");
  std::error_code error;
  std::filesystem::resize_file(path, uint64_t{1} << 32, error);
  if (error) GTEST_SKIP() << "no files with holes here: " << error.message();
  const auto array = OpenForeignBin(path, BinFormat::kNanoGpt, 50257);
  ASSERT_TRUE(array.ok()) << array.status();
  EXPECT_THAT(WriteForeignBin(TokenStream("large", {*array}), BinFormat::kLlmcGpt2, folder.path() + "/out").message(),
              HasSubstr("large has 2147483648 tokens, and llm.c's .bin (GPT-2) holds at most 2147483647"));
}

TEST(ForeignBins, TruncatedAnywhereTheyAreRefused) {
  for (size_t size = 0; size < kLlmcGpt2.size(); size += size == 20 ? 1000 : 1) {
    const absl::Status status = OpenStatus(kLlmcGpt2.substr(0, size), BinFormat::kLlmcGpt2);
    EXPECT_THAT(status.message(), HasSubstr(size < 4 ? "is not llm.c's .bin (GPT-2)" : "is truncated")) << size;
  }
  EXPECT_THAT(OpenStatus(kLlmcGpt2 + "xx", BinFormat::kLlmcGpt2).message(),
              HasSubstr("is damaged: its header promises 3 tokens, and it has 1032 bytes, expected 1030"));
  EXPECT_THAT(OpenStatus(kNanoGpt.substr(0, 5), BinFormat::kNanoGpt).message(),
              HasSubstr("has 5 bytes, no whole number of uint16 ids"));
  EXPECT_THAT(OpenStatus("", BinFormat::kNanoGpt).message(), HasSubstr("an empty file"));
}

TEST(ForeignBins, OtherFilesVersionsAndCountsAreRefused) {
  EXPECT_THAT(OpenStatus(kLlmcGpt2, BinFormat::kNanoGpt).message(),
              HasSubstr("is not nanoGPT's .bin: it looks like llm.c's .bin (GPT-2, uint16)"));
  EXPECT_THAT(OpenStatus(kLlmcGpt2, BinFormat::kLlmcLlama3).message(), HasSubstr("it looks like llm.c's .bin (GPT-2"));
  EXPECT_THAT(OpenStatus(kNanoGpt, BinFormat::kLlmcGpt2).message(), HasSubstr("perhaps nanoGPT's .bin"));
  EXPECT_THAT(OpenStatus(Header("88d834010200000003000000") + kNanoGpt, BinFormat::kLlmcGpt2).message(),
              HasSubstr("has version 2, expected 1 in llm.c's .bin (GPT-2)"));
  EXPECT_THAT(OpenStatus(Header("88d8340101000000ffffffff") + kNanoGpt, BinFormat::kLlmcGpt2).message(),
              HasSubstr("promises -1 tokens"));
  EXPECT_THAT(OpenStatus(Header("88d834010100000000000000"), BinFormat::kLlmcGpt2).message(),
              HasSubstr("promises 0 tokens"));
  EXPECT_THAT(OpenStatus(Header("88d8340101000000ffffff7f"), BinFormat::kLlmcGpt2).message(),
              AllOf(HasSubstr("is truncated"), HasSubstr("2147483647 tokens")));
  EXPECT_THAT(OpenStatus(kNanoGpt, BinFormat::kNanoGpt, 0).message(), HasSubstr("vocabulary's size is given as 0"));
}

TEST(ForeignBins, IdsAreHeldAgainstTheVocabulary) {
  const TestFolder folder;
  const auto array = OpenForeignBin(folder.Write("train.bin", kNanoGpt), BinFormat::kNanoGpt, 50256);
  ASSERT_TRUE(array.ok());
  EXPECT_THAT(array->CheckIds().message(), HasSubstr("token 2 is 50256, expected an id below"));
}

TEST(ForeignBins, FormatsHaveNames) {
  for (const BinFormat format : {BinFormat::kNanoGpt, BinFormat::kLlmcGpt2, BinFormat::kLlmcLlama3}) {
    EXPECT_EQ(*ParseBinFormat(BinFormatName(format)), format);
  }
  EXPECT_THAT(ParseBinFormat("nanogtp").status().message(),
              HasSubstr("unknown token file format \"nanogtp\" (did you mean \"nanogpt\"?)"));
}

}  // namespace
}  // namespace moebench::language
