// What the entries of vision/experiments hold, against the conventions of every row. The paper's values are in
// catalogue_paper_test.cc.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "moe_core/experiments/canonical_text.h"
#include "moe_core/experiments/field_options.pb.h"
#include "vision/dataset_defaults.h"
#include "vision/test_catalogue.h"

namespace moebench::vision {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::util::MessageDifferencer;

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
  for (const std::string router : {"prototype", "cosine", "linear", "sigmoid", "short"}) {
    ids.push_back("routers_mini/" + router);
  }
  return ids;
}

TEST(CatalogueRowsTest, HoldsEveryVisionRowOfThePaperAndTheDefaults) {
  EXPECT_THAT(LoadedCatalogue().ids(), ::testing::UnorderedElementsAreArray(ExpectedIds()));
}

TEST(CatalogueRowsTest, EveryEntryResolvesAtEveryScaleAndItsTextReadsBack) {
  for (const std::string& id : LoadedCatalogue().ids()) {
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
  for (const std::string& id : LoadedCatalogue().ids()) {
    const Experiment paper = AtPaperScale(id);
    EXPECT_EQ(paper.encoder().depth(), 28) << id;
    EXPECT_EQ(paper.encoder().widen_factor(), 10) << id;
    EXPECT_EQ(paper.encoder().base_channels(), 16) << id;
    EXPECT_EQ(paper.encoder().feature_dim(), 256) << id;
    EXPECT_EQ(paper.router().top_k(), 2) << id;
    EXPECT_EQ(paper.router().hidden_dim(), 128) << id;
    EXPECT_EQ(paper.router().annealing().epochs(), 30) << id;
    EXPECT_EQ(paper.router().random_warmup().epochs(), absl::StrContains(id, "warmup_off") ? 0 : 15) << id;
    EXPECT_EQ(paper.router().final_temperature(), absl::StrContains(id, "no_annealing") ? 3 : 1) << id;
    EXPECT_EQ(paper.training().epochs(), id == "routers_mini/short" ? 10 : 100) << id;
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
  for (const std::string& id : LoadedCatalogue().ids()) {
    const Experiment paper = AtPaperScale(id);
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
  for (const std::string& id : LoadedCatalogue().ids()) {
    const Experiment paper = AtPaperScale(id);
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

TEST(CatalogueRowsTest, DatasetDefaultsAgreeWithTheEntries) {
  for (const std::string& id : LoadedCatalogue().ids()) {
    const Experiment experiment = AtPaperScale(id);
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
