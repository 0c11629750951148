#include "stats/input/record_samples.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cmath>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "stats/input/name_check.h"
#include "stats/input/unit_mean.h"

namespace moebench::stats {
namespace {

absl::Status Bad(const std::string& source, absl::string_view problem) {
  return absl::DataLossError(absl::StrCat(source, ": ", problem));
}

// Protobuf reads any bytes into a string of a binary record; JSON and HTML could not hold them.
absl::Status CheckText(const google::protobuf::Message& message, const std::string& source) {
  using google::protobuf::FieldDescriptor;
  const google::protobuf::Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int n = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < n; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        MOE_RETURN_IF_ERROR(CheckText(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                           : reflection->GetMessage(message, field),
                                      source));
      } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
        std::string storage;
        const std::string& text = field->is_repeated()
                                      ? reflection->GetRepeatedStringReference(message, field, i, &storage)
                                      : reflection->GetStringReference(message, field, &storage);
        if (!IsUtf8(text)) return Bad(source, absl::StrCat("the text of ", field->name(), " is not valid UTF-8"));
      } else {
        break;  // numbers hold no text
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFinished(const RunRecord& record, const std::string& source, const RecordOptions& options) {
  if (record.status() == RunRecord::FINISHED || options.allow_unfinished) return absl::OkStatus();
  const std::string detail = record.status_detail().empty() ? "" : absl::StrCat(" (", record.status_detail(), ")");
  return absl::FailedPreconditionError(absl::StrCat(source, ": the run has not finished, its status is ",
                                                    RunRecord::Status_Name(record.status()), detail,
                                                    "; resume it, or analyse the runs as unpaired"));
}

absl::Status CheckSequenceLists(const RunRecord& record, const std::string& source) {
  const int n = record.sequence_loss_sum_size();
  if (record.sequence_tokens_size() != n ||
      (record.sequence_offset_size() != n && record.sequence_offset_size() != 0)) {
    return Bad(source,
               absl::StrCat("sequence_loss_sum has ", n, " entries, sequence_tokens ", record.sequence_tokens_size(),
                            ", sequence_offset ", record.sequence_offset_size(), "; they must be as many"));
  }
  for (int i = 0; i < n; ++i) {
    if (!std::isfinite(record.sequence_loss_sum(i))) {
      return Bad(source, absl::StrCat("sequence_loss_sum[", i, "] is ", record.sequence_loss_sum(i)));
    }
    const double tokens = static_cast<double>(record.sequence_tokens(i));
    if (tokens >= 1 && tokens <= kMostTokens) continue;
    return Bad(source, absl::StrCat("sequence_tokens[", i, "] is ", record.sequence_tokens(i), "; expected 1 or more"));
  }
  return absl::OkStatus();
}

absl::Status FillSequences(const RunRecord& record, const std::string& source, RunSample* run) {
  MOE_RETURN_IF_ERROR(CheckSequenceLists(record, source));
  run->unit = InferenceUnit::kSequences;
  for (int i = 0; i < record.sequence_loss_sum_size(); ++i) {
    const double tokens = static_cast<double>(record.sequence_tokens(i));
    run->unit_value.push_back(record.sequence_loss_sum(i) / tokens);
    run->unit_weight.push_back(tokens);
  }
  std::set<int64_t> seen;
  for (const int64_t offset : record.sequence_offset()) {
    if (!seen.insert(offset).second) return Bad(source, absl::StrCat("two sequences have the offset ", offset));
    run->unit_key.push_back(absl::StrCat(offset));
  }
  return absl::OkStatus();
}

absl::Status FillExamples(const RunRecord& record, const std::string& source, RunSample* run) {
  run->unit = InferenceUnit::kExamples;
  for (const char outcome : record.correct()) {
    const size_t i = run->unit_value.size();
    if (outcome != '0' && outcome != '1') {
      return Bad(source,
                 absl::StrCat("correct[", i, "] is ", Shown(absl::string_view(&outcome, 1)), "; expected 0 or 1"));
    }
    run->unit_value.push_back(outcome == '1');
    run->unit_key.push_back(absl::StrCat(i));
  }
  return absl::OkStatus();
}

std::vector<std::string> KnownMetrics(const RunRecord& record) {
  std::set<std::string> names;
  for (const Metric& metric : record.summary()) names.insert(metric.name());
  if (record.evaluation_size() > 0) {
    for (const Metric& metric : record.evaluation().rbegin()->metric()) names.insert(metric.name());
  }
  if (record.sequence_loss_sum_size() > 0) names.insert({kValLoss, kPerplexity});
  if (!record.correct().empty()) names.insert(kCorrect);
  return {names.begin(), names.end()};
}

absl::StatusOr<std::optional<double>> Find(const google::protobuf::RepeatedPtrField<Metric>& metrics,
                                           const std::string& name, const std::string& source) {
  std::optional<double> value;
  for (const Metric& metric : metrics) {
    if (metric.name() != name || !metric.has_value()) continue;
    if (value.has_value()) return Bad(source, absl::StrCat("the metric ", Shown(name), " stands in one list twice"));
    value = metric.value();
  }
  return value;
}

absl::StatusOr<double> NamedMetric(const RunRecord& record, const std::string& source, const std::string& name) {
  MOE_ASSIGN_OR_RETURN(std::optional<double> value, Find(record.summary(), name, source));
  if (!value.has_value() && record.evaluation_size() > 0) {
    MOE_ASSIGN_OR_RETURN(value, Find(record.evaluation().rbegin()->metric(), name, source));
  }
  if (!value.has_value()) {
    const std::vector<std::string> known = KnownMetrics(record);
    return Bad(source, absl::StrCat("the record has no metric ", Shown(name), DidYouMean(name, known), "; it has ",
                                    known.empty() ? "none" : absl::StrJoin(known, ", ")));
  }
  if (!std::isfinite(*value)) return Bad(source, absl::StrCat("the metric ", Shown(name), " is ", *value));
  return *value;
}

absl::StatusOr<RunSample> NamedRun(const RunRecord& record, const std::string& source) {
  RunSample run;
  run.variant = record.experiment();
  run.source = source;
  if (record.has_seed()) run.seed = absl::StrCat(record.seed());
  if (run.variant.empty()) return Bad(source, "the record names no experiment");
  const std::string problem = NameProblem(run.variant);
  if (!problem.empty()) return Bad(source, absl::StrCat("the experiment ", Shown(run.variant), " ", problem));
  return run;
}

}  // namespace

absl::StatusOr<RunSample> SampleFromRecord(const RunRecord& record, const std::string& source,
                                           const RecordOptions& options) {
  const std::string& metric = options.metric;
  if (metric.empty()) return absl::InvalidArgumentError("no metric is named, such as val_loss");
  MOE_RETURN_IF_ERROR(CheckText(record, source));
  MOE_RETURN_IF_ERROR(CheckFinished(record, source, options));
  MOE_ASSIGN_OR_RETURN(RunSample run, NamedRun(record, source));
  if ((metric == kValLoss || metric == kPerplexity) && record.sequence_loss_sum_size() > 0) {
    MOE_RETURN_IF_ERROR(FillSequences(record, source, &run));
  } else if (metric == kCorrect && !record.correct().empty()) {
    MOE_RETURN_IF_ERROR(FillExamples(record, source, &run));
  }
  if (run.unit_value.empty()) {
    MOE_ASSIGN_OR_RETURN(run.value, NamedMetric(record, source, metric));
  } else {
    MOE_ASSIGN_OR_RETURN(run.value, ValueOfUnits(run, metric));
  }
  run.record = record;
  return run;
}

}  // namespace moebench::stats
