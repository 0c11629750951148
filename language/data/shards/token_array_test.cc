#include "language/data/shards/token_array.h"

#include <numeric>
#include <string>
#include <vector>

#include "base/test_folder.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename Id>
TokenArray MakeArray(const TestFolder& folder, const std::vector<Id>& ids, int64_t vocabulary_size) {
  const std::string bytes(reinterpret_cast<const char*>(ids.data()), ids.size() * sizeof(Id));
  auto file = MappedFile::Open(folder.Write("ids", "head" + bytes));
  return TokenArray(*file, 4, static_cast<int64_t>(ids.size()), sizeof(Id), vocabulary_size);
}

TEST(TokenArray, WidensBothWidths) {
  const TestFolder folder;
  std::vector<int32_t> ids(3);
  ASSERT_TRUE(MakeArray<uint16_t>(folder, {7, 65534, 40000, 1}, 65535).Copy(1, absl::MakeSpan(ids)).code() ==
              absl::StatusCode::kOk);
  EXPECT_THAT(ids, ElementsAre(65534, 40000, 1));
  ASSERT_TRUE(MakeArray<uint32_t>(folder, {7, 70000, 2147483646}, 2147483647).Copy(0, absl::MakeSpan(ids)).ok());
  EXPECT_THAT(ids, ElementsAre(7, 70000, 2147483646));
}

// Lengths around the 64 ids that are widened at a time, at odd places.
TEST(TokenArray, CopiesEveryLengthFromEveryPlace) {
  const TestFolder folder;
  std::vector<uint16_t> all(300);
  std::iota(all.begin(), all.end(), 0);
  const TokenArray array = MakeArray(folder, all, 300);
  for (const int64_t start : {0, 1, 63, 64, 65, 170}) {
    for (const int64_t length : {0, 1, 2, 63, 64, 65, 127, 128, 129}) {
      std::vector<int32_t> ids(length, -1), expected(length);
      std::iota(expected.begin(), expected.end(), static_cast<int32_t>(start));
      ASSERT_TRUE(array.Copy(start, absl::MakeSpan(ids)).ok());
      EXPECT_EQ(ids, expected) << start << " " << length;
    }
  }
}

TEST(TokenArray, NamesTheFirstIdOutsideTheVocabulary) {
  const TestFolder folder;
  for (const int64_t at : {0, 5, 63, 64, 99}) {
    std::vector<uint16_t> narrow(100, 9);
    std::vector<uint32_t> wide(100, 9);
    narrow[at] = 10, wide[at] = 4294967295;
    std::vector<int32_t> ids(100);
    EXPECT_THAT(MakeArray(folder, narrow, 10).Copy(0, absl::MakeSpan(ids)).message(),
                HasSubstr("token " + std::to_string(at) + " is 10, expected an id below the vocabulary's size, 10"));
    EXPECT_THAT(MakeArray(folder, wide, 10).CheckIds().message(),
                HasSubstr("token " + std::to_string(at) + " is 4294967295, expected"));
    EXPECT_TRUE(MakeArray(folder, narrow, 11).CheckIds().ok());
  }
}

TEST(TokenArray, RefusesPlacesOutsideIt) {
  const TestFolder folder;
  const TokenArray array = MakeArray<uint16_t>(folder, {1, 2, 3}, 10);
  std::vector<int32_t> ids(2);
  EXPECT_EQ(array.Copy(2, absl::MakeSpan(ids)).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(array.Copy(-1, absl::MakeSpan(ids)).code(), absl::StatusCode::kOutOfRange);
  EXPECT_EQ(array.Copy(int64_t{1} << 62, absl::MakeSpan(ids)).code(), absl::StatusCode::kOutOfRange);
  EXPECT_TRUE(array.Copy(3, {}).ok());
}

}  // namespace
}  // namespace moebench::language
