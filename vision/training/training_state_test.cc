#include "vision/training/training_state.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/rand.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "vision/training/test_training.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

constexpr char kConfigHash[] = "0123abcd";

std::string Message(const absl::Status& status) { return std::string(status.message()); }

// An optimizer step on noise, so that weights, statistics of batch norm and moments are all other than at the start.
void TakeStep(TrainingState& state) {
  state.model->train();
  torch::manual_seed(state.step);
  ForwardOptions options;
  options.all_experts = true;
  const MoeOutput out = state.model->forward(at::rand({8, 3, 16, 16}), options);
  (out.output.square().mean() + out.expert_outputs.square().mean() + out.routing.logits.square().mean()).backward();
  state.optimizer->Step(LearningRates(state));
  state.optimizer->ZeroGrad();
  ++state.step;
}

TrainingState StateAtStepThree() {
  TrainingState state = TestState(TestExperiment().experiment);
  for (int i = 0; i < 3; ++i) TakeStep(state);
  state.record.set_correct("0110");
  state.record.add_evaluation()->set_step(3);
  stats::Metric* metric = state.record.mutable_evaluation(0)->add_metric();
  metric->set_name("loss_nats");
  metric->set_value(0.1);
  return state;
}

class TrainingStateFileTest : public ::testing::Test {
 protected:
  TrainingStateFileTest() {
    EXPECT_TRUE(SaveState(saved_, kConfigHash, path_).ok());
    bytes_ = ReadFile(path_).value();
  }

  // Loads `path_` into a state that trained for a step, and checks that a failure leaves it as it was.
  absl::Status Load(TrainingState state, const std::string& config_hash = kConfigHash) {
    TakeStep(state);
    state.record.set_correct("1");
    const auto bits = StateBits(state);
    const std::string record = state.record.SerializeAsString();
    const absl::Status status = LoadState(path_, config_hash, &state);
    if (!status.ok()) {
      EXPECT_EQ(StateBits(state), bits);
      EXPECT_EQ(state.step, 1);
      EXPECT_EQ(state.record.SerializeAsString(), record);
      EXPECT_THAT(Message(status), HasSubstr(path_));
    }
    return status;
  }

  TestFolder folder_;
  const std::string path_ = absl::StrCat(folder_.path(), "/step-000000003.safetensors");
  TrainingState saved_ = StateAtStepThree();
  std::string bytes_;
};

TEST(TrainingStateTest, WeightsAreAFunctionOfTheSeed) {
  const Experiment experiment = TestExperiment().experiment;
  const auto first = StateBits(TestState(experiment, 7));
  torch::manual_seed(999);  // what was drawn before does not matter
  EXPECT_EQ(StateBits(TestState(experiment, 7)), first);
  const auto other = StateBits(TestState(experiment, 8));
  int drawn = 0;
  for (const auto& [name, bits] : first) {
    if (absl::StartsWith(name, "optimizer.")) {
      EXPECT_EQ(other.at(name), bits) << name;  // moments start at 0
      continue;
    }
    const bool is_drawn = absl::EndsWith(name, "prototypes") || absl::StrContains(name, "conv") ||
                          absl::StrContains(name, "experts.") || absl::StrContains(name, "router.");
    EXPECT_TRUE(!is_drawn || other.at(name) != bits) << name;
    drawn += is_drawn;
  }
  EXPECT_GE(drawn, 10);
}

TEST(TrainingStateTest, BothGroupsHaveTheirOwnRate) {
  TrainingState state =
      TestState(TestExperiment({"training.lr=0.01", "training.expert_lr=0.5", "training.final_lr=0.002"}).experiment);
  EXPECT_THAT(LearningRates(state), ::testing::ElementsAre(0.01, 0.5));
  state.step = state.length.total_steps - 1;
  EXPECT_THAT(LearningRates(state),
              ::testing::ElementsAre(::testing::DoubleNear(0.002, 1e-15), ::testing::DoubleNear(0.002, 1e-15)));
  state.experiment.mutable_training()->clear_expert_lr();
  state.step = 0;
  EXPECT_THAT(LearningRates(state), ::testing::ElementsAre(0.01, 0.01));
}

TEST(TrainingStateTest, TheExpertRateMovesRouterAndExpertsAndNothingElse) {
  TrainingState state = TestState(TestExperiment({"training.lr=0", "training.expert_lr=0.1"}).experiment);
  const auto before = StateBits(state);
  TakeStep(state);
  const auto after = StateBits(state);
  int encoder = 0, moe = 0;
  for (const auto& item : state.model->named_parameters()) {
    const bool is_encoder = absl::StartsWith(item.key(), "encoder.");
    EXPECT_EQ(after.at(item.key()) == before.at(item.key()), is_encoder) << item.key();
    (is_encoder ? encoder : moe) += 1;
  }
  EXPECT_GT(encoder, 10);
  EXPECT_EQ(moe, 7);  // weights and biases of the router's two layers and of the experts, and the prototypes
}

