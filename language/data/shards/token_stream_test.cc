#include "language/data/shards/token_stream.h"

#include <numeric>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::HasSubstr;

// Tokens 0, 1, 2, ... in files of the given sizes, uint16 and uint32 by turns.
TokenStream Counting(const TestFolder& folder, const std::vector<int64_t>& sizes) {
  std::vector<TokenArray> arrays;
  uint32_t next = 0;
  for (const int64_t size : sizes) {
    const int width = arrays.size() % 2 == 0 ? 2 : 4;
    std::string bytes;
    for (int64_t i = 0; i < size; ++i, ++next) bytes.append(reinterpret_cast<const char*>(&next), width);
    auto file = MappedFile::Open(folder.Write(absl::StrCat(arrays.size()), bytes));
    arrays.emplace_back(*file, 0, size, width, 1000);
  }
  return TokenStream("counting", std::move(arrays));
}

TEST(TokenStream, EveryWindowIsConsecutiveOverTheBordersOfFiles) {
  const TestFolder folder;
  const TokenStream stream = Counting(folder, {5, 1, 0, 7, 0, 3});
  ASSERT_EQ(stream.size(), 16);
  EXPECT_EQ(stream.vocabulary_size(), 1000);
  for (int64_t start = 0; start <= 16; ++start) {
    for (int64_t length = 0; start + length <= 16; ++length) {
      std::vector<int32_t> ids(length, -1), expected(length);
      std::iota(expected.begin(), expected.end(), static_cast<int32_t>(start));
      ASSERT_TRUE(stream.Copy(start, absl::MakeSpan(ids)).ok());
      EXPECT_EQ(ids, expected);
    }
  }
}

TEST(TokenStream, RefusesWhatIsNotThere) {
  const TestFolder folder;
  const TokenStream stream = Counting(folder, {5, 1});
  std::vector<int32_t> ids(3);
  EXPECT_THAT(stream.Copy(4, absl::MakeSpan(ids)).message(),
              HasSubstr("counting: 3 tokens from 4 are wanted and it holds 6"));
  EXPECT_FALSE(stream.Copy(-1, absl::MakeSpan(ids)).ok());
  EXPECT_FALSE(stream.Copy(int64_t{1} << 62, absl::MakeSpan(ids)).ok());
  EXPECT_EQ(TokenStream("none", {}).size(), 0);
}

}  // namespace
}  // namespace moebench::language
