// What the entries of vision/experiments hold, against the paper.
#include <cmath>
#include <map>
#include <string>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/override.h"
#include "vision/test_catalogue.h"

namespace moebench::vision {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;

double E(const Experiment& experiment) {
  return experiment.router().temperature() * experiment.loss().entropy_weight() /
         (experiment.loss().oracle_weight() + experiment.loss().balance_weight());
}

// The one number the paper gives for a metric of an entry.
double PaperValue(const std::string& id, const std::string& metric) {
  for (const stats::PaperResult& result : Resolve(Runnable(id, "paper")).paper) {
    if (result.metric() == metric && result.has_value()) return result.value();
  }
  ADD_FAILURE() << id << " has no " << metric;
  return std::nan("");
}

TEST(CataloguePaperTest, PhaseRowsHaveThePapersValues) {
  const Experiment a = AtPaperScale("ecology/cifar100_phase_a");
  EXPECT_EQ(a.data().dataset(), "cifar100");
  EXPECT_EQ(a.router().temperature(), 1);
  EXPECT_EQ(a.loss().entropy_weight(), 0.05);
  EXPECT_EQ(a.loss().oracle_weight(), 0.15);
  EXPECT_EQ(a.loss().balance_weight(), 0.20);
  EXPECT_EQ(a.loss().ortho_weight(), 0);
  const std::map<std::string, double> published = {{"a", 0.14}, {"b", 0.35}, {"c", 0.44}, {"d", 0.65}};
  for (const auto& [letter, e] : published) {
    const std::string id = "ecology/cifar100_phase_" + letter;
    EXPECT_EQ(std::round(100 * E(AtPaperScale(id))) / 100, e) << id;
    EXPECT_EQ(PaperValue(id, "e_number"), e) << id;
  }
  EXPECT_EQ(PaperValue("ecology/cifar100_phase_d", "top2_gated_accuracy"), 0.6802);
  EXPECT_EQ(PaperValue("ecology/cifar100_phase_d", "pure_core_experts"), 14);
}

TEST(CataloguePaperTest, EveryPublishedEIsThatOfItsConfiguration) {
  int published = 0;
  for (const std::string& id : LoadedCatalogue().ids()) {
    const ResolvedExperiment paper = Resolve(Runnable(id, "paper"));
    for (const stats::PaperResult& result : paper.paper) {
      if (result.metric() != "e_number") continue;
      EXPECT_NEAR(E(paper.experiment), result.value(), 0.005) << id;
      ++published;
    }
  }
  EXPECT_EQ(published, 9);
}

TEST(CataloguePaperTest, CifarRowsHaveThePapersValues) {
  EXPECT_EQ(AtPaperScale("ecology/cifar10_ortho_0.02").loss().ortho_weight(), 0.02);
  EXPECT_EQ(AtPaperScale("ecology/cifar100_ortho_0.2").loss().ortho_weight(), 0.2);
  const Experiment low = AtPaperScale("ecology/cifar10_low_e_b85_ortho");
  EXPECT_EQ(low.data().dataset(), "cifar10");
  EXPECT_EQ(low.loss().balance_weight(), 0.85);
  EXPECT_EQ(low.loss().ortho_weight(), 0.1);
  EXPECT_EQ(PaperValue("ecology/cifar10_low_e_b85", "top1_gated_accuracy"), 0.8458);
  EXPECT_EQ(PaperValue("ecology/cifar10_low_e_b85", "dead_experts"), 2);
  EXPECT_EQ(PaperValue("ecology/cifar10_low_e_b85_ortho", "dead_experts"), 1);
  EXPECT_EQ(PaperValue("ecology/cifar10_e", "top1_gated_accuracy"), 0.8959);
  EXPECT_EQ(AtPaperScale("ecology/cifar100_warmup_off_ortho_0.1").loss().ortho_weight(), 0.1);
  EXPECT_EQ(PaperValue("ecology/cifar100_warmup_off_ortho_0", "peak_dead"), 9);
  EXPECT_EQ(PaperValue("ecology/cifar100_warmup_on_ortho_0.1", "dead_free_epoch"), 70);
  EXPECT_THAT(AtPaperScale("ecology/cifar100_4tier").ecology().tiers(), ElementsAre(4, 4, 4, 4));
  EXPECT_THAT(AtPaperScale("ecology/cifar100_flat").ecology().tiers(), ElementsAre(16));
}

TEST(CataloguePaperTest, TinyImageNetRowsHaveThePapersValues) {
  const Experiment e = AtPaperScale("ecology/tinyimagenet_e");
  EXPECT_EQ(e.data().dataset(), "tinyimagenet");
  EXPECT_EQ(e.data().image_size(), 64);
  EXPECT_EQ(e.encoder().stem_stride(), 2);
  EXPECT_EQ(e.router().num_experts(), 16);
  EXPECT_THAT(e.ecology().tiers(), ElementsAre(8, 4, 4));
  EXPECT_NEAR(E(e), 0.545, 0.0005);
  EXPECT_EQ(AtPaperScale("ecology/tinyimagenet_e1").router().temperature(), 5.5);
  const Experiment large = AtPaperScale("ecology/tinyimagenet_32e");
  EXPECT_EQ(large.router().num_experts(), 32);
  EXPECT_THAT(large.ecology().tiers(), ElementsAre(16, 8, 8));
  EXPECT_THAT(AtPaperScale("ecology/tinyimagenet_4tier_b").ecology().tiers(), ElementsAre(4, 4, 4, 4));
  EXPECT_EQ(AtPaperScale("ecology/tinyimagenet_4tier_b").evaluation().every_epoch_from(), 91);
  EXPECT_FALSE(e.evaluation().has_every_epoch_from());
  EXPECT_EQ(PaperValue("ecology/tinyimagenet_4tier_b", "tier_usage_3"), 0.461);
  EXPECT_EQ(PaperValue("ecology/tinyimagenet_flat_a", "top1_gated_accuracy_std_epochs_91_99"), 0.0041);
  EXPECT_EQ(PaperValue("ecology/tinyimagenet_32e", "dead_experts_epoch_40"), 25);
  EXPECT_EQ(PaperValue("ecology/tier_ecology_16e", "tier_transition_0_0_epoch_30"), 0.653);
  EXPECT_EQ(PaperValue("ecology/temperature_scan_16e", "tier_hard_ratio_temperature_5_epoch_30"), 1.6);
}

TEST(CataloguePaperTest, EveryRevivalAblationTakesOneThingAway) {
  const Experiment full = AtPaperScale("ecology/revival_ablation_full");
  EXPECT_EQ(full.loss().diversity_weight(), 0.01);
  const std::map<std::string, std::string> removed = {{"no_balance", "loss.balance_weight=0"},
                                                      {"no_divergence", "loss.diversity_weight=0"},
                                                      {"no_annealing", "router.final_temperature=3"},
                                                      {"no_entropy", "loss.entropy_weight=0"},
                                                      {"no_prototypes", "router.prototype_scale=0"}};
  for (const auto& [name, change] : removed) {
    Experiment expected = full;
    ASSERT_TRUE(ApplyOverride(change, &expected).ok());
    EXPECT_TRUE(MessageDifferencer::Equals(AtPaperScale("ecology/revival_ablation_" + name), expected)) << name;
  }
}

// Shares are written as shares, and transition matrices and tier usages sum to 1 within the paper's rounding.
TEST(CataloguePaperTest, PaperResultsAreSharesCountsAndSourced) {
  for (const std::string& id : LoadedCatalogue().ids()) {
    double transitions = 0;
    double usage = 0;
    for (const stats::PaperResult& result : Resolve(Runnable(id, "paper")).paper) {
      EXPECT_THAT(result.source(), ::testing::StartsWith("ECOLOGY ")) << id;
      EXPECT_TRUE(result.has_value() || result.has_text()) << id << " " << result.metric();
      if (!result.has_value()) continue;
      for (const char* share : {"accuracy", "usage", "share", "transition"}) {
        EXPECT_TRUE(!absl::StrContains(result.metric(), share) || result.value() <= 1) << id << " " << result.metric();
      }
      if (absl::StrContains(result.metric(), "tier_transition")) transitions += result.value();
      if (absl::StrContains(result.metric(), "tier_usage")) usage += result.value();
    }
    EXPECT_TRUE(transitions == 0 || std::abs(transitions - 1) < 0.005) << id << ": " << transitions;
    EXPECT_TRUE(usage == 0 || std::abs(usage - 1) < 0.002) << id << ": " << usage;
  }
}

}  // namespace
}  // namespace moebench::vision
