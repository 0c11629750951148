#ifndef MOEBENCH_VISION_TRAINING_TRAIN_COMMAND_H_
#define MOEBENCH_VISION_TRAINING_TRAIN_COMMAND_H_

// What //vision:train does once its flags are read: list, print, introduce, resume, queue or train.

#include <set>
#include <string>

#include "vision/catalogue.h"

namespace moebench::vision {

struct TrainFlags {
  ExperimentRequest request;
  uint64_t seed = 0;
  std::string seeds, data_dir, output_dir, resume, device;
  int threads = 0;
  bool list = false, print_config = false, dry_run = false;
  std::set<std::string> given;  // names of the flags on the command line
  std::string command_line;
};

// The program's exit code; errors are printed. 128 + the signal's number after a run that a signal stopped.
int TrainCommand(const TrainFlags& flags);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_TRAIN_COMMAND_H_
