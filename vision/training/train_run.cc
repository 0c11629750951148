#include "vision/training/train_run.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"
#include "moe_core/experiments/canonical_text.h"
#include "moe_core/experiments/text_proto.h"
#include "moe_core/training/progress.h"
#include "stats/records/record_file.h"
#include "vision/analysis/closing_table.h"
#include "vision/analysis/run_summary.h"
#include "vision/training/evaluation_report.h"
#include "vision/training/linear_probe.h"
#include "vision/training/run_journal.h"
#include "vision/training/run_table.h"
#include "vision/training/training_loop.h"

namespace moebench::vision {
namespace {

constexpr int64_t kProbeBatch = 256;

absl::Status CheckDataFit(const Experiment& experiment, const ImageCache& images) {
  const int64_t train = NumTrainSamples(experiment.data(), images);
  if (train < experiment.training().batch_size()) {
    return absl::InvalidArgumentError(absl::StrCat("training.batch_size is ", experiment.training().batch_size(),
                                                   " but there are only ", train,
                                                   " training images; set training.batch_size=", train, " or lower"));
  }
  const int size = experiment.data().image_size();
  if (images.header().height() > size || images.header().width() > size) {
    return absl::InvalidArgumentError(absl::StrCat("data.image_size is ", size, " but the images of ",
                                                   images.header().dataset(), " are ", images.header().height(), " x ",
                                                   images.header().width(), "; set data.image_size to at least that"));
  }
  if (images.test().count == 0) return absl::InvalidArgumentError("the data set has no held-out images to evaluate on");
  return absl::OkStatus();
}

RunFacts FactsOf(const Run& run, const std::string& title) {
  const stats::RunRecord& record = run.state.record;
  RunFacts facts;
  facts.id = record.experiment();
  facts.scale = record.scale();
  facts.title = title;
  facts.experiment = run.state.experiment;
  facts.seed = run.state.seed;
  facts.num_classes = run.images->header().class_name_size();
  facts.train_samples = NumTrainSamples(run.state.experiment.data(), *run.images);
  facts.test_samples = NumTestSamples(run.state.experiment.data(), *run.images);
  facts.length = run.state.length;
  facts.cost = run.state.model->Cost();
  facts.device = record.provenance().device();
  facts.num_threads = record.provenance().num_threads();
  facts.commit = record.provenance().commit();
  facts.data = run.images->header().source();
  if (run.environment.device.is_cpu()) {
    facts.expected_seconds =
        ExpectedSeconds(facts, MeasuredFlopsPerSecond(facts.experiment.training().precision() == "bf16"));
  }
  return facts;
}

double BestProbe(Run& run, EvaluationBatches& test) {
  const Experiment& experiment = run.state.experiment;
  DataConfig plain = experiment.data();
  plain.set_crop_padding(0);
  plain.set_horizontal_flip(false);
  const int64_t batch = std::min<int64_t>(kProbeBatch, NumTrainSamples(plain, *run.images));
  TrainBatches train(run.images, plain, run.state.seed, batch, /*start_step=*/0, run.environment.device);
  const double epochs = experiment.evaluation().linear_probe_epochs();
  Progress progress({"probe steps", MakeTrainingLength(epochs, train.steps_per_epoch()).total_steps});
  const double accuracy = LinearProbeAccuracy(train, test, run.images->header().class_name_size(), epochs,
                                              [&](int64_t step, int64_t) { progress.Update(step, "linear probe"); });
  progress.Clear();
  return accuracy;
}

void SetSummary(stats::RunRecord& record, const std::string& name, double value) {
  for (stats::Metric& metric : *record.mutable_summary()) {
    if (metric.name() == name) return metric.set_value(value);
  }
  stats::Metric* metric = record.add_summary();
  metric->set_name(name);
  metric->set_value(value);
}

absl::Status FinishRun(Run& run, EvaluationBatches& test) {
  stats::RunRecord& record = run.state.record;
  if (run.state.experiment.evaluation().linear_probe_epochs() > 0) {
    run.timer.Start("linear_probe");
    SetSummary(record, "linear_probe_accuracy", BestProbe(run, test));
    run.timer.Stop();
  }
  MOE_RETURN_IF_ERROR(FillSummary(run.images->header().class_name_size(), &record));
  record.set_status(stats::RunRecord::FINISHED);
  record.clear_status_detail();
  MOE_RETURN_IF_ERROR(WriteRecord(run));
  MOE_ASSIGN_OR_RETURN(const std::string table, ClosingTable(record));
  run.log.Print(absl::StrCat("\n", table, "\nrun folder  ", run.folder.path(), "\n"));
  return absl::OkStatus();
}

// Ends a run early: the record says why, the user what to do next.
absl::Status EndEarly(Run& run, stats::RunRecord::Status status, const std::string& detail) {
  run.state.record.set_status(status);
  run.state.record.set_status_detail(detail);
  return WriteRecord(run);
}

absl::StatusOr<LoopEnd> Train(Run& run, EvaluationBatches& test) {
  TrainingState& state = run.state;
  TrainBatches batches(run.images, state.experiment.data(), state.seed, state.experiment.training().batch_size(),
                       state.step, run.environment.device);
  Progress progress({"steps", state.length.total_steps, state.step});
  std::string accuracy;
  LoopHooks hooks;
  hooks.evaluate = [&](TrainingState&) -> absl::Status {
    MOE_RETURN_IF_ERROR(EvaluateAndRecord(run, test));
    MOE_ASSIGN_OR_RETURN(const std::string text, EvaluationText(state.record));
    progress.Clear();
    run.log.Print(text);
    for (const stats::Metric& metric : state.record.evaluation().rbegin()->metric()) {
      if (metric.name() == "top2_gated_accuracy")
        accuracy = absl::StrFormat("  held-out %.1f %%", 100 * metric.value());
    }
    return absl::OkStatus();
  };
  hooks.save = [&](const TrainingState&) { return SaveCheckpointOf(run); };
  hooks.stop_requested = StopRequested;
  hooks.log = [&](const StepReport& report) { return LogStep(run, report); };
  hooks.progress = [&](int64_t step, double loss) {
    progress.Update(step, absl::StrFormat("loss %.3f%s", loss, accuracy));
  };
  auto end = RunTrainingLoop(state, batches, hooks, run.timer);
  run.timer.Stop();
  progress.Finish();
  return end;
}

absl::StatusOr<stats::RunRecord> TrainToTheEnd(Run run) {
  EvaluationBatches test(run.images, run.state.experiment.data(), run.state.experiment.evaluation().batch_size(),
                         run.environment.device);
  const absl::StatusOr<LoopEnd> end = Train(run, test);
  if (!end.ok() && end.status().code() == absl::StatusCode::kAborted) {
    MOE_RETURN_IF_ERROR(EndEarly(run, stats::RunRecord::DIVERGED, std::string(end.status().message())));
    const auto checkpoint = run.folder.NewestCheckpoint();
    return absl::AbortedError(absl::StrCat(end.status().message(), "; the last good checkpoint is ",
                                           checkpoint ? checkpoint->path : "none, it came before the first"));
  }
  MOE_RETURN_IF_ERROR(end.status());
  if (*end == LoopEnd::kStopped) {
    MOE_RETURN_IF_ERROR(EndEarly(run, stats::RunRecord::INTERRUPTED, StopSignalName()));
    const char* saved = run.folder.NewestCheckpoint() ? "checkpoint written" : "nothing to save yet";
    run.log.Print(absl::StrCat("stopped by ", StopSignalName(), " after step ", run.state.step, " of ",
                               run.state.length.total_steps, "; ", saved, ". Go on with --resume=", run.folder.path(),
                               "\n"));
    return run.state.record;
  }
  MOE_RETURN_IF_ERROR(FinishRun(run, test));
  return run.state.record;
}

absl::StatusOr<TrainingState> NewState(const Experiment& experiment, stats::RunRecord record, const ImageCache& images,
                                       const RunEnvironment& environment) {
  MOE_RETURN_IF_ERROR(CheckDataFit(experiment, images));
  const TrainingLength length = MakeTrainingLength(
      experiment.training().epochs(), NumTrainSamples(experiment.data(), images) / experiment.training().batch_size());
  TrainingState state =
      MakeTrainingState(experiment, record.seed(), images.header().class_name_size(), length, environment.device);
  state.record = std::move(record);
  const std::vector<stats::PartCost> cost = state.model->Cost();
  *state.record.mutable_cost() = {cost.begin(), cost.end()};
  return state;
}

absl::Status CheckSameData(const stats::RunRecord& record, const ImageCache& images) {
  if (record.provenance().data_checksum() == images.header().source_checksum()) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the run began with data from ", record.provenance().data_source(),
                                                    ", but those now found in ", images.header().source(),
                                                    " have other contents; name the original folder by --data_dir"));
}

}  // namespace

