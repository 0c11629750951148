#include "language/data/shards/token_shard.h"

#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "base/crc32c.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kChecksum(64, 'a');

std::string Bytes(const void* data, size_t size) { return {static_cast<const char*>(data), size}; }

// Puts a number into a shard's bytes and, unless asked not to, makes the checksums right again.
template <typename Number>
std::string Patched(std::string shard, int at, Number value) {
  std::memcpy(&shard[at], &value, sizeof(value));
  const uint32_t contents = Crc32c(absl::string_view(shard).substr(128));
  std::memcpy(&shard[76], &contents, 4);
  const uint32_t header = Crc32c(absl::string_view(shard).substr(0, 124));
  std::memcpy(&shard[124], &header, 4);
  return shard;
}

// Five uint16 ids, three documents: {1, 2}, {}, {3, 4, 9}. Ids end at 138, padding at 144, offsets at 176.
std::string Shard() {
  const uint16_t ids[] = {1, 2, 3, 4, 9};
  const uint64_t offsets[] = {0, 2, 2, 5};
  const std::string contents = Bytes(ids, sizeof(ids)) + std::string(6, '\0') + Bytes(offsets, sizeof(offsets));
  ShardHeader header;
  header.bytes_per_token = 2;
  header.vocabulary_size = 10;
  header.tokens = 5;
  header.documents = 3;
  header.tokenizer_checksum = kChecksum;
  header.end_of_document = 9;
  header.contents_crc32c = Crc32c(contents);
  return EncodeShardHeader(header) + contents;
}

absl::Status OpenStatus(const std::string& bytes) {
  const TestFolder folder;
  return ShardReader::Open(folder.Write("s.tokens", bytes), kChecksum).status();
}

TEST(TokenShard, LiesInTheFileAsDocumented) {
  const std::string shard = Shard();
  ASSERT_EQ(shard.size(), 176u);
  // Magic, version, width, vocabulary, tokens, documents.
  EXPECT_EQ(absl::BytesToHexString(shard.substr(0, 40)),
            "4d4f45544f4b454e"
            "01000000"
            "02000000"
            "0a00000000000000"
            "0500000000000000"
            "0300000000000000");
  EXPECT_EQ(shard.substr(40, 32), std::string(32, '\xaa'));
  EXPECT_EQ(absl::BytesToHexString(shard.substr(72, 4)), "09000000");
  EXPECT_EQ(shard.substr(80, 44), std::string(44, '\0'));
}

TEST(TokenShard, Reads) {
  const TestFolder folder;
  const auto shard = ShardReader::Open(folder.Write("s.tokens", Shard()), kChecksum);
  ASSERT_TRUE(shard.ok()) << shard.status();
  EXPECT_EQ((*shard)->header().vocabulary_size, 10);
  EXPECT_EQ((*shard)->header().tokenizer_checksum, kChecksum);
  EXPECT_EQ((*shard)->header().end_of_document, 9);
  EXPECT_EQ((*shard)->DocumentStart(2), 2);
  EXPECT_EQ((*shard)->DocumentEnd(2), 5);
  EXPECT_EQ((*shard)->DocumentStart(1), (*shard)->DocumentEnd(1));
  std::vector<int32_t> ids(5);
  ASSERT_TRUE((*shard)->tokens().Copy(0, absl::MakeSpan(ids)).ok());
  EXPECT_THAT(ids, ElementsAre(1, 2, 3, 4, 9));
  EXPECT_TRUE((*shard)->Verify().ok());
}

TEST(TokenShard, WidthFollowsTheVocabulary) {
  EXPECT_EQ(BytesPerToken(50257), 2);
  EXPECT_EQ(BytesPerToken(65535), 2);
  EXPECT_EQ(BytesPerToken(65536), 4);
  EXPECT_EQ(BytesPerToken(128256), 4);
}

TEST(TokenShard, TruncatedAtEveryByteIsRefused) {
  const std::string shard = Shard();
  for (size_t size = 0; size < shard.size(); ++size) {
    const absl::Status status = OpenStatus(shard.substr(0, size));
    EXPECT_EQ(status.code(), size == 0 ? absl::StatusCode::kInvalidArgument : absl::StatusCode::kDataLoss) << size;
    EXPECT_THAT(status.message(), HasSubstr(size == 0 ? "an empty file" : "is truncated")) << size;
  }
  EXPECT_THAT(OpenStatus(shard.substr(0, 150)).message(),
              HasSubstr("promises 5 tokens and 3 documents, 176 bytes, and it has 150 bytes"));
}

TEST(TokenShard, EveryFlippedByteIsFound) {
  const TestFolder folder;
  const std::string good = Shard();
  for (size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x10);
    const auto shard = ShardReader::Open(folder.Write("s.tokens", bad), kChecksum);
    EXPECT_FALSE(shard.ok() && (*shard)->Verify().ok()) << i;
    if (i < 128) EXPECT_FALSE(shard.ok()) << i;
  }
}

