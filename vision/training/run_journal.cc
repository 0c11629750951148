#include "vision/training/run_journal.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "moe_core/base/device.h"
#include "moe_core/ecology/e_number.h"
#include "moe_core/experiments/canonical_text.h"
#include "moe_core/schedules/temperature_schedule.h"
#include "stats/records/provenance.h"
#include "stats/records/record_file.h"
#include "vision/training/evaluation_report.h"
#include "vision/training/evaluator.h"

namespace moebench::vision {

stats::RunRecord NewRecord(const ResolvedExperiment& resolved, uint64_t seed, const ImageCache& images,
                           const RunEnvironment& environment) {
  stats::RunRecord record;
  record.set_suite("vision");
  record.set_experiment(resolved.id);
  record.set_scale(resolved.scale);
  record.set_dataset(resolved.experiment.data().dataset());
  record.set_seed(seed);
  record.set_config_text(CanonicalText(resolved.experiment));
  record.set_config_sha256(CanonicalSha256(resolved.experiment));
  record.set_status(stats::RunRecord::RUNNING);
  *record.mutable_paper() = {resolved.paper.begin(), resolved.paper.end()};
  stats::Provenance& provenance = *record.mutable_provenance();
  provenance = stats::CollectProvenance();
  provenance.set_command_line(environment.command_line);
  provenance.set_device(DescribeDevice(environment.device));
  provenance.set_num_threads(environment.num_threads);
  provenance.set_libtorch(LibTorchVersion());
  provenance.set_data_source(images.header().source());
  provenance.set_data_checksum(images.header().source_checksum());
  provenance.set_data_dir(environment.data_dir);
  const auto e = ENumber(resolved.experiment.router(), resolved.experiment.loss());
  if (!e.ok()) record.add_note("E undefined: O + B = 0");
  if (!images.header().notice().empty()) record.add_note(images.header().notice());
  return record;
}

absl::StatusOr<Run> OpenRun(RunFolder folder, TrainingState state, std::shared_ptr<const ImageCache> images,
                            const RunEnvironment& environment, std::optional<int64_t> resumed_step) {
  MOE_ASSIGN_OR_RETURN(RunLog log, RunLog::Open(folder.path()));
  MOE_ASSIGN_OR_RETURN(MetricLog metrics, MetricLog::Open(folder.FilePath("metrics.jsonl")));
  MOE_ASSIGN_OR_RETURN(TensorboardWriter events, TensorboardWriter::Open(folder.path(), resumed_step));
  return Run{std::move(folder), std::move(log),    std::move(metrics), std::move(events),
             std::move(state),  std::move(images), environment,        PhaseTimer()};
}

absl::Status WriteRecord(Run& run) {
  for (const auto& [phase, seconds] : run.timer.seconds()) {
    auto* phases = run.state.record.mutable_phase_time();
    auto found = std::find_if(phases->begin(), phases->end(), [&](const auto& item) { return item.phase() == phase; });
    stats::PhaseTime* item = found == phases->end() ? phases->Add() : &*found;
    item->set_phase(phase);
    item->set_seconds(seconds);
  }
  return stats::WriteRunRecord(run.state.record, run.folder.path());
}

absl::Status EvaluateAndRecord(Run& run, EvaluationBatches& batches) {
  TrainingState& state = run.state;
  const double temperature = RoutingTemperature(state.experiment.router(), state.length, state.step);
  const auto evaluated = EvaluateModel(state.model, batches, temperature);
  if (!evaluated.ok() || !std::isfinite(evaluated->loss_nats)) {
    const std::string cause = evaluated.ok() ? "" : absl::StrCat(", as in the ", evaluated.status().message());
    return absl::AbortedError(absl::StrCat("the evaluation after step ", state.step, " has a loss of ",
                                           evaluated.ok() ? evaluated->loss_nats : std::nan(""),
                                           " in its term cross_entropy", cause,
                                           "; lower training.lr or look at the data"));
  }
  const EvaluationSamples& samples = *evaluated;
  MOE_ASSIGN_OR_RETURN(stats::Evaluation evaluation, SummarizeEvaluation(samples, state.experiment.ecology()));
  evaluation.set_step(state.step);
  evaluation.set_epoch(static_cast<double>(state.step) / state.length.steps_per_epoch);
  state.record.set_correct(CorrectString(samples));
  for (const stats::Metric& metric : evaluation.metric()) {
    run.events.AddScalar(absl::StrCat("evaluation/", metric.name()), metric.value(), state.step);
  }
  *state.record.add_evaluation() = std::move(evaluation);
  MOE_ASSIGN_OR_RETURN(const MetricLine line, EvaluationLine(state.record));
  MOE_RETURN_IF_ERROR(run.metrics.Append(line));
  MOE_RETURN_IF_ERROR(run.events.Flush());
  return WriteRecord(run);
}

absl::Status LogStep(Run& run, const StepReport& report) {
  MetricLine line{"train", report.step, {{"epoch", report.epoch}, {"loss", report.loss}}};
  run.events.AddScalar("train/loss", report.loss, report.step);
  for (const auto& [name, value] : report.terms) {
    line.fields.emplace_back(name, value);
    run.events.AddScalar("train/" + name, value, report.step);
  }
  line.fields.emplace_back("lr", report.lr);
  line.fields.emplace_back("temperature", report.temperature);
  line.fields.emplace_back("random_dispatch", int64_t{report.random_dispatch});
  line.fields.emplace_back("samples_per_second", report.samples_per_second);
  run.events.AddScalar("train/lr", report.lr, report.step);
  run.events.AddScalar("train/temperature", report.temperature, report.step);
  return run.metrics.Append(line);
}

absl::Status SaveCheckpointOf(Run& run) {
  const TrainingState& state = run.state;
  MOE_RETURN_IF_ERROR(run.metrics.Sync());
  MOE_RETURN_IF_ERROR(SaveState(state, state.record.config_sha256(), run.folder.CheckpointPath(state.step)));
  return run.folder.PruneCheckpoints(state.experiment.training().keep_checkpoints());
}

}  // namespace moebench::vision
