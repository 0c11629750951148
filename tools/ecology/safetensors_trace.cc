#include "tools/ecology/safetensors_trace.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "moe_core/training/safetensors.h"
#include "tools/ecology/tensor_element.h"
#include "tools/ecology/trace_notices.h"

namespace moebench::tools {
namespace {

constexpr char kIntegers[] = "whole numbers (I64 I32 I16 I8 U64 U32 U16 U8)";
constexpr char kReals[] = "floating point (F64 F32 F16 BF16)";

// A tensor with the function that reads its elements. No data: the file lacks it.
template <typename Element>
struct Column {
  const void* data = nullptr;
  Element element = nullptr;

  bool present() const { return data != nullptr; }
  auto operator[](size_t index) const { return element(data, index); }
};

struct Columns {
  Column<IntegerElement> expert, label, prediction, layer, sample;
  Column<RealElement> weight, real_step;
  Column<IntegerElement> whole_step;
  int64_t rows = 0;
  int64_t top_k = 0;
};

std::string Found(const TensorView& view) {
  return absl::StrCat(view.dtype, " [", absl::StrJoin(view.shape, ", "), "]");
}

absl::Status Refuse(const std::string& name, const TensorView& view, absl::string_view expected) {
  return absl::DataLossError(absl::StrCat("tensor ", name, " is ", Found(view), "; expected ", expected));
}

class ColumnFinder {
 public:
  explicit ColumnFinder(const SafetensorsFile& file) : tensors_(file.tensors()) {}

  absl::Status FindShape(Columns* columns) const {
    const auto expert = tensors_.find("expert");
    if (expert == tensors_.end()) return Missing("expert");
    const TensorView& view = expert->second;
    if (view.shape.size() != 2) return Refuse("expert", view, "[n, K]: a row a sample, a column a choice");
    columns->rows = view.shape[0];
    columns->top_k = view.shape[1];
    if (columns->rows == 0 || columns->top_k == 0) return Refuse("expert", view, "at least one row and one choice");
    // More choices than there can be experts is a tensor of something else.
    if (columns->top_k > kMostExperts)
      return Refuse("expert", view, absl::StrCat("at most ", kMostExperts, " choices"));
    return absl::OkStatus();
  }

  template <typename Element>
  absl::Status Find(const std::string& name, std::vector<int64_t> shape, Element (*find)(absl::string_view),
                    absl::string_view kind, Column<Element>* column) const {
    const auto tensor = tensors_.find(name);
    if (tensor == tensors_.end()) return absl::OkStatus();
    column->element = find(tensor->second.dtype);
    if (column->element == nullptr || tensor->second.shape != shape) {
      return Refuse(name, tensor->second, absl::StrCat(kind, " [", absl::StrJoin(shape, ", "), "]"));
    }
    column->data = tensor->second.data;
    return absl::OkStatus();
  }

  absl::Status FindStep(Columns* columns) const {
    const auto step = tensors_.find("step");
    if (step == tensors_.end()) return absl::OkStatus();
    if (FindRealElement(step->second.dtype) != nullptr) {
      return Find("step", {columns->rows}, FindRealElement, kReals, &columns->real_step);
    }
    return Find("step", {columns->rows}, FindIntegerElement, "numbers", &columns->whole_step);
  }

  absl::Status Missing(const std::string& name) const {
    const auto names = [](std::string* out, const auto& entry) { *out += entry.first; };
    return absl::DataLossError(absl::StrCat("there is no tensor ", name, " among \"",
                                            absl::StrJoin(tensors_, "\", \"", names),
                                            "\"; expected expert [n, K] and weight [n, K]"));
  }

