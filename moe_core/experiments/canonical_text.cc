#include "moe_core/experiments/canonical_text.h"

#include <memory>

#include "base/sha256.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"
#include "moe_core/experiments/shortest_double.h"

namespace moebench {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::TextFormat;

class ShortestDoublePrinter : public TextFormat::FastFieldValuePrinter {
 public:
  void PrintDouble(double value, TextFormat::BaseTextGenerator* generator) const override {
    generator->PrintString(ShortestDouble(value));
  }
};

void SetToDefault(const FieldDescriptor* field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(message, field, field->default_value_bool());
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.SetDouble(message, field, field->default_value_double());
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(message, field, field->default_value_int32());
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(message, field, field->default_value_int64());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(message, field, field->default_value_uint32());
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(message, field, field->default_value_uint64());
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(message, field, field->default_value_string());
    default:
      return;  // a message; other types are refused by ValidateFields
  }
}

void FillInMessageField(const FieldDescriptor* field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  Message* inner = reflection.MutableMessage(message, field);
  FillInDefaults(inner);
  if (inner->ByteSizeLong() == 0) reflection.ClearField(message, field);
}

void FillInField(const FieldDescriptor* field, Message* message) {
  const Reflection& reflection = *message->GetReflection();
  const bool holds_messages = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  if (field->is_repeated()) {
    for (int i = 0; holds_messages && i < reflection.FieldSize(*message, field); ++i) {
      FillInDefaults(reflection.MutableRepeatedMessage(message, field, i));
    }
    return;
  }
  if (field->containing_oneof() != nullptr) {
    if (holds_messages && reflection.HasField(*message, field)) {
      FillInDefaults(reflection.MutableMessage(message, field));
    }
    return;
  }
  if (holds_messages) return FillInMessageField(field, message);
  if (field->has_default_value() && !reflection.HasField(*message, field)) SetToDefault(field, message);
}

}  // namespace

void FillInDefaults(Message* message) {
  for (int i = 0; i < message->GetDescriptor()->field_count(); ++i) {
    FillInField(message->GetDescriptor()->field(i), message);
  }
}

std::string CanonicalText(const Message& message) {
  std::unique_ptr<Message> filled(message.New());
  filled->CopyFrom(message);
  FillInDefaults(filled.get());
  TextFormat::Printer printer;
  printer.SetDefaultFieldValuePrinter(new ShortestDoublePrinter);  // owned by the printer
  std::string text;
  printer.PrintToString(*filled, &text);
  return text;
}

std::string CanonicalSha256(const Message& message) { return Sha256Hex(CanonicalText(message)); }

}  // namespace moebench
