#include "stats/commands/study_request.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "stats/commands/number_lists.h"
#include "stats/commands/pair_sides.h"
#include "stats/equivalence/study_options.h"
#include "stats/input/alignment.h"
#include "stats/input/batches.h"
#include "stats/input/config_fields.h"
#include "stats/input/sample_source.h"

namespace moebench::stats {
namespace {

constexpr int kDifferentExitCode = 10, kInconclusiveExitCode = 11;

absl::StatusOr<StudyOptions> OptionsOfFlags(const CommandFlags& flags) {
  StudyOptions options;
  options.metric = flags.metric;
  MOE_ASSIGN_OR_RETURN(options.margins, ParseDoubles("margin", flags.margin));
  options.margin_source = options.margins.empty() ? MarginSource::kConfig : MarginSource::kFlag;
  options.margin_on_log_scale = flags.log_scale;
  options.alpha = flags.alpha;
  options.resamples = flags.resamples;
  options.seed = flags.seed;
  options.unpaired = flags.unpaired;
  options.method = flags.method;
  MOE_ASSIGN_OR_RETURN(options.block_lengths, ParseInts("blocks", flags.blocks));
  options.negative_control = flags.negative_control;
  options.positive_control = flags.positive_control;
  options.positive_control_of = flags.positive_control_of;
  const bool both_named = !flags.negative_control.empty() && !flags.positive_control.empty();
  options.controls_required = flags.given.count("require_controls") > 0 ? flags.require_controls : both_named;
  return options;
}

// All that can be said about the options before the runs are read, a margin that these may declare apart.
absl::Status CheckFlags(const CommandFlags& flags, StudyOptions options) {
  if (options.metric.empty()) {
    return absl::InvalidArgumentError("no metric; name what is compared, such as --metric=val_loss");
  }
  if (flags.threads < 0) {
    return absl::InvalidArgumentError(absl::StrCat("--threads=", flags.threads, "; expected 0 or more"));
  }
  if (flags.sequences_per_batch < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("--sequences_per_batch=", flags.sequences_per_batch, "; expected 0 or more"));
  }
  if (options.margins.empty()) options.margins = {1};
  return CheckStudyOptions(options);
}

absl::StatusOr<StudyRequest> RequestWithoutRuns(const CommandFlags& flags) {
  StudyRequest request;
  if (flags.preregistration.empty()) {
    MOE_ASSIGN_OR_RETURN(request.options, OptionsOfFlags(flags));
    request.controls_decide = flags.given.count("require_controls") == 0 || flags.require_controls;
  } else {
    MOE_ASSIGN_OR_RETURN(request.preregistration, ReadPreregistration(flags.preregistration));
    MOE_RETURN_IF_ERROR(CheckFlagsAgree(flags, *request.preregistration));
    request.options = DeclaredOptions(request.preregistration->declared);
    request.controls_decide = request.preregistration->declared.controls().required();
  }
  request.options.num_threads = flags.threads;
  MOE_RETURN_IF_ERROR(CheckFlags(flags, request.options));
  return request;
}

absl::StatusOr<std::vector<RunSample>> ReadRuns(absl::Span<const std::string> names, const StudyOptions& options) {
  return ReadSamples(names, {options.metric, /*allow_unfinished=*/options.unpaired});
}

// What one run's configuration declares of a study.
struct Declaration {
  std::vector<double> margins;
  std::string method;

