// What the entries of vision/experiments hold, against the paper and against the conventions of every row.
#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/canonical_text.h"
#include "moe_core/experiments/field_options.pb.h"
#include "moe_core/experiments/override.h"
#include "vision/catalogue.h"
#include "vision/dataset_defaults.h"

namespace moebench::vision {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;

const ExperimentCatalogue& Loaded() {
  static const absl::StatusOr<ExperimentCatalogue>& catalogue =
      *new absl::StatusOr<ExperimentCatalogue>(LoadVisionCatalogue());
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  return *catalogue;
}

// The entry `folder` has no data set of its own.
ExperimentRequest Runnable(const std::string& id, const std::string& scale) {
  ExperimentRequest request;
  request.experiment = id;
  request.scale = scale;
  if (id == "folder") request.dataset = "folder:/my/images";
  return request;
}

ResolvedExperiment Resolve(const ExperimentRequest& request) {
  absl::StatusOr<ResolvedExperiment> resolved = ResolveVisionExperiment(Loaded(), request);
  EXPECT_TRUE(resolved.ok()) << request.experiment << ": " << resolved.status();
  return resolved.ok() ? *std::move(resolved) : ResolvedExperiment();
}

Experiment AtPaperScale(const std::string& id) { return Resolve(Runnable(id, "paper")).experiment; }

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

std::vector<std::string> ExpectedIds() {
  std::vector<std::string> ids = {"cifar10_mini", "mnist", "fashion_mnist", "folder"};
  const auto add = [&ids](const std::string& prefix, const std::vector<std::string>& ends) {
    for (const std::string& end : ends) ids.push_back(absl::StrCat("ecology/", prefix, end));
  };
  add("cifar100_phase_", {"a", "b", "c", "d"});
  for (const std::string dataset : {"cifar100", "cifar10"}) {
    add(dataset + "_ortho_", {"0", "0.02", "0.05", "0.1", "0.2"});
  }
  add("cifar10_low_e_", {"ref", "b85", "b85_ortho"});
  add("tinyimagenet_", {"e", "e1", "32e", "4tier_a", "4tier_b", "4tier_c", "flat_a", "flat_b"});
  add("cifar100_", {"4tier", "flat"});
  add("cifar10_", {"e", "4tier"});
  add("cifar100_warmup_", {"on_ortho_0", "on_ortho_0.1", "off_ortho_0", "off_ortho_0.1"});
  add("revival_ablation_", {"full", "no_balance", "no_divergence", "no_annealing", "no_entropy", "no_prototypes"});
  add("tier_ecology_", {"32e", "16e"});
  add("temperature_scan_", {"32e", "16e"});
  return ids;
}

TEST(CatalogueRowsTest, HoldsEveryVisionRowOfThePaperAndTheDefaults) {
  EXPECT_THAT(Loaded().ids(), ::testing::UnorderedElementsAreArray(ExpectedIds()));
}

TEST(CatalogueRowsTest, EveryEntryResolvesAtEveryScaleAndItsTextReadsBack) {
  for (const std::string& id : Loaded().ids()) {
    for (const std::string& scale : ScaleNames()) {
      const ResolvedExperiment resolved = Resolve(Runnable(id, scale));
      EXPECT_EQ(resolved.id, id);
      EXPECT_EQ(resolved.scale, scale);
      EXPECT_FALSE(resolved.title.empty()) << id;
      const std::string text = CanonicalText(resolved.experiment);
      Experiment again;
      ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &again)) << text;
      EXPECT_TRUE(MessageDifferencer::Equals(again, resolved.experiment)) << id << " " << scale;
      EXPECT_EQ(CanonicalText(again), text);
    }
  }
}

TEST(CatalogueRowsTest, PaperScaleFollowsTheCommonProtocol) {
  for (const std::string& id : Loaded().ids()) {
    const Experiment paper = Resolve(Runnable(id, "paper")).experiment;
    EXPECT_EQ(paper.encoder().depth(), 28) << id;
    EXPECT_EQ(paper.encoder().widen_factor(), 10) << id;
    EXPECT_EQ(paper.encoder().base_channels(), 16) << id;
    EXPECT_EQ(paper.encoder().feature_dim(), 256) << id;
    EXPECT_EQ(paper.router().top_k(), 2) << id;
    EXPECT_EQ(paper.router().hidden_dim(), 128) << id;
    EXPECT_EQ(paper.router().annealing().epochs(), 30) << id;
    EXPECT_EQ(paper.router().random_warmup().epochs(), absl::StrContains(id, "warmup_off") ? 0 : 15) << id;
    EXPECT_EQ(paper.router().final_temperature(), absl::StrContains(id, "no_annealing") ? 3 : 1) << id;
    EXPECT_EQ(paper.training().epochs(), 100) << id;
    EXPECT_EQ(paper.training().batch_size(), 128) << id;
    EXPECT_EQ(paper.training().lr(), 1e-3) << id;
    EXPECT_EQ(paper.training().expert_lr(), 1e-3) << id;
    EXPECT_EQ(paper.training().final_lr(), 0) << id;
    EXPECT_EQ(paper.training().weight_decay(), 5e-4) << id;
    EXPECT_EQ(paper.training().precision(), "fp32") << id;
    EXPECT_EQ(paper.evaluation().every().epochs(), 10) << id;
    EXPECT_EQ(paper.data().max_train_samples(), 0) << id;
    EXPECT_EQ(paper.data().max_eval_samples(), 0) << id;
    EXPECT_EQ(paper.loss().oracle_temperature(), 0.5) << id;
  }
}

