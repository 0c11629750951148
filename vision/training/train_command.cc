#include "vision/training/train_command.h"

#include <csignal>
#include <cstdio>
#include <exception>

#include "absl/strings/str_cat.h"
#include "base/command_line.h"
#include "base/data_location.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"
#include "moe_core/base/device.h"
#include "moe_core/experiments/canonical_text.h"
#include "stats/records/provenance.h"
#include "vision/data/open_images.h"
#include "vision/dataset_defaults.h"
#include "vision/experiment_table.h"
#include "vision/models/ecology_model.h"
#include "vision/training/image_batches.h"
#include "vision/training/run_table.h"
#include "vision/training/seed_queue.h"
#include "vision/training/train_run.h"

namespace moebench::vision {
namespace {

// Flags that say what a run is; a resumed run has its own.
constexpr const char* kRunFlags[] = {"experiment", "dataset", "scale", "set",          "config",
                                     "seed",       "seeds",   "list",  "print_config", "dry_run"};

absl::StatusOr<std::shared_ptr<const ImageCache>> FindImages(const Experiment& experiment,
                                                             const std::string& data_dir) {
  MOE_ASSIGN_OR_RETURN(const DataLocation location, LocateData(data_dir));
  return OpenImages({experiment.data().dataset(), experiment.data().image_size()}, location);
}

absl::StatusOr<RunEnvironment> EnvironmentFrom(const TrainFlags& flags) {
  RunEnvironment environment;
  MOE_ASSIGN_OR_RETURN(environment.device, ResolveDevice(flags.device));
  MOE_ASSIGN_OR_RETURN(environment.num_threads, SetNumThreads(flags.threads));
  environment.output_dir = flags.output_dir;
  environment.data_dir = flags.data_dir;
  environment.command_line = flags.command_line;
  return environment;
}

absl::Status Resume(const TrainFlags& flags) {
  for (const char* name : kRunFlags) {
    if (flags.given.count(name) > 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("--resume takes the configuration of the run it resumes; leave --", name, " out"));
    }
  }
  MOE_ASSIGN_OR_RETURN(const RunOrigin origin, ReadRunOrigin(flags.resume));
  if (origin.record.status() == stats::RunRecord::FINISHED) {
    std::printf("%s is finished: nothing to resume\n", flags.resume.c_str());
    return absl::OkStatus();
  }
  TrainFlags resumed = flags;
  if (flags.given.count("data_dir") == 0) resumed.data_dir = origin.record.provenance().data_dir();
  if (flags.given.count("threads") == 0) resumed.threads = origin.record.provenance().num_threads();
  MOE_ASSIGN_OR_RETURN(const RunEnvironment environment, EnvironmentFrom(resumed));
  MOE_ASSIGN_OR_RETURN(const auto images, FindImages(origin.experiment, resumed.data_dir));
  return ResumeRun(flags.resume, images, environment).status();
}

// The run table at the published size of the data set, or at that of the images where they are the user's own.
absl::Status DryRun(const TrainFlags& flags, const ResolvedExperiment& resolved) {
  RunFacts facts;
  facts.id = resolved.id;
  facts.scale = resolved.scale;
  facts.title = resolved.title;
  facts.experiment = resolved.experiment;
  facts.seed = flags.seed;
  const DataConfig& data = resolved.experiment.data();
  MOE_ASSIGN_OR_RETURN(const DatasetDefaults defaults, FindDatasetDefaults(data.dataset()));
  facts.num_classes = defaults.num_classes;
  facts.train_samples = SubsampleSize(defaults.train_samples, data.max_train_samples());
  facts.test_samples = SubsampleSize(defaults.test_samples, data.max_eval_samples());
  if (facts.num_classes == 0) {
    MOE_ASSIGN_OR_RETURN(const auto images, FindImages(resolved.experiment, flags.data_dir));
    facts.num_classes = images->header().class_name_size();
    facts.train_samples = NumTrainSamples(data, *images);
    facts.test_samples = NumTestSamples(data, *images);
    facts.data = images->header().source();
  }
  MOE_ASSIGN_OR_RETURN(const RunEnvironment environment, EnvironmentFrom(flags));
  facts.length =
      MakeTrainingLength(resolved.experiment.training().epochs(),
                         std::max<int64_t>(1, facts.train_samples / resolved.experiment.training().batch_size()));
  facts.cost = EcologyModel(resolved.experiment, facts.num_classes)->Cost();
  facts.device = DescribeDevice(environment.device);
  facts.num_threads = environment.num_threads;
  facts.commit = stats::CollectProvenance().commit();
  if (environment.device.is_cpu()) {
    facts.expected_seconds =
        ExpectedSeconds(facts, MeasuredFlopsPerSecond(resolved.experiment.training().precision() == "bf16"));
  }
  std::printf("%s", RunTable(facts).c_str());
  return absl::OkStatus();
}

absl::Status TrainNew(const TrainFlags& flags, const ResolvedExperiment& resolved) {
  MOE_ASSIGN_OR_RETURN(const RunEnvironment environment, EnvironmentFrom(flags));
  if (flags.given.count("seed") > 0 && !flags.seeds.empty()) {
    return absl::InvalidArgumentError("--seed and --seeds exclude each other");
  }
  std::vector<uint64_t> seeds;
  if (flags.given.count("seeds") > 0) {
    MOE_ASSIGN_OR_RETURN(seeds, ParseSeeds(flags.seeds));
  }
  MOE_ASSIGN_OR_RETURN(const auto images, FindImages(resolved.experiment, flags.data_dir));
  if (!seeds.empty()) return RunSeeds(resolved, seeds, images, environment);
  return StartRun(resolved, flags.seed, images, environment).status();
}

absl::Status Dispatch(const TrainFlags& flags) {
  if (flags.given.count("resume") > 0) return Resume(flags);
  MOE_ASSIGN_OR_RETURN(const ExperimentCatalogue catalogue, LoadVisionCatalogue());
  if (flags.list) {
    MOE_ASSIGN_OR_RETURN(const std::string table, ExperimentTable(catalogue));
    std::printf("%s", table.c_str());
    return absl::OkStatus();
  }
  MOE_ASSIGN_OR_RETURN(const ResolvedExperiment resolved, ResolveVisionExperiment(catalogue, flags.request));
  if (flags.print_config) {
    std::printf("%s", CanonicalText(resolved.experiment).c_str());
    return absl::OkStatus();
  }
  return flags.dry_run ? DryRun(flags, resolved) : TrainNew(flags, resolved);
}

}  // namespace

int TrainCommand(const TrainFlags& flags) {
  InstallStopSignals();
  absl::Status status;
  try {
    status = Dispatch(flags);
  } catch (const std::exception& error) {  // LibTorch reports by exceptions, out of memory among them
    status = absl::InternalError(error.what());
  }
  const int code = ReportAndExitCode("train", status);
  if (StopSignalName().empty()) return code;
  return 128 + (StopSignalName() == "SIGTERM" ? SIGTERM : SIGINT);
}

}  // namespace moebench::vision