 private:
  const std::map<std::string, TensorView>& tensors_;
};

absl::StatusOr<Columns> FindColumns(const SafetensorsFile& file) {
  const ColumnFinder finder(file);
  Columns columns;
  MOE_RETURN_IF_ERROR(finder.FindShape(&columns));
  const std::vector<int64_t> slots = {columns.rows, columns.top_k};
  const std::vector<int64_t> rows = {columns.rows};
  MOE_RETURN_IF_ERROR(finder.Find("expert", slots, FindIntegerElement, kIntegers, &columns.expert));
  MOE_RETURN_IF_ERROR(finder.Find("weight", slots, FindRealElement, kReals, &columns.weight));
  if (!columns.weight.present()) return finder.Missing("weight");
  MOE_RETURN_IF_ERROR(finder.Find("label", rows, FindIntegerElement, kIntegers, &columns.label));
  MOE_RETURN_IF_ERROR(finder.Find("prediction", rows, FindIntegerElement, kIntegers, &columns.prediction));
  MOE_RETURN_IF_ERROR(finder.Find("layer", rows, FindIntegerElement, kIntegers, &columns.layer));
  MOE_RETURN_IF_ERROR(finder.Find("sample", rows, FindIntegerElement, kIntegers, &columns.sample));
  MOE_RETURN_IF_ERROR(finder.FindStep(&columns));
  return columns;
}

bool HasRight(const Columns& columns) { return columns.label.present() && columns.prediction.present(); }

void FillRow(const Columns& columns, int64_t row, TraceRow* filled) {
  for (int64_t slot = 0; slot < columns.top_k; ++slot) {
    filled->expert[slot] = columns.expert[row * columns.top_k + slot];
    filled->weight[slot] = columns.weight[row * columns.top_k + slot];
  }
  if (HasRight(columns)) filled->right = columns.label[row] == columns.prediction[row];
  if (columns.real_step.present()) filled->step = columns.real_step[row];
  if (columns.whole_step.present()) filled->step = static_cast<double>(columns.whole_step[row]);
  if (columns.layer.present()) filled->layer = columns.layer[row];
  if (columns.sample.present()) filled->sample = static_cast<uint64_t>(columns.sample[row]);
}

absl::StatusOr<RoutingTrace> BuildTrace(const Columns& columns, const ExpertNumbers& numbers) {
  const bool has_step = columns.real_step.present() || columns.whole_step.present();
  TraceBuilder builder(static_cast<int>(columns.top_k),
                       {HasRight(columns), has_step, columns.layer.present(), columns.sample.present()}, numbers);
  TraceRow filled;
  filled.expert.resize(columns.top_k);
  filled.weight.resize(columns.top_k);
  for (int64_t row = 0; row < columns.rows; ++row) {
    FillRow(columns, row, &filled);
    const absl::Status status = builder.Add(filled);
    if (!status.ok()) return absl::Status(status.code(), absl::StrCat("row ", row, ": ", status.message()));
  }
  return std::move(builder).Finish();
}

std::vector<std::string> ReaderNotices(const SafetensorsFile& file, const Columns& columns) {
  static const auto* const known =
      new std::vector<std::string>{"expert", "weight", "label", "prediction", "step", "layer", "sample"};
  std::vector<std::string> notices;
  for (const auto& [name, view] : file.tensors()) {
    if (std::find(known->begin(), known->end(), name) != known->end()) continue;
    notices.push_back(NotReadNotice("tensor", name, *known));
  }
  if (columns.label.present() != columns.prediction.present()) {
    notices.push_back(LoneLabelNotice("tensor", columns.label.present()));
  }
  return notices;
}

absl::Status InFile(const std::string& path, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(path, ": ", status.message()));
}

}  // namespace

absl::StatusOr<RoutingTrace> ReadSafetensorsTrace(const std::string& path, const ExpertNumbers& numbers) {
  MOE_ASSIGN_OR_RETURN(const SafetensorsFile file, SafetensorsFile::Open(path));
  const absl::StatusOr<Columns> columns = FindColumns(file);
  if (!columns.ok()) return InFile(path, columns.status());
  absl::StatusOr<RoutingTrace> trace = BuildTrace(*columns, numbers);
  if (!trace.ok()) return InFile(path, trace.status());
  trace->notices = ReaderNotices(file, *columns);
  return trace;
}

}  // namespace moebench::tools
