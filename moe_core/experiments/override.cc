#include "moe_core/experiments/override.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/nearest_name.h"
#include "moe_core/experiments/field_options.pb.h"
#include "moe_core/experiments/validate.h"

namespace moebench {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsMessage(const FieldDescriptor* field) { return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }

void CollectPaths(const Descriptor* descriptor, const std::string& prefix, std::vector<std::string>* paths) {
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const FieldDescriptor* field = descriptor->field(i);
    const std::string path = absl::StrCat(prefix, field->name());
    if (!IsMessage(field)) {
      paths->push_back(path);
    } else if (!field->is_repeated()) {
      CollectPaths(field->message_type(), path + ".", paths);
    }
  }
}

absl::Status NoSuchField(absl::string_view path, const std::vector<std::string>& known) {
  std::vector<std::string> inside;
  for (const std::string& name : known) {
    if (absl::StartsWith(name, absl::StrCat(path, "."))) inside.push_back(name);
  }
  if (!inside.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("a group of fields, not one; name one of ", absl::StrJoin(inside, ", ")));
  }
  std::string hint = DidYouMean(path, known);
  if (hint.empty()) hint = DidYouMean(path.substr(path.rfind('.') + 1), known);
  return absl::InvalidArgumentError(absl::StrCat("no such field", hint));
}

template <typename Integer>
bool ParseInteger(absl::string_view text, Integer* value) {
  return absl::SimpleAtoi(text, value);
}

// SimpleAtod alone would take "nan", "inf" and hexadecimal digits as well.
bool ParseNumber(absl::string_view text, double* value) {
  const bool decimal = text.find_first_not_of("0123456789+-.eE") == absl::string_view::npos;
  return decimal && absl::SimpleAtod(text, value) && std::isfinite(*value);
}

// What a field takes, for errors.
std::string TypeInWords(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return "true or false";
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return "a finite number";
    case FieldDescriptor::CPPTYPE_INT32:
      return "a whole number of 32 bits";
    case FieldDescriptor::CPPTYPE_INT64:
      return "a whole number of 64 bits";
    case FieldDescriptor::CPPTYPE_UINT32:
      return "a whole number of 32 bits, not negative";
    case FieldDescriptor::CPPTYPE_UINT64:
      return "a whole number of 64 bits, not negative";
    default:
      return field->type_name();
  }
}

// Parses `text` by `parse(text, &value)`, then sets the field or adds to the list.
template <typename Value, typename Parse, typename Set, typename Add>
bool Store(absl::string_view text, const FieldDescriptor* field, Message* message, Parse parse, Set set, Add add) {
  Value value{};
  if (!parse(text, &value)) return false;
  const Reflection& reflection = *message->GetReflection();
  field->is_repeated() ? (reflection.*add)(message, field, value) : (reflection.*set)(message, field, value);
  return true;
}

bool StoreString(absl::string_view text, const FieldDescriptor* field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  field->is_repeated() ? reflection.AddString(message, field, std::string(text))
                       : reflection.SetString(message, field, std::string(text));
  return true;
}

// False if `text` is not a value of the field's type.
bool StoreText(absl::string_view text, const FieldDescriptor* field, Message* message) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return StoreString(text, field, message);
    case FieldDescriptor::CPPTYPE_BOOL:
      return Store<bool>(text, field, message, absl::SimpleAtob, &Reflection::SetBool, &Reflection::AddBool);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Store<double>(text, field, message, ParseNumber, &Reflection::SetDouble, &Reflection::AddDouble);
    case FieldDescriptor::CPPTYPE_INT32:
      return Store<int32_t>(text, field, message, ParseInteger<int32_t>, &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return Store<int64_t>(text, field, message, ParseInteger<int64_t>, &Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return Store<uint32_t>(text, field, message, ParseInteger<uint32_t>, &Reflection::SetUInt32,
                             &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return Store<uint64_t>(text, field, message, ParseInteger<uint64_t>, &Reflection::SetUInt64,
                             &Reflection::AddUInt64);
    default:
      return false;
  }
}

absl::Status SetField(absl::string_view path, absl::string_view value, const FieldDescriptor* field, Message* message) {
  const std::string& meaning = field->options().GetExtension(about);
  const auto refuse = [&](absl::string_view what) {
    return absl::InvalidArgumentError(
        absl::StrCat(what, "; ", path, " takes ", field->is_repeated() ? "a comma-separated list, each " : "",
                     TypeInWords(field), meaning.empty() ? "" : absl::StrCat(" (", meaning, ")")));
  };
  std::vector<absl::string_view> elements = {value};
  if (field->is_repeated()) {
    elements = absl::StrSplit(value, ',');
    message->GetReflection()->ClearField(message, field);
  }
  for (absl::string_view element : elements) {
    element = absl::StripAsciiWhitespace(element);
    if (element.empty()) return refuse("the value is empty");
    if (!StoreText(element, field, message)) return refuse(absl::StrCat("\"", element, "\" does not fit"));
  }
  return ValidateField(*message, field, path);
}

absl::Status Apply(absl::string_view assignment, Message* message) {
  const size_t equals = assignment.find('=');
  if (equals == absl::string_view::npos) {
    return absl::InvalidArgumentError("no \"=\"; write FIELD=VALUE, such as training.epochs=3");
  }
  const absl::string_view path = absl::StripAsciiWhitespace(assignment.substr(0, equals));
  const std::vector<std::string> known = FieldPaths(message->GetDescriptor());
  if (std::find(known.begin(), known.end(), path) == known.end()) return NoSuchField(path, known);
  const std::vector<std::string> names = absl::StrSplit(path, '.');
  for (size_t i = 0; i + 1 < names.size(); ++i) {
    message = message->GetReflection()->MutableMessage(message, message->GetDescriptor()->FindFieldByName(names[i]));
  }
  return SetField(path, assignment.substr(equals + 1), message->GetDescriptor()->FindFieldByName(names.back()),
                  message);
}

}  // namespace

absl::Status ApplyOverride(absl::string_view assignment, Message* message) {
  std::unique_ptr<Message> changed(message->New());
  changed->CopyFrom(*message);
  const absl::Status status = Apply(assignment, changed.get());
  if (!status.ok()) return absl::Status(status.code(), absl::StrCat(assignment, ": ", status.message()));
  message->CopyFrom(*changed);
  return absl::OkStatus();
}

std::vector<std::string> FieldPaths(const Descriptor* descriptor) {
  std::vector<std::string> paths;
  CollectPaths(descriptor, "", &paths);
  std::stable_sort(paths.begin(), paths.end(), [](const std::string& a, const std::string& b) {
    return std::count(a.begin(), a.end(), '.') < std::count(b.begin(), b.end(), '.');
  });
  return paths;
}

}  // namespace moebench
