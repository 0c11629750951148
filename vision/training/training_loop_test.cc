#include "vision/training/training_loop.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "moe_core/schedules/temperature_schedule.h"
#include "vision/training/test_training.h"

namespace moebench::vision {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

constexpr char kConfigHash[] = "0123abcd";

// What the loop asked for, in order: "evaluate 4", "asked 4", "save 4", "step 5", ...
struct Calls {
  std::vector<std::string> names;
  std::vector<double> losses;
  std::vector<StepReport> reports;
  int64_t stop_at = -1;
  std::string save_path;  // "" saves nothing
};

LoopHooks HooksOf(Calls& calls, TrainingState& state) {
  LoopHooks hooks;
  hooks.evaluate = [&](TrainingState& same) {
    calls.names.push_back(absl::StrCat("evaluate ", same.step));
    EXPECT_FALSE(same.model->is_training());
    same.record.add_evaluation()->set_step(same.step);
    return absl::OkStatus();
  };
  hooks.stop_requested = [&] {
    calls.names.push_back(absl::StrCat("asked ", state.step));
    return state.step == calls.stop_at;
  };
  hooks.save = [&](const TrainingState& same) {
    calls.names.push_back(absl::StrCat("save ", same.step));
    return calls.save_path.empty() ? absl::OkStatus() : SaveState(same, kConfigHash, calls.save_path);
  };
  hooks.progress = [&](int64_t step, double loss) {
    calls.names.push_back(absl::StrCat("step ", step));
    calls.losses.push_back(loss);
  };
  hooks.log = [&](const StepReport& report) {
    calls.names.push_back(absl::StrCat("log ", report.step));
    calls.reports.push_back(report);
    return absl::OkStatus();
  };
  return hooks;
}

class TrainingLoopTest : public ::testing::Test {
 protected:
  TrainBatches BatchesOf(const TrainingState& state) {
    return TrainBatches(images_, state.experiment.data(), state.seed, state.experiment.training().batch_size(),
                        state.step, c10::kCPU);
  }

  absl::StatusOr<LoopEnd> Train(TrainingState& state, const LoopHooks& hooks) {
    TrainBatches batches = BatchesOf(state);
    return RunTrainingLoop(state, batches, hooks, timer_);
  }

  LoopEnd TrainWell(TrainingState& state, Calls& calls) {
    const absl::StatusOr<LoopEnd> end = Train(state, HooksOf(calls, state));
    EXPECT_TRUE(end.ok()) << end.status();
    return end.value_or(LoopEnd::kStopped);
  }

