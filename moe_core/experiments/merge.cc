#include "moe_core/experiments/merge.h"

#include <vector>

#include "google/protobuf/descriptor.h"

namespace moebench {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void ClearListsNamedIn(const Message& overlay, Message* base) {
  const Reflection& reflection = *overlay.GetReflection();
  std::vector<const FieldDescriptor*> named;
  reflection.ListFields(overlay, &named);
  for (const FieldDescriptor* field : named) {
    if (field->is_repeated()) {
      reflection.ClearField(base, field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && reflection.HasField(*base, field)) {
      ClearListsNamedIn(reflection.GetMessage(overlay, field), reflection.MutableMessage(base, field));
    }
  }
}

}  // namespace

void MergeByPresence(const Message& overlay, Message* base) {
  // With the lists out of the way MergeFrom does the rest as wanted: by presence, recursively, switching oneofs.
  ClearListsNamedIn(overlay, base);
  base->MergeFrom(overlay);
}

}  // namespace moebench
