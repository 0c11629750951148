#include "language/tokenizer/byte_level/merge_table.h"

#include <map>
#include <utility>

#include "base/counter_random.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

TEST(MergeTableTest, WithoutMergesFindsNone) {
  const MergeTable table({});
  EXPECT_EQ(table.Find(0, 0).rank, MergeTable::kNoMerge);
  EXPECT_EQ(table.Find(2147483647, 0).rank, MergeTable::kNoMerge);
}

TEST(MergeTableTest, FindsByBothIdsInTheirOrder) {
  const MergeTable table({{1, 2, 3}, {3, 1, 4}});
  EXPECT_EQ(table.Find(1, 2).rank, 0u);
  EXPECT_EQ(table.Find(1, 2).result, 3);
  EXPECT_EQ(table.Find(3, 1).rank, 1u);
  EXPECT_EQ(table.Find(2, 1).rank, MergeTable::kNoMerge);
  EXPECT_EQ(table.Find(1, 3).rank, MergeTable::kNoMerge);
}

TEST(MergeTableTest, EqualsAnOrderedMap) {
  CounterRandom random(/*key=*/3, /*stream=*/0);
  std::map<std::pair<int32_t, int32_t>, int32_t> wanted;
  std::vector<IdMerge> merges;
  while (merges.size() < 20000) {
    const int32_t left = random.Below(400), right = random.Below(400);
    if (wanted.try_emplace({left, right}, static_cast<int32_t>(merges.size())).second) {
      merges.push_back({left, right, static_cast<int32_t>(merges.size()) + 400});
    }
  }
  const MergeTable table(merges);
  for (int32_t left = 0; left < 410; ++left) {
    for (int32_t right = 0; right < 410; ++right) {
      const auto found = wanted.find({left, right});
      const MergeTable::Slot& slot = table.Find(left, right);
      if (found == wanted.end()) {
        ASSERT_EQ(slot.rank, MergeTable::kNoMerge) << left << " " << right;
      } else {
        ASSERT_EQ(slot.rank, static_cast<uint32_t>(found->second)) << left << " " << right;
        ASSERT_EQ(slot.result, found->second + 400);
      }
    }
  }
}

}  // namespace
}  // namespace moebench::language