TEST_F(TrainingStateFileTest, RoundTripIsBitExact) {
  TrainingState loaded = TestState(saved_.experiment);
  loaded.record.set_experiment("kept");
  ASSERT_NE(StateBits(loaded), StateBits(saved_));
  const absl::Status status = LoadState(path_, kConfigHash, &loaded);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(StateBits(loaded), StateBits(saved_));
  EXPECT_EQ(loaded.step, 3);
  EXPECT_EQ(loaded.record.evaluation(0).SerializeAsString(), saved_.record.evaluation(0).SerializeAsString());
  EXPECT_EQ(loaded.record.evaluation_size(), 1);
  EXPECT_EQ(loaded.record.correct(), "0110");
  EXPECT_EQ(loaded.record.experiment(), "kept");
  TakeStep(loaded);
  TakeStep(saved_);
  EXPECT_EQ(StateBits(loaded), StateBits(saved_));
}

TEST_F(TrainingStateFileTest, EqualStatesAreEqualBytes) {
  const std::string second = absl::StrCat(folder_.path(), "/elsewhere.safetensors");
  ASSERT_TRUE(SaveState(saved_, kConfigHash, second).ok());
  EXPECT_EQ(ReadFile(second).value(), bytes_);
  TrainingState loaded = TestState(saved_.experiment);
  ASSERT_TRUE(LoadState(path_, kConfigHash, &loaded).ok());
  ASSERT_TRUE(SaveState(loaded, kConfigHash, second).ok());
  EXPECT_EQ(ReadFile(second).value(), bytes_);
}

TEST_F(TrainingStateFileTest, RefusesACheckpointOfAnotherRun) {
  const absl::Status seed = Load(TestState(saved_.experiment, 8));
  EXPECT_EQ(seed.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(seed), HasSubstr("its seed is 7, expected 8"));
  const absl::Status config = Load(TestState(saved_.experiment), "feed");
  EXPECT_EQ(config.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(config), HasSubstr("its config_sha256 is 0123abcd, expected feed"));
}

TEST_F(TrainingStateFileTest, RefusesACheckpointOfAnotherModel) {
  const absl::Status classes =
      Load(MakeTrainingState(saved_.experiment, 7, /*num_classes=*/5, saved_.length, c10::kCPU));
  EXPECT_EQ(classes.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(classes),
              HasSubstr("tensor \"model.moe.experts.bias\" is F32 [16, 4], the model needs F32 [16, 5]"));
  const absl::Status deeper = Load(TestState(TestExperiment({"encoder.depth=16"}).experiment));
  EXPECT_EQ(deeper.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Message(deeper), HasSubstr("tensor \"model.encoder.blocks.1."));
}

TEST_F(TrainingStateFileTest, RefusesAStepThatTheRunDoesNotHave) {
  saved_.step = saved_.length.total_steps + 1;
  ASSERT_TRUE(SaveState(saved_, kConfigHash, path_).ok());
  const absl::Status status = Load(TestState(saved_.experiment));
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(Message(status), HasSubstr("names no step between 0 and 8"));
}

TEST_F(TrainingStateFileTest, RefusesATruncatedFile) {
  for (const size_t bytes : {size_t{0}, size_t{7}, size_t{100}, bytes_.size() / 2, bytes_.size() - 1}) {
    folder_.Write("step-000000003.safetensors", absl::string_view(bytes_).substr(0, bytes));
    EXPECT_EQ(Load(TestState(saved_.experiment)).code(), absl::StatusCode::kDataLoss) << bytes;
  }
}

TEST_F(TrainingStateFileTest, RefusesAFlippedBit) {
  TrainingState state = TestState(saved_.experiment);
  const auto bits = StateBits(state);
  for (size_t i = 0; i < 100; ++i) {
    std::string damaged = bytes_;
    damaged[i * (bytes_.size() - 1) / 99] ^= 1 << i % 8;
    folder_.Write("step-000000003.safetensors", damaged);
    const absl::Status status = LoadState(path_, kConfigHash, &state);
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << i;
    EXPECT_THAT(Message(status), HasSubstr(path_));
  }
  EXPECT_EQ(StateBits(state), bits);
  EXPECT_EQ(state.step, 0);
}

TEST_F(TrainingStateFileTest, AMissingFileIsNotFound) {
  TrainingState state = TestState(saved_.experiment);
  const absl::Status status = LoadState(absl::StrCat(folder_.path(), "/none"), kConfigHash, &state);
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(Message(status), HasSubstr("/none"));
}

}  // namespace
}  // namespace moebench::vision
