#include "moe_core/experiments/validate.h"

#include <cmath>
#include <string>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "moe_core/experiments/field_options.pb.h"
#include "moe_core/experiments/shortest_double.h"

namespace moebench {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string About(const FieldDescriptor* field) {
  const std::string& about = field->options().GetExtension(moebench::about);
  return about.empty() ? "" : absl::StrCat(" (", about, ")");
}

bool InRange(double value, const Range& range) {
  if (range.has_min() && (range.min_exclusive() ? value <= range.min() : value < range.min())) return false;
  if (range.has_max() && (range.max_exclusive() ? value >= range.max() : value > range.max())) return false;
  return true;
}

// "at least 1", "more than 0 and less than 1", "any finite number".
std::string AllowedNumbers(const FieldDescriptor* field) {
  const Range& bounds = field->options().GetExtension(range);
  std::vector<std::string> parts;
  if (bounds.has_min()) {
    parts.push_back(absl::StrCat(bounds.min_exclusive() ? "more than " : "at least ", ShortestDouble(bounds.min())));
  }
  if (bounds.has_max()) {
    parts.push_back(absl::StrCat(bounds.max_exclusive() ? "less than " : "at most ", ShortestDouble(bounds.max())));
  }
  return parts.empty() ? "any finite number" : absl::StrJoin(parts, " and ");
}

absl::Status CheckNumber(double value, const FieldDescriptor* field, absl::string_view path) {
  if (std::isfinite(value) && InRange(value, field->options().GetExtension(range))) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(path, " is ", ShortestDouble(value), "; allowed: ", AllowedNumbers(field), About(field)));
}

absl::Status CheckString(const std::string& value, const FieldDescriptor* field, absl::string_view path) {
  const auto& listed = field->options().GetRepeatedExtension(choice);
  const std::vector<std::string> choices(listed.begin(), listed.end());
  if (choices.empty() || absl::c_linear_search(choices, value)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(path, " is \"", value, "\"", DidYouMean(value, choices),
                                                 "; allowed: \"", absl::StrJoin(choices, "\" or \""), "\"",
                                                 About(field)));
}

// The fields of `message`, which itself is at `prefix` ("" or "training.").
absl::Status ValidateUnder(const std::string& prefix, const Message& message) {
  std::vector<const FieldDescriptor*> present;
  message.GetReflection()->ListFields(message, &present);
  for (const FieldDescriptor* field : present) {
    MOE_RETURN_IF_ERROR(ValidateField(message, field, absl::StrCat(prefix, field->name())));
  }
  return absl::OkStatus();
}

// A singular field has index -1.
absl::StatusOr<double> NumberAt(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& reflection = *message.GetReflection();
  const bool listed = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return listed ? reflection.GetRepeatedDouble(message, field, index) : reflection.GetDouble(message, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return listed ? reflection.GetRepeatedInt32(message, field, index) : reflection.GetInt32(message, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return listed ? reflection.GetRepeatedInt64(message, field, index) : reflection.GetInt64(message, field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return listed ? reflection.GetRepeatedUInt32(message, field, index) : reflection.GetUInt32(message, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return listed ? reflection.GetRepeatedUInt64(message, field, index) : reflection.GetUInt64(message, field);
    default:
      return absl::InternalError(
          absl::StrCat(field->full_name(), " has the type ", field->type_name(), ", which configurations do not use"));
  }
}

absl::Status CheckValue(const Message& message, const FieldDescriptor* field, int index, const std::string& path) {
  const Reflection& reflection = *message.GetReflection();
  const bool listed = index >= 0;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return absl::OkStatus();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    return ValidateUnder(path + ".", listed ? reflection.GetRepeatedMessage(message, field, index)
                                            : reflection.GetMessage(message, field));
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return CheckString(
        listed ? reflection.GetRepeatedString(message, field, index) : reflection.GetString(message, field), field,
        path);
  }
  MOE_ASSIGN_OR_RETURN(const double value, NumberAt(message, field, index));
  return CheckNumber(value, field, path);
}

}  // namespace

absl::Status ValidateField(const Message& message, const FieldDescriptor* field, absl::string_view path) {
  if (!field->is_repeated()) return CheckValue(message, field, -1, std::string(path));
  const int size = message.GetReflection()->FieldSize(message, field);
  for (int i = 0; i < size; ++i) {
    MOE_RETURN_IF_ERROR(CheckValue(message, field, i, absl::StrCat(path, "[", i, "]")));
  }
  return absl::OkStatus();
}

absl::Status ValidateFields(const Message& message) { return ValidateUnder("", message); }

}  // namespace moebench
