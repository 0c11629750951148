#include "vision/test_catalogue.h"

#include <utility>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"

namespace moebench::vision {

const ExperimentCatalogue& LoadedCatalogue() {
  static const absl::StatusOr<ExperimentCatalogue>& catalogue =
      *new absl::StatusOr<ExperimentCatalogue>(LoadVisionCatalogue());
  EXPECT_TRUE(catalogue.ok()) << catalogue.status();
  return *catalogue;
}

ResolvedExperiment Resolve(const ExperimentRequest& request) {
  absl::StatusOr<ResolvedExperiment> resolved = ResolveVisionExperiment(LoadedCatalogue(), request);
  EXPECT_TRUE(resolved.ok()) << request.experiment << ": " << resolved.status();
  return resolved.ok() ? *std::move(resolved) : ResolvedExperiment();
}

ExperimentRequest Runnable(const std::string& id, const std::string& scale) {
  ExperimentRequest request;
  request.experiment = id;
  request.scale = scale;
  if (id == "folder") request.dataset = "folder:/my/images";
  return request;
}

Experiment AtPaperScale(const std::string& id) { return Resolve(Runnable(id, "paper")).experiment; }

}  // namespace moebench::vision