TEST(TokenShard, OtherFilesAreNamed) {
  EXPECT_THAT(OpenStatus("{\"text\": \"Hello\"}").message(),
              HasSubstr("s.tokens is no token shard: it looks like text"));
  const int32_t llmc[] = {20240520, 1, 0};
  EXPECT_THAT(OpenStatus(Bytes(llmc, 12)).message(), HasSubstr("it looks like llm.c's .bin (GPT-2, uint16)"));
  EXPECT_THAT(OpenStatus(std::string(200, '\0')).message(), HasSubstr("unfinished shard"));
}

TEST(TokenShard, AnotherVersionIsRefused) {
  const absl::Status status = OpenStatus(Patched(Shard(), 8, uint32_t{2}));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), HasSubstr("has version 2 and this program reads version 1"));
}

TEST(TokenShard, AnotherTokenizerIsRefusedWithBothChecksums) {
  const TestFolder folder;
  const std::string path = folder.Write("s.tokens", Shard());
  const absl::Status status = ShardReader::Open(path, std::string(64, 'b')).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("another tokenizer"), HasSubstr(kChecksum),
                                      HasSubstr(std::string(64, 'b')), HasSubstr(path)));
  EXPECT_TRUE(ShardReader::Open(path, "").ok());
}

// Headers whose checksum is right and whose numbers are not.
TEST(TokenShard, HostileNumbersAreRefused) {
  const std::string shard = Shard();
  EXPECT_THAT(OpenStatus(Patched(shard, 12, uint32_t{3})).message(), HasSubstr("3 bytes a token, expected 2 or 4"));
  EXPECT_THAT(OpenStatus(Patched(shard, 12, uint32_t{0xFFFFFFFF})).message(), HasSubstr("expected 2 or 4"));
  EXPECT_THAT(OpenStatus(Patched(shard, 16, uint64_t{0})).message(), HasSubstr("a vocabulary of 0 ids"));
  EXPECT_THAT(OpenStatus(Patched(shard, 16, uint64_t{65537})).message(), HasSubstr("expected 1 to 65536"));
  EXPECT_THAT(OpenStatus(Patched(shard, 72, int32_t{10})).message(), HasSubstr("documents end with id 10 of 10"));
  EXPECT_THAT(OpenStatus(Patched(shard, 72, int32_t{-2})).message(), HasSubstr("documents end with id -2"));
  EXPECT_THAT(OpenStatus(Patched(shard, 100, uint8_t{1})).message(), HasSubstr("are not zero"));
  for (const uint64_t count : {uint64_t{1} << 56, uint64_t{1} << 63, ~uint64_t{0}, uint64_t{0x2000000000000005}}) {
    EXPECT_THAT(OpenStatus(Patched(shard, 24, count)).message(), HasSubstr("is truncated"));
    EXPECT_THAT(OpenStatus(Patched(shard, 32, count)).message(), HasSubstr("is truncated"));
  }
  EXPECT_THAT(OpenStatus(shard + "x").message(), HasSubstr("176 bytes, and it has 177"));
}

TEST(TokenShard, OffsetsMustRise) {
  const std::string shard = Shard();
  EXPECT_THAT(OpenStatus(Patched(shard, 144, uint64_t{1})).message(), HasSubstr("first document starts at token 1"));
  EXPECT_THAT(OpenStatus(Patched(shard, 152, uint64_t{3})).message(),
              HasSubstr("document 1 starts at token 3 and the next at 2"));
  EXPECT_THAT(OpenStatus(Patched(shard, 168, uint64_t{4})).message(), HasSubstr("end at token 4, expected 5"));
  EXPECT_THAT(OpenStatus(Patched(shard, 168, ~uint64_t{0})).message(), HasSubstr("expected 5"));
}

TEST(TokenShard, IdsOutsideTheVocabularyAreFoundEvenWithRightChecksums) {
  const TestFolder folder;
  const auto shard = ShardReader::Open(folder.Write("s.tokens", Patched(Shard(), 130, uint16_t{10})), kChecksum);
  ASSERT_TRUE(shard.ok()) << shard.status();
  EXPECT_THAT((*shard)->Verify().message(), HasSubstr("token 1 is 10, expected an id below"));
}

TEST(TokenShard, AShardOfNothingIsOne) {
  ShardHeader header;
  header.vocabulary_size = 70000;
  header.bytes_per_token = 4;
  header.tokenizer_checksum = kChecksum;
  header.contents_crc32c = Crc32c(std::string(8, '\0'));
  const TestFolder folder;
  const auto shard =
      ShardReader::Open(folder.Write("s.tokens", EncodeShardHeader(header) + std::string(8, '\0')), kChecksum);
  ASSERT_TRUE(shard.ok()) << shard.status();
  EXPECT_TRUE((*shard)->Verify().ok());
}

}  // namespace
}  // namespace moebench::language