  bool operator==(const Declaration& other) const { return margins == other.margins && method == other.method; }
};

Declaration DeclarationOf(const RunSample& run) {
  Declaration declaration;
  if (!run.record.has_value()) return declaration;
  for (const ConfigField& field : ConfigFields(run.record->config_text())) {
    const absl::string_view name = absl::string_view(field.path).substr(field.path.find_last_of('.') + 1);
    double margin = 0;
    if (name == "equivalence_margin" && absl::SimpleAtod(field.value, &margin)) declaration.margins.push_back(margin);
    if (name == "equivalence_method") {
      declaration.method = std::string(absl::StripSuffix(absl::StripPrefix(field.value, "\""), "\""));
    }
  }
  return declaration;
}

// Takes the margin from the runs' configurations where neither flag nor preregistration gives one.
absl::Status DeclareByConfig(const CommandFlags& flags, StudyRequest* request) {
  if (!request->options.margins.empty()) return absl::OkStatus();
  const Declaration first = DeclarationOf(request->runs.front());
  for (const RunSample& run : request->runs) {
    if (DeclarationOf(run) == first) continue;
    return absl::FailedPreconditionError(absl::StrCat("the configurations of ", request->runs.front().source, " and ",
                                                      run.source,
                                                      " declare other equivalence margins or methods; "
                                                      "give --margin"));
  }
  if (first.margins.empty()) {
    return absl::InvalidArgumentError(
        "no margin; declare how large a difference would not matter, by --preregistration, by equivalence_margin in "
        "the runs' configuration, or, exploratory, by --margin=0.02");
  }
  request->options.margins = first.margins;
  if (!first.method.empty() && flags.given.count("method") == 0) request->options.method = first.method;
  return AboutTheData(CheckStudyOptions(request->options));
}

absl::Status DeriveAllBatches(int sequences_per_batch, StudyRequest* request) {
  if (sequences_per_batch == 0) return absl::OkStatus();
  for (RunSample& run : request->runs) {
    if (!request->options.unpaired) MOE_RETURN_IF_ERROR(CheckAligned(request->runs[0], run));
  }
  for (RunSample& run : request->runs) {
    absl::StatusOr<RunSample> batches = DeriveBatches(run, sequences_per_batch);
    MOE_RETURN_IF_ERROR(AboutTheData(batches.status()));
    run = *std::move(batches);
  }
  return absl::OkStatus();
}

absl::StatusOr<StudyRequest> Completed(const CommandFlags& flags, StudyRequest request) {
  MOE_RETURN_IF_ERROR(DeclareByConfig(flags, &request));
  MOE_RETURN_IF_ERROR(CheckControls(request.options, VariantsOf(request.runs)));
  const int sequences_per_batch = request.preregistration.has_value()
                                      ? request.preregistration->declared.sequences_per_batch()
                                      : flags.sequences_per_batch;
  MOE_RETURN_IF_ERROR(DeriveAllBatches(sequences_per_batch, &request));
  return request;
}

absl::StatusOr<std::vector<RunSample>> ReadSides(const CommandFlags& flags, const StudyOptions& options) {
  if (!flags.runs.empty()) {
    MOE_ASSIGN_OR_RETURN(const std::vector<RunSample> runs, ReadRuns(flags.runs, options));
    MOE_ASSIGN_OR_RETURN(std::vector<RunSample> a, ChooseVariant(runs, "a", flags.a));
    MOE_ASSIGN_OR_RETURN(std::vector<RunSample> b, ChooseVariant(runs, "b", flags.b));
    return JoinSides(std::move(a), std::move(b));
  }
  MOE_ASSIGN_OR_RETURN(std::vector<RunSample> a, ReadRuns({flags.a}, options));
  MOE_RETURN_IF_ERROR(CheckOneVariant(a, "a", flags.a));
  MOE_ASSIGN_OR_RETURN(std::vector<RunSample> b, ReadRuns({flags.b}, options));
  MOE_RETURN_IF_ERROR(CheckOneVariant(b, "b", flags.b));
  return JoinSides(std::move(a), std::move(b));
}

bool AnyControlFailed(const Study& study) {
  const std::vector<ControlResult>& controls = study.margins.front().controls;
  return std::any_of(controls.begin(), controls.end(), [](const ControlResult& control) { return !control.passed; });
}

}  // namespace

absl::StatusOr<StudyRequest> ReadMatrixRequest(const CommandFlags& flags) {
  if (flags.runs.empty()) {
    return absl::InvalidArgumentError("no runs; name run folders, records or tables, such as --runs='runs/study/*/*'");
  }
  MOE_ASSIGN_OR_RETURN(StudyRequest request, RequestWithoutRuns(flags));
  MOE_ASSIGN_OR_RETURN(request.runs, ReadRuns(flags.runs, request.options));
  return Completed(flags, std::move(request));
}

absl::StatusOr<StudyRequest> ReadPairRequest(const CommandFlags& flags) {
  if (flags.a.empty() || flags.b.empty()) {
    return absl::InvalidArgumentError("two sides are compared; give both --a and --b");
  }
  if (!flags.runs.empty() && flags.a == flags.b) {
    return absl::InvalidArgumentError(absl::StrCat("--a and --b are both the variant ", flags.a));
  }
  MOE_ASSIGN_OR_RETURN(StudyRequest request, RequestWithoutRuns(flags));
  MOE_ASSIGN_OR_RETURN(request.runs, ReadSides(flags, request.options));
  return Completed(flags, std::move(request));
}

absl::StatusOr<Study> AnalyzeRequest(const StudyRequest& request) {
  absl::StatusOr<Study> study = AnalyzeStudy(request.runs, request.options);
  MOE_RETURN_IF_ERROR(AboutTheData(study.status()));
  if (request.preregistration.has_value()) {
    for (std::string& line : Deviations(request.preregistration->declared, *study)) {
      study->warnings.push_back(std::move(line));
    }
  }
  if (request.controls_decide && AnyControlFailed(*study) && study->exit_code != kDifferentExitCode) {
    study->exit_code = kInconclusiveExitCode;
  }
  return study;
}

}  // namespace moebench::stats