TEST(CatalogueRowsTest, OutsidePaperScaleTimesAreFractionsWithTenEvaluations) {
  for (const std::string& id : Loaded().ids()) {
    const Experiment paper = Resolve(Runnable(id, "paper")).experiment;
    for (const std::string scale : {"pilot", "smoke"}) {
      const Experiment small = Resolve(Runnable(id, scale)).experiment;
      const bool warms_up = paper.router().random_warmup().epochs() > 0;
      EXPECT_TRUE(small.router().random_warmup().has_fraction()) << id << " " << scale;
      EXPECT_EQ(small.router().random_warmup().fraction(), warms_up ? 0.15 : 0) << id << " " << scale;
      EXPECT_EQ(small.router().annealing().fraction(), 0.3) << id << " " << scale;
      EXPECT_TRUE(small.evaluation().every().has_fraction()) << id << " " << scale;
      EXPECT_LE(small.evaluation().every().fraction(), 0.1) << id << " " << scale;
      EXPECT_TRUE(small.training().checkpoint_every().has_fraction()) << id << " " << scale;
      EXPECT_LT(small.encoder().depth(), paper.encoder().depth()) << id << " " << scale;
      EXPECT_LT(small.training().epochs(), paper.training().epochs()) << id << " " << scale;
      EXPECT_GT(small.evaluation().linear_probe_epochs(), 0) << id << " " << scale;
    }
    EXPECT_LE(Resolve(Runnable(id, "smoke")).experiment.data().max_train_samples(), 100) << id;
  }
}

// What a row is about survives the overlays: losses, temperatures, experts and tiers are the paper's at every scale.
TEST(CatalogueRowsTest, OverlaysKeepWhatTheRowIsAbout) {
  for (const std::string& id : Loaded().ids()) {
    const Experiment paper = Resolve(Runnable(id, "paper")).experiment;
    for (const std::string scale : {"pilot", "smoke"}) {
      Experiment small = Resolve(Runnable(id, scale)).experiment;
      *small.mutable_router()->mutable_annealing() = paper.router().annealing();
      *small.mutable_router()->mutable_random_warmup() = paper.router().random_warmup();
      EXPECT_TRUE(MessageDifferencer::Equals(small.router(), paper.router())) << id << " " << scale;
      EXPECT_TRUE(MessageDifferencer::Equals(small.loss(), paper.loss())) << id << " " << scale;
      EXPECT_TRUE(MessageDifferencer::Equals(small.ecology(), paper.ecology())) << id << " " << scale;
    }
  }
}

TEST(CatalogueRowsTest, PhaseRowsHaveThePapersValues) {
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

TEST(CatalogueRowsTest, EveryPublishedEIsThatOfItsConfiguration) {
  int published = 0;
  for (const std::string& id : Loaded().ids()) {
    const ResolvedExperiment paper = Resolve(Runnable(id, "paper"));
    for (const stats::PaperResult& result : paper.paper) {
      if (result.metric() != "e_number") continue;
      EXPECT_NEAR(E(paper.experiment), result.value(), 0.005) << id;
      ++published;
    }
  }
  EXPECT_EQ(published, 9);
}

TEST(CatalogueRowsTest, CifarRowsHaveThePapersValues) {
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

TEST(CatalogueRowsTest, TinyImageNetRowsHaveThePapersValues) {
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

TEST(CatalogueRowsTest, EveryRevivalAblationTakesOneThingAway) {
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
TEST(CatalogueRowsTest, PaperResultsAreSharesCountsAndSourced) {
  for (const std::string& id : Loaded().ids()) {
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

TEST(CatalogueRowsTest, DatasetDefaultsAgreeWithTheEntries) {
  for (const std::string& id : Loaded().ids()) {
    const Experiment experiment = Resolve(Runnable(id, "paper")).experiment;
    const Experiment bound = *DatasetAdjustment(experiment.data().dataset());
    EXPECT_EQ(experiment.data().image_size(), bound.data().image_size()) << id;
    EXPECT_EQ(experiment.data().horizontal_flip(), bound.data().horizontal_flip()) << id;
    EXPECT_EQ(experiment.encoder().stem_stride(), bound.encoder().stem_stride()) << id;
  }
}

// Every field says what it is, and its default is among what it allows.
void ExpectDocumented(const Descriptor* type) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->message_type() != nullptr) {
      ExpectDocumented(field->message_type());
      continue;
    }
    EXPECT_FALSE(field->options().GetExtension(about).empty()) << field->full_name();
    const bool is_double = field->cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE;
    if (is_double || field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
      const Range& bounds = field->options().GetExtension(range);
      EXPECT_TRUE(bounds.has_min()) << field->full_name();
      if (!field->has_default_value()) continue;
      const double value = is_double ? field->default_value_double() : field->default_value_int32();
      EXPECT_TRUE(bounds.min_exclusive() ? value > bounds.min() : value >= bounds.min()) << field->full_name();
      EXPECT_TRUE(!bounds.has_max() || value <= bounds.max()) << field->full_name();
    }
    if (field->options().ExtensionSize(choice) > 0) {
      const auto& choices = field->options().GetRepeatedExtension(choice);
      EXPECT_NE(std::find(choices.begin(), choices.end(), field->default_value_string()), choices.end());
    }
  }
}

TEST(CatalogueRowsTest, FieldsAreDocumentedAndDefaultsAllowed) { ExpectDocumented(Experiment::descriptor()); }

}  // namespace
}  // namespace moebench::vision
