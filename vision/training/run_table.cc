#include "vision/training/run_table.h"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/conv2d.h>
#include <ATen/ops/ones.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "moe_core/ecology/e_number.h"
#include "moe_core/experiments/shortest_double.h"
#include "moe_core/schedules/evaluation_times.h"
#include "moe_core/schedules/span_steps.h"
#include "moe_core/training/progress.h"
#include "moe_core/training/text_table.h"

namespace moebench::vision {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string ScalarText(const Message& message, const FieldDescriptor* field, int index) {
  const auto* reflection = message.GetReflection();
  const bool repeated = field->is_repeated();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(repeated ? reflection->GetRepeatedInt32(message, field, index)
                                   : reflection->GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return ShortestDouble(repeated ? reflection->GetRepeatedDouble(message, field, index)
                                     : reflection->GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, field) ? "true" : "false";
    default:
      return reflection->GetString(message, field);
  }
}

void AppendFields(const Message& message, const std::string& prefix,
                  std::vector<std::pair<std::string, std::string>>& out) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string path = prefix + field->name();
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      AppendFields(message.GetReflection()->GetMessage(message, field), path + ".", out);
      continue;
    }
    const int count = field->is_repeated() ? message.GetReflection()->FieldSize(message, field) : 1;
    std::string text;
    for (int i = 0; i < count; ++i) absl::StrAppend(&text, i > 0 ? "," : "", ScalarText(message, field, i));
    out.emplace_back(path, text);
  }
}

// 36479194 as "36,479,194".
std::string Grouped(int64_t value) {
  std::string digits = absl::StrCat(value);
  for (int at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(at, ",");
  return digits;
}

std::string FlopText(int64_t flops) {
  return flops < 1000000 ? absl::StrFormat("%.1f KFLOP", flops / 1e3) : absl::StrFormat("%.2f MFLOP", flops / 1e6);
}

// Two settings a row: there are some fifty.
void AddFields(const Experiment& experiment, TextTable& table) {
  const auto fields = FieldValues(experiment);
  const size_t rows = (fields.size() + 1) / 2;
  for (size_t i = 0; i < rows; ++i) {
    std::vector<std::string> cells = {fields[i].first, fields[i].second};
    if (i + rows < fields.size()) cells.insert(cells.end(), {fields[i + rows].first, fields[i + rows].second});
    table.AddRow(cells);
  }
}

std::string EText(const Experiment& experiment) {
  const auto e = ENumber(experiment.router(), experiment.loss());
  return e.ok() ? absl::StrFormat("%.3f (critical %.3g)", *e, experiment.ecology().critical_e())
                : "undefined: O + B = 0";
}

}  // namespace

std::vector<std::pair<std::string, std::string>> FieldValues(const Message& message) {
  std::vector<std::pair<std::string, std::string>> fields;
  AppendFields(message, "", fields);
  return fields;
}

std::string RunTable(const RunFacts& facts) {
  TextTable settings(absl::StrCat(facts.id, " at ", facts.scale, " scale: ", facts.title));
  AddFields(facts.experiment, settings);

  TextTable cost("");
  cost.SetHeader({"part", "parameters", "active", "forward a sample"});
  for (const stats::PartCost& part : facts.cost) {
    cost.AddRow({part.part(), Grouped(part.parameters()), Grouped(part.active_parameters()), FlopText(part.flops())});
  }

  TextTable run("");
  const size_t evaluations = EvaluationSteps(facts.experiment.evaluation(), facts.length).size();
  run.AddRow({"E = T H / (O + B)", EText(facts.experiment)});
  run.AddRow({"data", absl::StrCat(Grouped(facts.train_samples), " training and ", Grouped(facts.test_samples),
                                   " held-out images, ", facts.num_classes, " classes")});
  if (!facts.data.empty()) run.AddRow({"found", facts.data});
  run.AddRow({"steps", absl::StrCat(Grouped(facts.length.total_steps), " (", Grouped(facts.length.steps_per_epoch),
                                    " an epoch), random dispatch for ",
                                    Grouped(SpanSteps(facts.experiment.router().random_warmup(), facts.length)), ", ",
                                    evaluations, evaluations == 1 ? " evaluation" : " evaluations")});
  run.AddRow({"runs on",
              absl::StrCat(facts.device, ", ", facts.num_threads, facts.num_threads == 1 ? " thread, " : " threads, ",
                           facts.experiment.training().precision(), ", commit ", facts.commit)});
  run.AddRow({"seed", absl::StrCat(facts.seed)});
  if (facts.expected_seconds > 0) {
    run.AddRow({"expected time", absl::StrCat("about ", FormatTimeLeft(absl::Seconds(facts.expected_seconds)))});
  }
  return absl::StrCat(settings.Render(), "\n", cost.Render(), "\n", run.Render());
}

double ExpectedSeconds(const RunFacts& facts, double flops_per_second) {
  const double evaluations = EvaluationSteps(facts.experiment.evaluation(), facts.length).size();
  const double trained = static_cast<double>(facts.length.total_steps) * facts.experiment.training().batch_size();
  const double samples = 3 * trained + evaluations * facts.test_samples;
  return samples * facts.cost.back().flops() / flops_per_second;
}

double MeasuredFlopsPerSecond(bool bf16) {
  at::NoGradGuard no_grad;
  constexpr int64_t kBatch = 32, kChannels = 32, kSize = 32;
  const auto options = at::TensorOptions().dtype(bf16 ? at::kBFloat16 : at::kFloat);
  const at::Tensor x = at::ones({kBatch, kChannels, kSize, kSize}, options).contiguous(at::MemoryFormat::ChannelsLast);
  const at::Tensor w = at::ones({kChannels, kChannels, 3, 3}, options).contiguous(at::MemoryFormat::ChannelsLast);
  at::conv2d(x, w, {}, 1, 1);  // the first call prepares the kernel
  // The fastest of many short calls: a neighbour on the machine slows most of them, rarely all.
  double best = std::numeric_limits<double>::infinity(), total = 0;
  while (total < 0.04) {
    const auto start = std::chrono::steady_clock::now();
    at::conv2d(x, w, {}, 1, 1);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    best = std::min(best, seconds);
    total += seconds;
  }
  constexpr double kFlops = 2.0 * kBatch * kSize * kSize * 9 * kChannels * kChannels;
  // What whole training steps, with normalisation and optimizer, reach of a bare convolution's rate.
  constexpr double kShareReached = 0.7;
  return kShareReached * kFlops / best;
}

}  // namespace moebench::vision
