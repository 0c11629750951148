#include "vision/experiment_rules.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

absl::Status Check(const std::string& text) {
  Experiment experiment;
  experiment.mutable_data()->set_dataset("cifar10");
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &experiment)) << text;
  return CheckExperimentRules(experiment);
}

std::string Refusal(const std::string& text) {
  const absl::Status status = Check(text);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << text;
  return std::string(status.message());
}

TEST(ExperimentRulesTest, TheDefaultsKeepThem) { EXPECT_EQ(Check("").message(), ""); }

TEST(ExperimentRulesTest, TheDataSetIsKnown) {
  EXPECT_THAT(Refusal("data { dataset: 'cifr10' }"), HasSubstr("did you mean \"cifar10\"?"));
  EXPECT_THAT(std::string(CheckExperimentRules(Experiment()).message()), HasSubstr("data.dataset is not set"));
}

TEST(ExperimentRulesTest, NoMoreExpertsAreChosenThanThereAre) {
  EXPECT_EQ(Refusal("router { top_k: 5 num_experts: 4 }"), "router.top_k is 5, more than router.num_experts, 4");
  EXPECT_TRUE(Check("router { top_k: 4 num_experts: 4 }").ok());
}

TEST(ExperimentRulesTest, TheRouterFitsImages) {
  for (const char* kind : {"cosine", "linear", "noisy_top_k", "gshard", "sigmoid", "loss_free", "fixed_gate"}) {
    EXPECT_EQ(Check(absl::StrCat("router { kind: '", kind, "' }")).message(), "") << kind;
  }
  EXPECT_EQ(Check("router { kind: 'switch' top_k: 1 }").message(), "");
  EXPECT_THAT(std::string(Check("router { kind: 'cosin' }").message()), HasSubstr("did you mean \"cosine\"?"));
  EXPECT_THAT(Refusal("router { kind: 'quantile_gate' }"), HasSubstr("may give an image no expert"));
  EXPECT_THAT(Refusal("router { kind: 'hash' }"), HasSubstr("images have none"));
  EXPECT_THAT(Refusal("router { kind: 'linear' } loss { ortho_weight: 0.1 }"), HasSubstr("has no prototypes"));
  EXPECT_THAT(Refusal("router_loss { load_weight: 0.1 }"), HasSubstr("only noisy_top_k"));
}

TEST(ExperimentRulesTest, TiersPartitionTheExperts) {
  EXPECT_TRUE(Check("ecology { tiers: [8, 4, 4] }").ok());
  EXPECT_THAT(Refusal("ecology { tiers: [8, 4, 5] }"),
              HasSubstr("ecology.tiers (8, 4, 5) sum to 17, but router.num_experts is 16"));
  // The sum must not wrap around.
  std::string many;
  for (int i = 0; i < 65537; ++i) many += " tiers: 65536";
  EXPECT_THAT(Refusal("ecology {" + many + "}"), HasSubstr("sum to 4295032832"));
}

TEST(ExperimentRulesTest, DepthIsOfTheForm6nPlus4) {
  for (const int depth : {10, 16, 28, 40}) EXPECT_TRUE(Check(absl::StrCat("encoder { depth: ", depth, " }")).ok());
  EXPECT_EQ(Refusal("encoder { depth: 20 }"), "encoder.depth is 20; a WideResNet's is 6 n + 4, such as 16 or 22");
}

TEST(ExperimentRulesTest, MicroBatchesFillTheBatch) {
  EXPECT_TRUE(Check("training { batch_size: 128 micro_batch_size: 32 }").ok());
  EXPECT_EQ(Refusal("training { batch_size: 128 micro_batch_size: 48 }"),
            "training.micro_batch_size is 48, which does not divide training.batch_size, 128");
  EXPECT_THAT(Refusal("training { batch_size: 128 micro_batch_size: 256 }"), HasSubstr("256"));
}

TEST(ExperimentRulesTest, EIsDefinedWhereItIsReported) {
  const std::string none = "loss { oracle_weight: 0 balance_weight: 0 }";
  EXPECT_THAT(Refusal(none), HasSubstr("E = T H / (O + B) is undefined"));
  EXPECT_TRUE(Check(none + " ecology { report_e: false }").ok());
  EXPECT_TRUE(Check("loss { oracle_weight: 0 }").ok());
  EXPECT_TRUE(Check("loss { balance_weight: 0 }").ok());
}

TEST(ExperimentRulesTest, ThresholdsAreInOrder) {
  EXPECT_EQ(Refusal("ecology { dead_usage: 0.03 }"), "ecology.dead_usage is 0.03, above ecology.core_usage, 0.02");
  EXPECT_THAT(Refusal("ecology { pure_accuracy: 0.3 }"), HasSubstr("ecology.broad_accuracy is 0.4, above"));
  EXPECT_THAT(Refusal("ecology { hard_confidence: 0.9 }"), HasSubstr("above ecology.easy_confidence, 0.8"));
  EXPECT_EQ(Refusal("ecology { tier_recovery_usage: 0.01 }"),
            "ecology.tier_collapse_usage is 0.02, above ecology.tier_recovery_usage, 0.01");
  EXPECT_TRUE(Check("ecology { tier_recovery_usage: 0.02 }").ok());
}

TEST(ExperimentRulesTest, PeriodsAreLongerThanNothing) {
  EXPECT_EQ(Refusal("evaluation { every { epochs: 0 } }"), "evaluation.every.epochs is 0; allowed: more than 0");
  EXPECT_EQ(Refusal("training { checkpoint_every { fraction: 0 } }"),
            "training.checkpoint_every.fraction is 0; allowed: more than 0");
  EXPECT_TRUE(Check("router { random_warmup { epochs: 0 } }").ok());
}

}  // namespace
}  // namespace moebench::vision
