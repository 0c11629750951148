// Ten training steps of small experiments on real images, against the losses of an earlier build: an unintended change
// of data order, initialisation, model, losses or optimizer shows here.
#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/runfiles.h"
#include "vision/catalogue.h"
#include "vision/data/open_images.h"
#include "vision/training/training_loop.h"

namespace moebench::vision {
namespace {

constexpr char kRegenerate[] =
    "# MOEBENCH_UPDATE_GOLDEN=$PWD/vision/training/testdata bazel run //vision/training:golden_losses_test\n";
constexpr int kSteps = 10;
constexpr uint64_t kSeed = 42;
constexpr double kRelativeTolerance = 1e-3;
// One with each loss term, tier partition and routing schedule.
constexpr const char* kExperiments[] = {"cifar10_mini", "ecology/tinyimagenet_4tier_a", "ecology/revival_ablation_full",
                                        "ecology/cifar100_ortho_0.1", "ecology/cifar10_low_e_b85"};

std::shared_ptr<const ImageCache> EmbeddedImages() {
  setenv("MOEBENCH_CACHE", testing::TempDir().c_str(), /*overwrite=*/1);
  const absl::StatusOr<DataLocation> location = LocateData("");
  EXPECT_TRUE(location.ok()) << location.status();
  const auto images = OpenImages({"cifar10-mini"}, *location);
  EXPECT_TRUE(images.ok()) << images.status();
  return images.value();
}

// The experiment's name and the losses of its first steps, in one line.
std::string LossLine(const std::string& id, const std::shared_ptr<const ImageCache>& images) {
  ExperimentRequest request;
  request.experiment = id;
  request.dataset = "cifar10-mini";
  request.scale = "smoke";
  const Experiment experiment = ResolveVisionExperiment(request).value().experiment;
  TrainBatches batches(images, experiment.data(), kSeed, experiment.training().batch_size(), /*start_step=*/0,
                       c10::kCPU);
  TrainingState state =
      MakeTrainingState(experiment, kSeed, images->header().class_name_size(),
                        MakeTrainingLength(experiment.training().epochs(), batches.steps_per_epoch()), c10::kCPU);
  std::string line = id;
  LoopHooks hooks;
  hooks.evaluate = [](TrainingState& now) {
    now.record.add_evaluation()->set_step(now.step);
    return absl::OkStatus();
  };
  hooks.save = [](const TrainingState&) { return absl::OkStatus(); };
  hooks.stop_requested = [&] { return state.step == kSteps; };
  hooks.log = [](const StepReport&) { return absl::OkStatus(); };
  hooks.progress = [&](int64_t, double loss) { absl::StrAppendFormat(&line, " %.6f", loss); };
  PhaseTimer timer;
  const absl::StatusOr<LoopEnd> end = RunTrainingLoop(state, batches, hooks, timer);
  EXPECT_TRUE(end.ok()) << end.status();
  EXPECT_EQ(end.value_or(LoopEnd::kFinished), LoopEnd::kStopped);
  return line + "\n";
}

void ExpectSameLosses(const std::string& golden, const std::string& now) {
  const std::vector<std::string> expected = absl::StrSplit(golden, ' ');
  const std::vector<std::string> found = absl::StrSplit(now, ' ');
  ASSERT_EQ(found.size(), expected.size()) << golden << now;
  EXPECT_EQ(found[0], expected[0]);
  for (size_t i = 1; i < expected.size(); ++i) {
    double want = 0, have = 0;
    ASSERT_TRUE(absl::SimpleAtod(expected[i], &want) && absl::SimpleAtod(found[i], &have)) << golden << now;
    EXPECT_LE(std::abs(have - want), kRelativeTolerance * std::abs(want)) << expected[0] << " step " << i;
  }
}

// With $MOEBENCH_UPDATE_GOLDEN set, writes the file into that folder instead of comparing.
TEST(GoldenLossesTest, TenStepsOfEachExperiment) {
  at::set_num_threads(1);  // more only wait for each other over tensors as small as these
  const std::shared_ptr<const ImageCache> images = EmbeddedImages();
  std::string now = kRegenerate;
  for (const char* id : kExperiments) now += LossLine(id, images);
  if (const char* update = std::getenv("MOEBENCH_UPDATE_GOLDEN"); update != nullptr) {
    ASSERT_TRUE(WriteFileAtomically(absl::StrCat(update, "/golden_losses_cpu.txt"), now).ok());
    return;
  }
  const absl::StatusOr<std::string> path = Runfile("vision/training/testdata/golden_losses_cpu.txt");
  ASSERT_TRUE(path.ok()) << path.status();
  const std::vector<std::string> expected = absl::StrSplit(ReadFile(*path).value(), '\n');
  const std::vector<std::string> found = absl::StrSplit(now, '\n');
  ASSERT_EQ(found.size(), expected.size());
  EXPECT_EQ(found[0], expected[0]);
  for (size_t i = 1; i + 1 < expected.size(); ++i) ExpectSameLosses(expected[i], found[i]);
}

}  // namespace
}  // namespace moebench::vision
