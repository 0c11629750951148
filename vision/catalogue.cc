#include "vision/catalogue.h"

#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/runfiles.h"
#include "base/status_macros.h"
#include "google/protobuf/message.h"
#include "moe_core/experiments/canonical_text.h"
#include "vision/dataset_defaults.h"
#include "vision/experiment_rules.h"

namespace moebench::vision {
namespace {

using google::protobuf::DynamicCastToGenerated;
using google::protobuf::Message;

constexpr absl::string_view kFiles[] = {"defaults", "ecology", "ecology_cifar", "ecology_tinyimagenet", "routers_mini"};
constexpr absl::string_view kDefaultExperiment = "cifar10_mini";

absl::StatusOr<std::string> SelectId(const ExperimentRequest& request) {
  if (!request.experiment.empty()) {
    // The paper writes weights without the leading zero: cifar100_ortho_.02 is cifar100_ortho_0.02.
    return absl::StrReplaceAll(request.experiment, {{"_.", "_0."}});
  }
  if (request.dataset.empty()) return std::string(kDefaultExperiment);
  MOE_ASSIGN_OR_RETURN(const DatasetDefaults defaults, FindDatasetDefaults(request.dataset));
  return std::string(defaults.experiment);
}

absl::StatusOr<Experiment> ResolveConfig(const ExperimentCatalogue& catalogue, const std::string& id,
                                         const ExperimentRequest& request) {
  ExperimentSelection selection{id, request.scale, nullptr, request.config_file, request.sets};
  Experiment adjustment;
  if (!request.dataset.empty()) {
    MOE_ASSIGN_OR_RETURN(adjustment, DatasetAdjustment(request.dataset));
    selection.adjustment = &adjustment;
  }
  MOE_ASSIGN_OR_RETURN(const std::unique_ptr<Message> message, catalogue.Resolve(selection));
  Experiment experiment;
  experiment.CopyFrom(*message);
  FillInDefaults(&experiment);
  return experiment;
}

absl::Status CheckDatasetKept(const std::string& wanted, const std::string& got) {
  if (wanted.empty() || wanted == got) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("--dataset=", wanted, " contradicts data.dataset \"", got,
                                                 "\" of the configuration file or the overrides; name it once"));
}

}  // namespace

absl::StatusOr<ExperimentCatalogue> LoadVisionCatalogue() {
  std::vector<std::string> paths;
  for (const absl::string_view file : kFiles) {
    MOE_ASSIGN_OR_RETURN(std::string path, Runfile(absl::StrCat("vision/experiments/", file, ".textproto")));
    paths.push_back(std::move(path));
  }
  return ExperimentCatalogue::Load(Catalogue(), paths);
}

absl::StatusOr<ResolvedExperiment> ResolveVisionExperiment(const ExperimentCatalogue& catalogue,
                                                           const ExperimentRequest& request) {
  MOE_ASSIGN_OR_RETURN(const std::string id, SelectId(request));
  const absl::StatusOr<const Message*> message = catalogue.Entry(id);
  if (!message.ok()) {
    return absl::InvalidArgumentError(absl::StrCat(message.status().message(), "; --list shows all experiments"));
  }
  MOE_ASSIGN_OR_RETURN(const Experiment experiment, ResolveConfig(catalogue, id, request));
  MOE_RETURN_IF_ERROR(CheckDatasetKept(request.dataset, experiment.data().dataset()));
  MOE_RETURN_IF_ERROR(CheckExperimentRules(experiment));
  const Entry& entry = *DynamicCastToGenerated<Entry>(*message);
  return ResolvedExperiment{id, request.scale, entry.title(), experiment, {entry.paper().begin(), entry.paper().end()}};
}

absl::StatusOr<ResolvedExperiment> ResolveVisionExperiment(const ExperimentRequest& request) {
  MOE_ASSIGN_OR_RETURN(const ExperimentCatalogue catalogue, LoadVisionCatalogue());
  return ResolveVisionExperiment(catalogue, request);
}

}  // namespace moebench::vision