  TestFolder folder_;
  std::shared_ptr<const ImageCache> images_ = TestImages(folder_);
  PhaseTimer timer_;
};

TEST_F(TrainingLoopTest, AsksInOrderWhenDue) {
  TrainingState state = TestState(TestExperiment({"training.epochs=1", "training.log_every=2"}).experiment);
  Calls calls;
  EXPECT_EQ(TrainWell(state, calls), LoopEnd::kFinished);
  EXPECT_THAT(calls.names, ElementsAre("asked 0", "step 1", "asked 1", "step 2", "log 2",  //
                                       "evaluate 2", "asked 2", "save 2",                  //
                                       "step 3", "asked 3", "step 4", "log 4",             //
                                       "evaluate 4", "asked 4", "save 4"));
  EXPECT_EQ(state.step, 4);
  timer_.Stop();
  std::vector<std::string> phases;
  for (const auto& [phase, seconds] : timer_.seconds()) phases.push_back(phase);
  EXPECT_THAT(phases, UnorderedElementsAre("data", "forward", "backward", "optimizer", "evaluation", "checkpoint"));
}

TEST_F(TrainingLoopTest, EvaluatesAtTheConfiguredSteps) {
  // After epochs 0 and 2, and each from epoch 1 on, at 4 steps an epoch.
  TrainingState state = TestState(
      TestExperiment({"training.epochs=3", "evaluation.every.epochs=2", "evaluation.every_epoch_from=1"}).experiment);
  Calls calls;
  TrainWell(state, calls);
  std::vector<int64_t> steps;
  for (const stats::Evaluation& evaluation : state.record.evaluation()) steps.push_back(evaluation.step());
  EXPECT_THAT(steps, ElementsAre(4, 8, 12));
}

TEST_F(TrainingLoopTest, ReportsWhatTheStepWas) {
  TrainingState state =
      TestState(TestExperiment({"training.log_every=3", "router.random_warmup.fraction=0.5"}).experiment);
  Calls calls;
  TrainWell(state, calls);
  ASSERT_EQ(calls.reports.size(), 2u);
  const StepReport& report = calls.reports[0];  // step index 2 of 8, 4 steps an epoch
  EXPECT_EQ(report.step, 3);
  EXPECT_EQ(report.epoch, 0.75);
  EXPECT_EQ(report.temperature, RoutingTemperature(state.experiment.router(), state.length, 2));
  EXPECT_DOUBLE_EQ(report.lr, 0.5e-3 * (1 + std::cos(M_PI * 2 / 7)));
  EXPECT_EQ(report.loss, calls.losses[2]);
  EXPECT_GT(report.samples_per_second, 0);
  std::map<std::string, double> terms(report.terms.begin(), report.terms.end());
  EXPECT_NEAR(
      report.loss,
      terms.at("cross_entropy") + 0.15 * terms.at("oracle") + 0.4 * terms.at("balance") - 0.1 * terms.at("entropy"),
      1e-6);
  EXPECT_TRUE(report.random_dispatch);  // steps 0 to 3
  EXPECT_FALSE(calls.reports[1].random_dispatch);
  EXPECT_EQ(calls.reports[1].step, 6);
}

TEST_F(TrainingLoopTest, AStopIsHonouredAfterAWholeStepWithACheckpoint) {
  TrainingState state = TestState(TestExperiment().experiment);
  Calls calls;
  calls.stop_at = 3;
  calls.save_path = absl::StrCat(folder_.path(), "/stopped");
  EXPECT_EQ(TrainWell(state, calls), LoopEnd::kStopped);
  EXPECT_THAT(calls.names,
              ElementsAre("asked 0", "step 1", "asked 1", "step 2", "asked 2", "step 3", "asked 3", "save 3"));
  TrainingState saved = TestState(state.experiment);
  ASSERT_TRUE(LoadState(calls.save_path, kConfigHash, &saved).ok());
  EXPECT_EQ(StateBits(saved), StateBits(state));
  EXPECT_EQ(saved.step, 3);
  EXPECT_EQ(saved.optimizer->State().at("step").item<float>(), 3);
}

TEST_F(TrainingLoopTest, AStopWhereACheckpointIsDueSavesOnce) {
  TrainingState state = TestState(TestExperiment().experiment);
  Calls calls;
  calls.stop_at = 4;
  EXPECT_EQ(TrainWell(state, calls), LoopEnd::kStopped);
  EXPECT_EQ(std::count(calls.names.begin(), calls.names.end(), "save 4"), 1);
  EXPECT_EQ(calls.names.back(), "save 4");
}

// Everything that draws or keeps something: random dispatch, dropout, crops, micro-batches, clipping, both rates.
TEST_F(TrainingLoopTest, AResumedRunIsTheUnbrokenOneBitForBit) {
  const Experiment experiment =
      TestExperiment({"router.random_warmup.fraction=0.6", "encoder.dropout=0.2", "training.micro_batch_size=8",
                      "training.clip_norm=1", "training.expert_lr=0.01", "loss.ortho_weight=0.1",
                      "loss.diversity_weight=0.1"})
          .experiment;
  TrainingState unbroken = TestState(experiment);
  Calls unbroken_calls;
  TrainWell(unbroken, unbroken_calls);
  for (const int64_t stop_at : {3, 4, 7}) {
    TrainingState begun = TestState(experiment);
    Calls before;
    before.stop_at = stop_at;
    before.save_path = absl::StrCat(folder_.path(), "/stopped");
    ASSERT_EQ(TrainWell(begun, before), LoopEnd::kStopped);
    TrainingState resumed = TestState(experiment);
    ASSERT_TRUE(LoadState(before.save_path, kConfigHash, &resumed).ok());
    Calls after;
    EXPECT_EQ(TrainWell(resumed, after), LoopEnd::kFinished);
    EXPECT_EQ(StateBits(resumed), StateBits(unbroken)) << stop_at;
    before.losses.insert(before.losses.end(), after.losses.begin(), after.losses.end());
    EXPECT_EQ(before.losses, unbroken_calls.losses);
    EXPECT_EQ(resumed.record.evaluation_size(), unbroken.record.evaluation_size());
    // Neither evaluates nor saves again what it was loaded from.
    EXPECT_EQ(after.names[0], absl::StrCat("asked ", stop_at));
    EXPECT_EQ(after.names[1], absl::StrCat("step ", stop_at + 1));
  }
}

std::map<std::string, at::Tensor> TakeGradients(TrainingState& state) {
  std::map<std::string, at::Tensor> gradients;
  for (const auto& item : state.model->named_parameters()) {
    if (item.value().grad().defined()) gradients[item.key()] = item.value().grad().clone();
  }
  state.optimizer->ZeroGrad();
  return gradients;
}

// In evaluation mode batch norm does not mix samples, so the mean of the micro-batches' gradients is the batch's.
class MicroBatchTest : public TrainingLoopTest {
 protected:
  MicroBatchTest() {
    TrainBatches batches = BatchesOf(state_);
    batch_ = batches.Next();
    state_.model->eval();
  }

