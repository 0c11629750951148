#include "vision/dataset_defaults.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Refusal(const std::string& dataset) {
  const absl::Status status = FindDatasetDefaults(dataset).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << dataset;
  return std::string(status.message());
}

TEST(DatasetDefaultsTest, NamesEveryDataSet) {
  EXPECT_THAT(DatasetNames(), ElementsAre("cifar10-mini", "mnist", "fashion_mnist", "cifar10", "cifar100",
                                          "tinyimagenet", "folder:PATH"));
}

TEST(DatasetDefaultsTest, FoldersAreFoundByPrefix) {
  EXPECT_EQ(FindDatasetDefaults("folder:/my/cats and dogs")->experiment, "folder");
  EXPECT_EQ(DatasetAdjustment("folder:/my/cats and dogs")->data().dataset(), "folder:/my/cats and dogs");
  EXPECT_THAT(Refusal("folder:"), HasSubstr("--dataset=folder:PATH"));
  EXPECT_THAT(Refusal("folder"), HasSubstr("--dataset=folder:PATH"));
}

TEST(DatasetDefaultsTest, UnknownNamesAreAnsweredWithTheNearest) {
  EXPECT_EQ(Refusal("cifar-100"),
            "unknown data set \"cifar-100\" (did you mean \"cifar100\"?); there are cifar10-mini, mnist, "
            "fashion_mnist, cifar10, cifar100, tinyimagenet, folder:PATH");
  EXPECT_THAT(Refusal("tiny-imagenet"), HasSubstr("did you mean \"tinyimagenet\"?"));
  EXPECT_THAT(Refusal(""), HasSubstr("there are"));
}

TEST(DatasetDefaultsTest, AdjustmentNamesTheBoundFieldsAndNothingElse) {
  EXPECT_EQ(DatasetAdjustment("mnist")->ShortDebugString(),
            "data { dataset: \"mnist\" image_size: 32 horizontal_flip: false } encoder { stem_stride: 1 }");
  EXPECT_EQ(DatasetAdjustment("tinyimagenet")->ShortDebugString(),
            "data { dataset: \"tinyimagenet\" image_size: 64 horizontal_flip: true } encoder { stem_stride: 2 }");
}

}  // namespace
}  // namespace moebench::vision
