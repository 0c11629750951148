#include "vision/training/test_training.h"

#include <ATen/Parallel.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/test_image_set.h"

namespace moebench::vision {

ResolvedExperiment TestExperiment(const std::vector<std::string>& sets) {
  at::set_num_threads(1);  // more only wait for each other over tensors as small as these
  ExperimentRequest request;
  request.experiment = "cifar10_mini";
  request.scale = "smoke";
  request.sets = {"data.image_size=16",
                  "data.crop_padding=2",
                  "training.epochs=2",
                  "training.checkpoint_every.fraction=0.5",
                  "evaluation.every.fraction=0.5",
                  "evaluation.batch_size=10"};
  request.sets.insert(request.sets.end(), sets.begin(), sets.end());
  return ResolveVisionExperiment(request).value();
}

std::shared_ptr<const ImageCache> TestImages(const TestFolder& folder, int64_t train, int64_t test) {
  const std::string path = absl::StrCat(folder.path(), "/images");
  const absl::Status status = WriteImageCache(path, TestImageSet(train, test, 16, 16, 3),
                                              {"cifar10-mini", "/made/up", "fingerprint"}, NoFiles());
  EXPECT_TRUE(status.ok()) << status;
  return ImageCache::Open(path).value();
}

TrainingState TestState(const Experiment& experiment, uint64_t seed) {
  return MakeTrainingState(experiment, seed, /*num_classes=*/4,
                           MakeTrainingLength(experiment.training().epochs(), /*steps_per_epoch=*/4), c10::kCPU);
}

std::map<std::string, std::string> StateBits(const TrainingState& state) {
  std::map<std::string, std::string> bits;
  const auto add = [&bits](const std::string& name, const at::Tensor& tensor) {
    const at::Tensor plain = tensor.detach().contiguous();
    bits[name] = std::string(static_cast<const char*>(plain.data_ptr()), plain.nbytes());
  };
  for (const auto& item : state.model->named_parameters()) add(item.key(), item.value());
  for (const auto& item : state.model->named_buffers()) add(item.key(), item.value());
  for (const auto& [name, tensor] : state.optimizer->State()) add("optimizer." + name, tensor);
  return bits;
}

at::Tensor ParameterNamed(TrainingState& state, absl::string_view suffix) {
  for (const auto& item : state.model->named_parameters()) {
    if (absl::EndsWith(item.key(), suffix)) return item.value().detach();
  }
  ADD_FAILURE() << "no parameter *" << suffix;
  return {};
}

}  // namespace moebench::vision
