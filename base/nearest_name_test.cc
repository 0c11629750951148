#include "base/nearest_name.h"

#include "gtest/gtest.h"

namespace moebench {
namespace {

const std::vector<std::string> kDatasets = {"mnist", "fashion_mnist", "cifar10", "cifar100", "tinyimagenet"};
const std::vector<std::string> kFields = {"training.epochs", "training.lr", "router.temperature"};

TEST(NearestNameTest, OneSlipIsRecognised) {
  EXPECT_EQ(NearestName("cifar1O", kDatasets), "cifar10");  // substituted
  EXPECT_EQ(NearestName("cifr10", kDatasets), "cifar10");   // left out
  EXPECT_EQ(NearestName("mnisst", kDatasets), "mnist");     // doubled
  EXPECT_EQ(NearestName("mnsit", kDatasets), "mnist");      // swapped
  EXPECT_EQ(NearestName("TinyImageNet", kDatasets), "tinyimagenet");
}

TEST(NearestNameTest, TheLastPartOfALongNameIsEnough) {
  EXPECT_EQ(NearestName("lr", kFields), "training.lr");
  EXPECT_EQ(NearestName("temprature", kFields), "router.temperature");
  EXPECT_EQ(NearestName("router.temperture", kFields), "router.temperature");
  EXPECT_EQ(NearestName("4tier_a", {"ecology/cifar10", "ecology/tinyimagenet_4tier_a"}),
            "ecology/tinyimagenet_4tier_a");
}

TEST(NearestNameTest, TheFirstOfEquallyNearNamesWins) {
  EXPECT_EQ(NearestName("cat", {"bat", "hat"}), "bat");
  EXPECT_EQ(NearestName("cifar", kDatasets), "cifar10");
}

TEST(NearestNameTest, NothingNearGivesNothing) {
  EXPECT_EQ(NearestName("imagenet22k", kDatasets), "");
  EXPECT_EQ(NearestName("x", kDatasets), "");
  EXPECT_EQ(NearestName("", kDatasets), "");
  EXPECT_EQ(NearestName("cifar10", {}), "");
}

TEST(DidYouMeanTest, AsksOrStaysSilent) {
  EXPECT_EQ(DidYouMean("cifar1O", kDatasets), " (did you mean \"cifar10\"?)");
  EXPECT_EQ(DidYouMean("zebra", kDatasets), "");
}

}  // namespace
}  // namespace moebench