  std::map<std::string, at::Tensor> Gradients(int micro_batch_size, const ImageBatch& batch, LossTerms* loss) {
    state_.experiment.mutable_training()->set_micro_batch_size(micro_batch_size);
    *loss = ForwardBackward(state_, batch, timer_).loss;
    return TakeGradients(state_);
  }

  TrainingState state_ =
      TestState(TestExperiment({"loss.oracle_weight=0", "loss.balance_weight=0", "loss.entropy_weight=0",
                                "ecology.report_e=false", "router.random_warmup.fraction=0"})
                    .experiment);
  ImageBatch batch_;
};

TEST_F(MicroBatchTest, GradientsAreThoseOfTheWholeBatch) {
  LossTerms whole_loss, loss;
  const auto whole = Gradients(0, batch_, &whole_loss);
  ASSERT_EQ(whole_loss.terms.size(), 1u);
  for (const int size : {1, 4, 5, 8}) {  // 5: the last micro-batch is a single sample
    const auto gradients = Gradients(size, batch_, &loss);
    ASSERT_EQ(gradients.size(), whole.size());
    for (const auto& [name, gradient] : whole) {
      EXPECT_GT(gradient.abs().max().item<float>(), 0) << name;
      EXPECT_TRUE(at::allclose(gradients.at(name), gradient, /*rtol=*/1e-4, /*atol=*/1e-6)) << name << " " << size;
    }
    EXPECT_NEAR(loss.total.item<double>(), whole_loss.total.item<double>(), 1e-6);
  }
}

TEST_F(MicroBatchTest, OneMicroBatchIsTheBatchBitForBit) {
  LossTerms whole_loss, loss;
  const auto whole = Gradients(0, batch_, &whole_loss);
  for (const int size : {16, 1000}) {
    for (const auto& [name, gradient] : Gradients(size, batch_, &loss))
      EXPECT_TRUE(gradient.equal(whole.at(name))) << name;
    EXPECT_EQ(loss.total.item<float>(), whole_loss.total.item<float>());
  }
}

TEST_F(MicroBatchTest, TermsAreMeansWeightedBySize) {
  state_.experiment.mutable_loss()->set_balance_weight(0.4);
  state_.experiment.mutable_loss()->set_entropy_weight(0.1);
  LossTerms first, second, both;
  Gradients(0, {batch_.image.slice(0, 0, 12), batch_.label.slice(0, 0, 12)}, &first);
  Gradients(0, {batch_.image.slice(0, 12, 16), batch_.label.slice(0, 12, 16)}, &second);
  Gradients(12, batch_, &both);
  ASSERT_EQ(both.terms.size(), 3u);
  double total = 0;
  for (size_t i = 0; i < 3; ++i) {
    const double mean = 0.75 * first.terms[i].value.item<double>() + 0.25 * second.terms[i].value.item<double>();
    EXPECT_NEAR(both.terms[i].value.item<double>(), mean, 1e-6) << both.terms[i].name;
    EXPECT_EQ(both.terms[i].weight, first.terms[i].weight);
    total += both.terms[i].weight * mean;
  }
  EXPECT_NEAR(both.total.item<double>(), total, 1e-6);
  EXPECT_EQ(both.terms[1].name, "balance");
  EXPECT_EQ(both.terms[1].weight, 0.4);
  EXPECT_EQ(both.terms[2].name, "entropy");
  EXPECT_EQ(both.terms[2].weight, -0.1);
}

// The same weights and images at two steps: what the router's logits alone decide stays, what the dispatch decides does
// not, and only while the warm-up lasts.
TEST_F(MicroBatchTest, WarmUpDispatchesTrainingAtRandomAndLeavesTheRouterAlone) {
  state_.experiment.mutable_loss()->set_entropy_weight(0.1);
  state_.experiment.mutable_router()->clear_annealing();
  state_.experiment.mutable_router()->mutable_random_warmup()->set_fraction(0.5);  // steps 0 to 3 of 8
  const auto at_step = [&](int64_t step) {
    state_.step = step;
    LossTerms loss;
    Gradients(0, batch_, &loss);
    return std::pair<float, float>(loss.terms[0].value.item<float>(), loss.terms[1].value.item<float>());
  };
  EXPECT_EQ(at_step(0), at_step(0));
  EXPECT_NE(at_step(0).first, at_step(3).first);
  EXPECT_NE(at_step(3).first, at_step(4).first);
  EXPECT_EQ(at_step(4), at_step(7));
  for (const int64_t step : {3, 4, 7}) EXPECT_EQ(at_step(step).second, at_step(0).second);
  state_.seed = 8;  // another seed draws another dispatch
  const float other = at_step(0).first;
  state_.seed = 7;
  EXPECT_NE(other, at_step(0).first);
}

// Breaks a parameter once step 4 is saved, trains on, and expects that step 5 ends the run with nothing written.
class DivergenceTest : public TrainingLoopTest {
 protected:
  std::string TrainUntilBroken(TrainingState& state, at::Tensor parameter, double value) {
    Calls calls;
    LoopHooks hooks = HooksOf(calls, state);
    const auto save = hooks.save;
    hooks.save = [&](const TrainingState& same) {
      const absl::Status status = save(same);
      parameter.fill_(value);
      return status;
    };
    const absl::StatusOr<LoopEnd> end = Train(state, hooks);
    EXPECT_EQ(end.status().code(), absl::StatusCode::kAborted);
    EXPECT_EQ(calls.names.back(), "save 4");
    EXPECT_EQ(state.step, 4);
    EXPECT_EQ(state.optimizer->State().at("step").item<float>(), 4);
    return std::string(end.status().message());
  }
};

TEST_F(DivergenceTest, NanInTheExpertsIsNamed) {
  TrainingState state = TestState(TestExperiment().experiment);
  const std::string message =
      TrainUntilBroken(state, ParameterNamed(state, "experts.weight"), std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(message, HasSubstr("the loss is nan at step 5: its term cross_entropy is nan; lower training.lr"));
}

TEST_F(DivergenceTest, AnInfiniteTermIsNamed) {
  TrainingState state = TestState(TestExperiment().experiment);
  // Class 0 is impossible for every expert, and there are samples of it.
  const std::string message = TrainUntilBroken(state, ParameterNamed(state, "experts.bias").select(1, 0),
                                               -std::numeric_limits<double>::infinity());
  EXPECT_THAT(message, HasSubstr("at step 5: its term cross_entropy is inf"));
}

TEST_F(DivergenceTest, AnyTermIsNamed) {
  // The prototypes do not enter the logits, so that of all terms only their own breaks.
  TrainingState state = TestState(TestExperiment({"router.prototype_scale=0", "loss.ortho_weight=0.1"}).experiment);
  const std::string message =
      TrainUntilBroken(state, ParameterNamed(state, "prototypes"), std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(message, HasSubstr("its term ortho is nan"));
}

TEST_F(DivergenceTest, ARouterWithoutNumbersEndsTheRunLikeAnyOther) {
  TrainingState state = TestState(TestExperiment().experiment);
  const std::string message =
      TrainUntilBroken(state, ParameterNamed(state, "router.output.bias"), std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(message, HasSubstr("the loss is nan at step 5: its term cross_entropy is nan, as in the router of layer "
                                 "moe: 256 of 256 logits are NaN or infinite"));
}

TEST_F(DivergenceTest, AnOverflowingSumIsNamed) {
  TrainingState state = TestState(TestExperiment().experiment);
  state.experiment.mutable_loss()->set_balance_weight(1e39);  // beyond fp32
  Calls calls;
  const absl::StatusOr<LoopEnd> end = Train(state, HooksOf(calls, state));
  EXPECT_EQ(end.status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(end.status().message()), HasSubstr("not finite at step 1: the sum of its terms overflows"));
}

TEST_F(DivergenceTest, WeightsThatAreNoNumbersAreNotSaved) {
  TrainingState state = TestState(TestExperiment().experiment);
  Calls calls;
  LoopHooks hooks = HooksOf(calls, state);
  hooks.evaluate = [&](TrainingState& same) {
    ParameterNamed(same, "experts.weight").fill_(std::numeric_limits<double>::infinity());
    return absl::OkStatus();
  };
  const absl::StatusOr<LoopEnd> end = Train(state, hooks);
  EXPECT_EQ(end.status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(std::string(end.status().message()),
              HasSubstr("after step 4 the model's moe.experts.weight is NaN or infinite"));
  EXPECT_THAT(std::string(end.status().message()), HasSubstr("the largest term of its loss was cross_entropy, "));
  EXPECT_EQ(calls.names.back(), "asked 4");
}

TEST_F(TrainingLoopTest, ErrorsOfTheSurroundingsEndTheRun) {
  for (const std::string failing : {"evaluate", "save", "log"}) {
    TrainingState state = TestState(TestExperiment({"training.log_every=4"}).experiment);
    Calls calls;
    LoopHooks hooks = HooksOf(calls, state);
    const auto fail = [](const auto&) { return absl::ResourceExhaustedError("the disk is full"); };
    if (failing == "evaluate") hooks.evaluate = fail;
    if (failing == "save") hooks.save = fail;
    if (failing == "log") hooks.log = fail;
    const absl::StatusOr<LoopEnd> end = Train(state, hooks);
    EXPECT_EQ(end.status(), absl::ResourceExhaustedError("the disk is full")) << failing;
    EXPECT_EQ(state.step, failing == "log" ? 3 : 4);
  }
}

}  // namespace
}  // namespace moebench::vision
