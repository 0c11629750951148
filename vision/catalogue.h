// The vision suite's experiments (vision/experiments/*.textproto) and how a request on the command line becomes one.
//
//   ExperimentRequest request;
//   request.experiment = "ecology/tinyimagenet_e";
//   request.scale = "paper";
//   request.sets = {"training.micro_batch_size=32"};
//   MOE_ASSIGN_OR_RETURN(const ResolvedExperiment resolved, ResolveVisionExperiment(request));
//
// Without an experiment the data set's default one is taken, without either `cifar10_mini`. An experiment and a data
// set together: the experiment, run on that data set, with the fields bound to it (dataset_defaults.h) set to fit. Then
// comes the configuration file, then the overrides; one that changes data.dataset changes no other field.
#ifndef MOEBENCH_VISION_CATALOGUE_H_
#define MOEBENCH_VISION_CATALOGUE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "moe_core/experiments/catalogue.h"
#include "stats/records/run_record.pb.h"
#include "vision/experiment.pb.h"

namespace moebench::vision {

struct ExperimentRequest {
  std::string experiment;         // id; "" for the data set's default
  std::string dataset;            // as in DataConfig; "" for the experiment's own
  std::string scale = "pilot";    // paper, pilot or smoke
  std::string config_file;        // path of a textproto of Experiment; "" for none
  std::vector<std::string> sets;  // "training.epochs=3", in order
};

struct ResolvedExperiment {
  std::string id;
  std::string scale;
  std::string title;
  Experiment experiment;  // every field at its effective value, valid
  std::vector<stats::PaperResult> paper;
};

absl::StatusOr<ExperimentCatalogue> LoadVisionCatalogue();

// Errors are the user's and say what was meant: unknown experiment, data set, scale or field with the nearest name; a
// value out of range; fields that contradict each other (experiment_rules.h); a file or an override that names another
// data set than `dataset`.
absl::StatusOr<ResolvedExperiment> ResolveVisionExperiment(const ExperimentCatalogue& catalogue,
                                                           const ExperimentRequest& request);

// The same, with the catalogue loaded.
absl::StatusOr<ResolvedExperiment> ResolveVisionExperiment(const ExperimentRequest& request);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_CATALOGUE_H_
