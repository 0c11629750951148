#ifndef MOEBENCH_VISION_TRAINING_TRAIN_RUN_H_
#define MOEBENCH_VISION_TRAINING_TRAIN_RUN_H_

// One run from a configuration to a record: introduces itself, trains, evaluates, saves, and ends with the closing
// table. Killed at any moment it leaves a folder that ResumeRun continues to the same bits.

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "stats/records/run_record.pb.h"
#include "vision/catalogue.h"
#include "vision/data/image_cache.h"
#include "vision/training/run_journal.h"

namespace moebench::vision {

// A new run in its own folder. InvalidArgument where the data do not fit the experiment (a class count, an image larger
// than data.image_size, fewer images than a batch).
absl::StatusOr<stats::RunRecord> StartRun(const ResolvedExperiment& resolved, uint64_t seed,
                                          std::shared_ptr<const ImageCache> images, const RunEnvironment& environment);

// Goes on with the run in `folder`, from its newest checkpoint or from the start where it has none. A finished run is
// returned as it is. FailedPrecondition where another process has it, its files contradict each other, or the data
// are not those it began with.
absl::StatusOr<stats::RunRecord> ResumeRun(const std::string& folder, std::shared_ptr<const ImageCache> images,
                                           const RunEnvironment& environment);

// What a run folder's record says it was started with, for finding its data before it is resumed.
struct RunOrigin {
  stats::RunRecord record;
  Experiment experiment;
};
absl::StatusOr<RunOrigin> ReadRunOrigin(const std::string& folder);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_TRAIN_RUN_H_
