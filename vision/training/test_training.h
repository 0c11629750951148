// A training of two seconds for tests: a small experiment, small made-up images, and the bits of a training state.
// Should not be used in non-test code.
#ifndef MOEBENCH_VISION_TRAINING_TEST_TRAINING_H_
#define MOEBENCH_VISION_TRAINING_TEST_TRAINING_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/test_folder.h"
#include "vision/catalogue.h"
#include "vision/data/image_cache.h"
#include "vision/training/training_state.h"

namespace moebench::vision {

// cifar10_mini at smoke scale on images of 16 x 16 pixels: batches of 16, 2 epochs, evaluated and saved at their ends;
// `sets` come last.
ResolvedExperiment TestExperiment(const std::vector<std::string>& sets = {});

// 3 x 16 x 16 images of four classes, in a cache below `folder`.
std::shared_ptr<const ImageCache> TestImages(const TestFolder& folder, int64_t train = 64, int64_t test = 24);

// A state at step 0 of 4 classes and 4 steps an epoch, as TestImages and TestExperiment give.
TrainingState TestState(const Experiment& experiment, uint64_t seed = 7);

// Parameters, buffers and optimizer state by name, as bytes: equal where the states are, bit for bit.
std::map<std::string, std::string> StateBits(const TrainingState& state);

// The parameter whose name ends in `suffix`, detached; the live one.
at::Tensor ParameterNamed(TrainingState& state, absl::string_view suffix);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_TEST_TRAINING_H_