absl::StatusOr<stats::RunRecord> StartRun(const ResolvedExperiment& resolved, uint64_t seed,
                                          std::shared_ptr<const ImageCache> images, const RunEnvironment& environment) {
  MOE_ASSIGN_OR_RETURN(
      TrainingState state,
      NewState(resolved.experiment, NewRecord(resolved, seed, *images, environment), *images, environment));
  MOE_ASSIGN_OR_RETURN(RunFolder folder, RunFolder::Create(environment.output_dir, state.record, absl::Now()));
  MOE_ASSIGN_OR_RETURN(Run run,
                       OpenRun(std::move(folder), std::move(state), std::move(images), environment, std::nullopt));
  run.log.Print(absl::StrCat(RunTable(FactsOf(run, resolved.title)), "\n"));
  return TrainToTheEnd(std::move(run));
}

absl::StatusOr<RunOrigin> ReadRunOrigin(const std::string& folder) {
  RunOrigin origin;
  MOE_ASSIGN_OR_RETURN(origin.record, stats::ReadRunRecord(folder));
  MOE_RETURN_IF_ERROR(ParseTextProto(origin.record.config_text(), absl::StrCat(folder, "/record.binpb: config_text"),
                                     &origin.experiment));
  if (CanonicalSha256(origin.experiment) != origin.record.config_sha256()) {
    return absl::DataLossError(absl::StrCat(folder, ": the record's configuration does not have the hash it states"));
  }
  return origin;
}

