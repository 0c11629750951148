#include "moe_core/ecology/tier_partition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace moebench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

EcologyConfig Tiers(std::initializer_list<int> sizes) {
  EcologyConfig config;
  for (const int size : sizes) config.add_tiers(size);
  return config;
}

std::string Error(const EcologyConfig& config, int num_experts) {
  return std::string(TierPartition::Make(config, num_experts).status().message());
}

TEST(TierPartitionTest, TiersAreConsecutiveExperts) {
  const TierPartition tiers = *TierPartition::Make(Tiers({3, 1, 2}), 6);
  EXPECT_EQ(tiers.num_tiers(), 3);
  EXPECT_THAT(tiers.sizes(), ElementsAre(3, 1, 2));
  EXPECT_THAT(tiers.tier_of(), ElementsAre(0, 0, 0, 1, 2, 2));
}

TEST(TierPartitionTest, NoTiersIsFlat) {
  const TierPartition tiers = *TierPartition::Make(EcologyConfig(), 3);
  EXPECT_EQ(tiers.num_tiers(), 1);
  EXPECT_THAT(tiers.tier_of(), ElementsAre(0, 0, 0));
}

TEST(TierPartitionTest, RefusesASumThatIsNotTheNumberOfExperts) {
  EXPECT_THAT(Error(Tiers({8, 4, 4}), 32),
              HasSubstr("ecology.tiers 8:4:4 add up to 16 experts, router.num_experts is 32"));
}

TEST(TierPartitionTest, RefusesHugeTiersWithoutOverflow) {
  EXPECT_THAT(Error(Tiers({2147483647, 2147483647, 18}), 16), HasSubstr("add up to 4294967312 experts"));
}

TEST(TierPartitionTest, RefusesEmptyTiersAndNoExperts) {
  EXPECT_THAT(Error(Tiers({16, 0}), 16), HasSubstr("16:0 has a tier of 0 experts"));
  EXPECT_THAT(Error(Tiers({-1, 17}), 16), HasSubstr("has a tier of -1 experts"));
  EXPECT_THAT(Error(EcologyConfig(), 0), HasSubstr("router.num_experts is 0"));
}

}  // namespace
}  // namespace moebench
