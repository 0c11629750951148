#ifndef MOEBENCH_VISION_TRAINING_RUN_TABLE_H_
#define MOEBENCH_VISION_TRAINING_RUN_TABLE_H_

// A run introduces itself: one table of every resolved value, what follows from them, and where it runs.

#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "moe_core/schedules/training_length.h"
#include "stats/records/run_record.pb.h"
#include "vision/experiment.pb.h"

namespace moebench::vision {

struct RunFacts {
  std::string id, scale, title;
  Experiment experiment;
  uint64_t seed = 0;
  int64_t num_classes = 0, train_samples = 0, test_samples = 0;
  TrainingLength length;
  std::vector<stats::PartCost> cost;
  std::string device, commit, data;  // data: where it was found; empty in a dry run
  int num_threads = 0;
  double expected_seconds = 0;
};

// At most 100 columns wide.
std::string RunTable(const RunFacts& facts);

// "router.temperature" and its value, for every field that has one, in the order of declaration; repeated fields as
// comma lists.
std::vector<std::pair<std::string, std::string>> FieldValues(const google::protobuf::Message& message);

// Seconds that training and its evaluations should take: forward FLOPs x 3 for a training sample, x 1 for an evaluated
// one, at the rate of a convolution timed here on the CPU (about 50 ms). Good to a factor of two.
double ExpectedSeconds(const RunFacts& facts, double flops_per_second);
double MeasuredFlopsPerSecond(bool bf16);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_RUN_TABLE_H_
