// The paper's number of an epoch: counted from 0, where a record counts epochs completed. The evaluation after one
// epoch is E0, the one after a hundred E99; one after 2.4 epochs lies within E2.
#ifndef MOEBENCH_VISION_ANALYSIS_EPOCH_INDEX_H_
#define MOEBENCH_VISION_ANALYSIS_EPOCH_INDEX_H_

#include <string>

namespace moebench::vision {

// epochs_completed > 0.
int EpochIndex(double epochs_completed);

// "E99".
std::string EpochName(double epochs_completed);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_ANALYSIS_EPOCH_INDEX_H_
