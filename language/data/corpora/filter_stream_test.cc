#include "language/data/corpora/filter_stream.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

TEST(FilterStreamTest, ReadsXzAndZstandardFromAnyBlocks) {
  const std::string text(100000, 'x');
  for (const size_t block : {1, 7, 100000}) {
    EXPECT_EQ(ReadAll(NewXzStream(InMemory(Xz(text), block)).get()).value(), text);
    EXPECT_EQ(ReadAll(NewZstdStream(InMemory(Zstd(text), block)).get()).value(), text);
  }
}

TEST(FilterStreamTest, ReadsStreamsJoinedEndToEnd) {
  EXPECT_EQ(ReadAll(NewXzStream(InMemory(Xz("one, ") + Xz("two"))).get()).value(), "one, two");
  EXPECT_EQ(ReadAll(NewZstdStream(InMemory(Zstd("one, ") + Zstd("two"))).get()).value(), "one, two");
}

TEST(FilterStreamTest, BytesBehindTheStreamAreAnError) {
  EXPECT_EQ(ReadAll(NewXzStream(InMemory(Xz("one") + "more")).get()).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(ReadAll(NewZstdStream(InMemory(Zstd("one") + "more")).get()).status().code(), absl::StatusCode::kDataLoss);
}

TEST(FilterStreamTest, OtherBytesAreRefusedByName) {
  EXPECT_THAT(ReadAll(NewXzStream(InMemory("no xz at all, but text")).get()).status().message(), HasSubstr("memory"));
  EXPECT_THAT(ReadAll(NewZstdStream(InMemory("no zst at all, but text")).get()).status().message(),
              HasSubstr("memory"));
  EXPECT_EQ(ReadAll(NewXzStream(InMemory("")).get()).status().code(), absl::StatusCode::kDataLoss);
}

// An xz header may ask for 4 GiB of dictionary in a handful of bytes.
TEST(FilterStreamTest, AHugeDictionaryIsNotAllocated) {
  std::string bytes = Xz("text");
  // Block header: size, flags, filter id 0x21, size of properties 1, dictionary size code, padding, CRC-32.
  ASSERT_EQ(bytes[14], '\x21');
  bytes[16] = 40;
  EXPECT_EQ(ReadAll(NewXzStream(InMemory(bytes)).get()).status().code(), absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace moebench::language