absl::StatusOr<stats::RunRecord> ResumeRun(const std::string& path, std::shared_ptr<const ImageCache> images,
                                           const RunEnvironment& environment) {
  MOE_ASSIGN_OR_RETURN(RunFolder folder, RunFolder::Open(path));
  MOE_ASSIGN_OR_RETURN(RunOrigin origin, ReadRunOrigin(path));
  if (origin.record.status() == stats::RunRecord::FINISHED) return origin.record;
  MOE_ASSIGN_OR_RETURN(const std::string config_text, folder.ConfigText());
  if (config_text != origin.record.config_text()) {
    return absl::FailedPreconditionError(
        absl::StrCat(folder.FilePath("config.textproto"),
                     " is not the configuration the run began with; start a new run with --config instead"));
  }
  MOE_RETURN_IF_ERROR(CheckSameData(origin.record, *images));
  stats::RunRecord record = origin.record;
  record.clear_evaluation();
  record.clear_summary();
  record.clear_correct();
  record.clear_phase_time();
  record.set_status(stats::RunRecord::RUNNING);
  record.clear_status_detail();
  MOE_ASSIGN_OR_RETURN(TrainingState state, NewState(origin.experiment, std::move(record), *images, environment));
  const auto checkpoint = folder.NewestCheckpoint();
  if (checkpoint) MOE_RETURN_IF_ERROR(LoadState(checkpoint->path, state.record.config_sha256(), &state));
  const int64_t kept = checkpoint ? state.step : -1;
  MOE_RETURN_IF_ERROR(TruncateTo(folder.FilePath("metrics.jsonl"), kept));
  MOE_ASSIGN_OR_RETURN(Run run, OpenRun(std::move(folder), std::move(state), std::move(images), environment, kept));
  run.log.Print(absl::StrCat(
      "resuming ", path,
      checkpoint ? absl::StrCat(" from step ", run.state.step) : " from the start: it has no checkpoint yet", " of ",
      run.state.length.total_steps, "\n"));
  if (environment.num_threads != run.state.record.provenance().num_threads()) {
    run.log.Print(absl::StrCat("note: the run began with ", run.state.record.provenance().num_threads(),
                               " threads and goes on with ", environment.num_threads,
                               ": its last bits will differ from an unbroken run's\n"));
  }
  return TrainToTheEnd(std::move(run));
}

}  // namespace moebench::vision
