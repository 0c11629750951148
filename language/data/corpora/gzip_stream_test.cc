#include "language/data/corpora/gzip_stream.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<std::string> Read(absl::string_view bytes, size_t block_bytes = 7) {
  return ReadAll(NewGzipStream(InMemory(bytes, block_bytes)).get());
}

TEST(GzipStreamTest, ReadsMembersOneAfterTheOther) {
  const std::string two = Gzip("one, ") + Gzip("") + Gzip("two");
  for (const size_t block : {1, 3, 1000}) EXPECT_EQ(Read(two, block).value(), "one, two");
}

TEST(GzipStreamTest, AllowsZerosAfterTheLastMemberAndNothingElse) {
  EXPECT_EQ(Read(Gzip("text") + std::string(100, '\0')).value(), "text");
  EXPECT_THAT(Read(Gzip("text") + std::string(100, '\0') + "x").status().message(), HasSubstr("has other bytes after"));
  EXPECT_THAT(Read(Gzip("text") + "xyz").status().message(), HasSubstr("memory is damaged"));
}

TEST(GzipStreamTest, ComparesChecksumAndLength) {
  const std::string whole = Gzip("some text, some text");
  for (size_t i = whole.size() - 8; i < whole.size(); ++i) {
    std::string bytes = whole;
    bytes[i] ^= 0x10;
    EXPECT_EQ(Read(bytes).status().code(), absl::StatusCode::kDataLoss) << i;
  }
}

TEST(GzipStreamTest, CutAnywhereIsAnError) {
  const std::string whole = Gzip("one") + Gzip("two");
  const size_t first = Gzip("one").size();
  for (size_t bytes = 1; bytes < whole.size(); ++bytes) {
    if (bytes == first) continue;  // a whole file of one member
    EXPECT_THAT(Read(whole.substr(0, bytes)).status().message(), HasSubstr("memory is cut")) << bytes;
  }
}

TEST(GzipStreamTest, UnpacksMuchFromLittleInConstantMemory) {
  const std::string zeros(20 << 20, '\0');
  std::unique_ptr<ByteStream> stream = NewGzipStream(InMemory(Gzip(zeros), 1000));
  size_t total = 0;
  while (true) {
    const absl::string_view block = stream->NextBlock().value();
    if (block.empty()) break;
    EXPECT_LE(block.size(), 1 << 18);
    total += block.size();
  }
  EXPECT_EQ(total, zeros.size());
}

}  // namespace
}  // namespace moebench::language
