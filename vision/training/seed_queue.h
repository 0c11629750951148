#ifndef MOEBENCH_VISION_TRAINING_SEED_QUEUE_H_
#define MOEBENCH_VISION_TRAINING_SEED_QUEUE_H_

// One experiment under several seeds, one run folder each. Calling it again goes on where it was: finished runs are
// read, begun ones resumed, missing ones started.

#include <cstdint>
#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "vision/training/train_run.h"

namespace moebench::vision {

// "5", "1-8", "1-3,7": seeds in order. InvalidArgument for anything else, a seed named twice, and more than 10,000.
absl::StatusOr<std::vector<uint64_t>> ParseSeeds(absl::string_view text);

// Prints the summary table over all finished runs at the end. A run that fails is reported and the others go on; the
// status is then the first failure's. A stop request ends the queue after the running run's checkpoint: Cancelled.
absl::Status RunSeeds(const ResolvedExperiment& resolved, const std::vector<uint64_t>& seeds,
                      std::shared_ptr<const ImageCache> images, const RunEnvironment& environment);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_SEED_QUEUE_H_
