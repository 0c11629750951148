#include "language/tokenizer/byte_level/place_groups.h"

#include <map>
#include <tuple>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using testing::ElementsAre;

struct Collected {
  std::vector<std::tuple<uint32_t, int64_t, uint32_t>> groups;  // key, weight, size
  std::map<uint32_t, std::vector<uint32_t>> places;             // by key
};

// Takes the places of every key but `unwanted`.
Collected Collect(PlaceGroups* groups, uint32_t unwanted = 0xffffffff) {
  Collected result;
  groups->Distribute([&](uint32_t key, int64_t weight, uint32_t size) -> uint32_t* {
    result.groups.push_back({key, weight, size});
    if (key == unwanted) return nullptr;
    result.places[key].resize(size);
    return result.places[key].data();
  });
  return result;
}

TEST(PlaceGroups, SumsWeightsAndKeepsTheOrderOfPlaces) {
  PlaceGroups groups;
  groups.Add(7, 3, 10);
  groups.Add(9, 1, 20);
  groups.Add(7, 2, 30);
  const Collected found = Collect(&groups);
  EXPECT_THAT(found.groups, ElementsAre(std::make_tuple(7, 5, 2), std::make_tuple(9, 1, 1)));
  EXPECT_THAT(found.places.at(7), ElementsAre(10, 30));
  EXPECT_THAT(found.places.at(9), ElementsAre(20));
}

TEST(PlaceGroups, PassesOverPlacesThatAreNotWanted) {
  PlaceGroups groups;
  groups.Add(0, 1, 10);
  groups.Add(1, 1, 11);
  groups.Add(0, 1, 12);
  const Collected found = Collect(&groups, /*unwanted=*/0);
  EXPECT_EQ(found.places.size(), 1u);
  EXPECT_THAT(found.places.at(1), ElementsAre(11));
}

TEST(PlaceGroups, IsEmptyAfterwards) {
  PlaceGroups groups;
  groups.Add(5, 3, 10);
  Collect(&groups);
  EXPECT_TRUE(Collect(&groups).groups.empty());
  groups.Add(5, 4, 11);
  const Collected found = Collect(&groups);
  EXPECT_THAT(found.groups, ElementsAre(std::make_tuple(5, 4, 1)));
  EXPECT_THAT(found.places.at(5), ElementsAre(11));
}

}  // namespace
}  // namespace moebench::language
