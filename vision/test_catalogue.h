// The vision catalogue as tests use it: loaded once, and resolved with an error as a failure of the test.
#ifndef MOEBENCH_VISION_TEST_CATALOGUE_H_
#define MOEBENCH_VISION_TEST_CATALOGUE_H_

#include <string>

#include "vision/catalogue.h"

namespace moebench::vision {

const ExperimentCatalogue& LoadedCatalogue();

// Empty after an error.
ResolvedExperiment Resolve(const ExperimentRequest& request);

// A request for the experiment `id`, with a data set where it has none of its own (`folder`).
ExperimentRequest Runnable(const std::string& id, const std::string& scale);

Experiment AtPaperScale(const std::string& id);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TEST_CATALOGUE_H_
