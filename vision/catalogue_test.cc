#include "vision/catalogue.h"

#include <map>
#include <string>
#include <vector>

#include "base/atomic_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/canonical_text.h"
#include "vision/test_catalogue.h"

namespace moebench::vision {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

ExperimentRequest Request(const std::string& experiment, const std::string& scale = "pilot",
                          const std::vector<std::string>& sets = {}) {
  ExperimentRequest request;
  request.experiment = experiment;
  request.scale = scale;
  request.sets = sets;
  return request;
}

ExperimentRequest OnDataset(const std::string& dataset, const std::string& experiment = "") {
  ExperimentRequest request;
  request.experiment = experiment;
  request.dataset = dataset;
  return request;
}

std::string Refusal(const ExperimentRequest& request) {
  return std::string(ResolveVisionExperiment(LoadedCatalogue(), request).status().message());
}

TEST(VisionCatalogueTest, DatasetAlonePicksItsDefaultExperiment) {
  EXPECT_EQ(Resolve(ExperimentRequest()).id, "cifar10_mini");
  EXPECT_EQ(Resolve(ExperimentRequest()).scale, "pilot");
  const std::map<std::string, std::string> expected = {
      {"cifar10-mini", "cifar10_mini"},         {"mnist", "mnist"},
      {"fashion_mnist", "fashion_mnist"},       {"cifar10", "ecology/cifar10_e"},
      {"cifar100", "ecology/cifar100_ortho_0"}, {"tinyimagenet", "ecology/tinyimagenet_e"},
      {"folder:/my/images", "folder"}};
  for (const auto& [dataset, id] : expected) {
    const ResolvedExperiment resolved = Resolve(OnDataset(dataset));
    EXPECT_EQ(resolved.id, id);
    EXPECT_EQ(resolved.experiment.data().dataset(), dataset);
  }
}

TEST(VisionCatalogueTest, DatasetWithExperimentReplacesTheDataAndWhatIsBoundToIt) {
  const Experiment moved = Resolve(OnDataset("mnist", "ecology/tinyimagenet_4tier_a")).experiment;
  EXPECT_EQ(moved.data().dataset(), "mnist");
  EXPECT_EQ(moved.data().image_size(), 32);
  EXPECT_FALSE(moved.data().horizontal_flip());
  EXPECT_EQ(moved.encoder().stem_stride(), 1);
  EXPECT_THAT(moved.ecology().tiers(), ElementsAre(4, 4, 4, 4));
  ExperimentRequest flipped = OnDataset("mnist", "ecology/cifar10_e");
  flipped.sets = {"data.horizontal_flip=true"};
  EXPECT_TRUE(Resolve(flipped).experiment.data().horizontal_flip());
}

TEST(VisionCatalogueTest, OverridesAndFilesComeAfterTheScale) {
  const Experiment example =
      Resolve(Request("ecology/tinyimagenet_4tier_a", "pilot", {"training.epochs=3", "router.temperature=2.5"}))
          .experiment;
  EXPECT_EQ(example.training().epochs(), 3);
  EXPECT_EQ(example.router().temperature(), 2.5);

  ExperimentRequest request = Request("", "smoke", {"training.lr=2e-3"});
  request.config_file = ::testing::TempDir() + "/vision_catalogue_test.textproto";
  ASSERT_TRUE(WriteFileAtomically(request.config_file, "training { lr: 1 epochs: 7 } ecology { tiers: 16 }").ok());
  const ResolvedExperiment alone = Resolve(request);
  EXPECT_EQ(alone.id, "cifar10_mini");
  EXPECT_EQ(alone.experiment.training().epochs(), 7);
  EXPECT_EQ(alone.experiment.training().lr(), 2e-3);
  EXPECT_THAT(alone.experiment.ecology().tiers(), ElementsAre(16));
}

TEST(VisionCatalogueTest, APrintedConfigurationReproducesItself) {
  const Experiment printed = Resolve(Request("ecology/cifar100_flat", "pilot", {"training.epochs=4"})).experiment;
  ExperimentRequest request = Request("ecology/cifar100_flat", "paper");
  request.config_file = ::testing::TempDir() + "/vision_catalogue_test_printed.textproto";
  ASSERT_TRUE(WriteFileAtomically(request.config_file, CanonicalText(printed)).ok());
  EXPECT_EQ(CanonicalText(Resolve(request).experiment), CanonicalText(printed));
}

TEST(VisionCatalogueTest, OrthoWeightsAreFoundAsThePaperWritesThem) {
  EXPECT_EQ(Resolve(Request("ecology/cifar100_ortho_.02")).id, "ecology/cifar100_ortho_0.02");
  EXPECT_EQ(Resolve(Request("ecology/cifar100_warmup_on_ortho_.1")).id, "ecology/cifar100_warmup_on_ortho_0.1");
}

TEST(VisionCatalogueTest, MistakesAreAnsweredWithTheNearestName) {
  EXPECT_THAT(Refusal(Request("ecology/tinyimagnet_4tier_a")),
              AllOf(HasSubstr("did you mean \"ecology/tinyimagenet_4tier_a\"?"), HasSubstr("--list")));
  EXPECT_THAT(Refusal(Request("tinyimagenet_e")), HasSubstr("did you mean \"ecology/tinyimagenet_e\"?"));
  EXPECT_THAT(Refusal(Request("ecology_base")), HasSubstr("no experiment"));
  EXPECT_THAT(Refusal(OnDataset("cifar1O")), HasSubstr("did you mean \"cifar10\"?"));
  EXPECT_THAT(Refusal(Request("mnist", "smoek")), HasSubstr("did you mean \"smoke\"?"));
  EXPECT_THAT(Refusal(Request("mnist", "pilot", {"traning.epoch=3"})), HasSubstr("did you mean \"training.epochs\"?"));
  EXPECT_THAT(Refusal(Request("mnist", "pilot", {"lr=3"})), HasSubstr("did you mean \"training.lr\"?"));
  EXPECT_THAT(Refusal(Request("mnist", "pilot", {"training.precision=bf61"})), HasSubstr("did you mean \"bf16\"?"));
  EXPECT_THAT(Refusal(Request("folder")), HasSubstr("--dataset=folder:PATH"));
}

TEST(VisionCatalogueTest, FieldsThatContradictEachOtherAreRefused) {
  const std::vector<std::string> no_e = {"loss.oracle_weight=0", "loss.balance_weight=0"};
  EXPECT_THAT(Refusal(Request("", "pilot", no_e)), HasSubstr("E = T H / (O + B) is undefined"));
  EXPECT_THAT(Refusal(Request("ecology/cifar10_e", "pilot", no_e)), HasSubstr("is undefined"));
  EXPECT_EQ(Refusal(Request("mnist", "pilot", no_e)), "");
  EXPECT_THAT(Refusal(Request("", "pilot", {"router.num_experts=8"})),
              HasSubstr("ecology.tiers (8, 4, 4) sum to 16, but router.num_experts is 8"));
  ExperimentRequest two_names = OnDataset("cifar10");
  two_names.sets = {"data.dataset=mnist"};
  EXPECT_THAT(Refusal(two_names), HasSubstr("--dataset=cifar10 contradicts data.dataset \"mnist\""));
}

}  // namespace
}  // namespace moebench::vision
