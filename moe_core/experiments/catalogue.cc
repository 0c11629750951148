#include "moe_core/experiments/catalogue.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "base/status_macros.h"
#include "moe_core/experiments/merge.h"
#include "moe_core/experiments/override.h"
#include "moe_core/experiments/text_proto.h"
#include "moe_core/experiments/validate.h"

namespace moebench {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The field if it is there, singular and of the type wanted; else null.
const FieldDescriptor* SingularField(const Descriptor* type, const std::string& name, FieldDescriptor::CppType wanted) {
  const FieldDescriptor* field = type->FindFieldByName(name);
  return field != nullptr && !field->is_repeated() && field->cpp_type() == wanted ? field : nullptr;
}

absl::StatusOr<const FieldDescriptor*> EntryList(const Message& prototype) {
  const FieldDescriptor* field = prototype.GetDescriptor()->FindFieldByName("entry");
  if (field != nullptr && field->is_repeated() && field->message_type() != nullptr) return field;
  return absl::InternalError(
      absl::StrCat(prototype.GetDescriptor()->full_name(), " is no catalogue: it has no repeated message `entry`"));
}

std::string StringOf(const Message& message, const FieldDescriptor* field) {
  return message.GetReflection()->GetString(message, field);
}

}  // namespace

const std::vector<std::string>& ScaleNames() {
  static const std::vector<std::string>& names = *new std::vector<std::string>{"paper", "pilot", "smoke"};
  return names;
}

absl::StatusOr<ExperimentCatalogue::Schema> ExperimentCatalogue::FindSchema(const Descriptor* entry) {
  const auto message = FieldDescriptor::CPPTYPE_MESSAGE;
  const Schema schema = {SingularField(entry, "id", FieldDescriptor::CPPTYPE_STRING),
                         SingularField(entry, "inherits", FieldDescriptor::CPPTYPE_STRING),
                         SingularField(entry, "abstract", FieldDescriptor::CPPTYPE_BOOL),
                         SingularField(entry, "config", message),
                         SingularField(entry, "pilot", message),
                         SingularField(entry, "smoke", message)};
  const bool complete = schema.id && schema.inherits && schema.abstract && schema.config && schema.pilot &&
                        schema.smoke && schema.pilot->message_type() == schema.config->message_type() &&
                        schema.smoke->message_type() == schema.config->message_type();
  if (complete) return schema;
  return absl::InternalError(absl::StrCat(entry->full_name(),
                                          " is no catalogue entry: it needs string id and inherits, bool abstract, and "
                                          "config, pilot and smoke of one message type"));
}

absl::StatusOr<ExperimentCatalogue> ExperimentCatalogue::Load(const Message& prototype,
                                                              const std::vector<std::string>& paths) {
  ExperimentCatalogue catalogue;
  MOE_ASSIGN_OR_RETURN(const FieldDescriptor* entries, EntryList(prototype));
  MOE_ASSIGN_OR_RETURN(catalogue.schema_, FindSchema(entries->message_type()));
  for (const std::string& path : paths) MOE_RETURN_IF_ERROR(catalogue.AddFile(prototype, path));
  MOE_RETURN_IF_ERROR(catalogue.CheckParents());
  return catalogue;
}

absl::Status ExperimentCatalogue::AddFile(const Message& prototype, const std::string& path) {
  files_.emplace_back(prototype.New());
  const Message& file = *files_.back();
  MOE_RETURN_IF_ERROR(ReadTextProto(path, files_.back().get()));
  const FieldDescriptor* list = file.GetDescriptor()->FindFieldByName("entry");
  for (int i = 0; i < file.GetReflection()->FieldSize(file, list); ++i) {
    MOE_RETURN_IF_ERROR(AddEntry(file.GetReflection()->GetRepeatedMessage(file, list, i), path));
  }
  return absl::OkStatus();
}

absl::Status ExperimentCatalogue::AddEntry(const Message& entry, const std::string& path) {
  const std::string id = StringOf(entry, schema_.id);
  if (id.empty()) return absl::InvalidArgumentError(absl::StrCat(path, ": an entry has no id"));
  const auto [place, inserted] = entries_.insert({id, {&entry, path}});
  if (!inserted) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": the id \"", id, "\" is already taken in ", place->second.file));
  }
  if (!entry.GetReflection()->GetBool(entry, schema_.abstract)) ids_.push_back(id);
  return absl::OkStatus();
}

std::string ExperimentCatalogue::ParentOf(const Message& entry) const { return StringOf(entry, schema_.inherits); }

absl::Status ExperimentCatalogue::CheckParents() const {
  std::vector<std::string> known;
  for (const auto& [id, entry] : entries_) known.push_back(id);
  for (const auto& [id, entry] : entries_) {
    std::vector<std::string> chain = {id};
    for (std::string parent = ParentOf(*entry.message); !parent.empty();) {
      const auto place = entries_.find(parent);
      if (place == entries_.end()) {
        return absl::InvalidArgumentError(absl::StrCat(entries_.at(chain.back()).file, ": \"", chain.back(),
                                                       "\" inherits from \"", parent, "\", which is not there",
                                                       DidYouMean(parent, known)));
      }
      const bool circle = absl::c_linear_search(chain, parent);
      chain.push_back(parent);
      if (circle) {
        return absl::InvalidArgumentError(
            absl::StrCat(entry.file, ": entries inherit in a circle: ", absl::StrJoin(chain, " -> ")));
      }
      parent = ParentOf(*place->second.message);
    }
  }
  return absl::OkStatus();
}

std::vector<const Message*> ExperimentCatalogue::ChainFromRoot(const Message& entry) const {
  std::vector<const Message*> chain = {&entry};
  while (!ParentOf(*chain.back()).empty()) chain.push_back(entries_.find(ParentOf(*chain.back()))->second.message);
  std::reverse(chain.begin(), chain.end());
  return chain;
}

absl::StatusOr<const Message*> ExperimentCatalogue::Entry(absl::string_view id) const {
  const auto place = entries_.find(id);
  if (place == entries_.end()) {
    return absl::InvalidArgumentError(absl::StrCat("unknown experiment \"", id, "\"", DidYouMean(id, ids_)));
  }
  const Message& entry = *place->second.message;
  if (!entry.GetReflection()->GetBool(entry, schema_.abstract)) return &entry;
  return absl::InvalidArgumentError(
      absl::StrCat("\"", id, "\" is no experiment but what experiments of ", place->second.file, " inherit from"));
}

std::unique_ptr<Message> ExperimentCatalogue::AtScale(const Message& entry, const std::string& scale) const {
  const std::vector<const Message*> chain = ChainFromRoot(entry);
  const auto lay = [&chain](const FieldDescriptor* field, Message* target) {
    for (const Message* link : chain) {
      if (link->GetReflection()->HasField(*link, field)) {
        MergeByPresence(link->GetReflection()->GetMessage(*link, field), target);
      }
    }
  };
  std::unique_ptr<Message> experiment(entry.GetReflection()->GetMessage(entry, schema_.config).New());
  lay(schema_.config, experiment.get());
  if (scale == "pilot") lay(schema_.pilot, experiment.get());
  if (scale == "smoke") lay(schema_.smoke, experiment.get());
  return experiment;
}

absl::StatusOr<std::unique_ptr<Message>> ExperimentCatalogue::Resolve(const ExperimentSelection& selection) const {
  MOE_ASSIGN_OR_RETURN(const Message* entry, Entry(selection.id));
  if (!absl::c_linear_search(ScaleNames(), selection.scale)) {
    return absl::InvalidArgumentError(absl::StrCat("unknown scale \"", selection.scale, "\"",
                                                   DidYouMean(selection.scale, ScaleNames()), "; there are ",
                                                   absl::StrJoin(ScaleNames(), ", ")));
  }
  std::unique_ptr<Message> experiment = AtScale(*entry, selection.scale);
  if (selection.adjustment != nullptr) MergeByPresence(*selection.adjustment, experiment.get());
  if (!selection.config_file.empty()) {
    std::unique_ptr<Message> overlay(experiment->New());
    MOE_RETURN_IF_ERROR(ReadTextProto(selection.config_file, overlay.get()));
    MergeByPresence(*overlay, experiment.get());
  }
  for (const std::string& text : selection.overrides) MOE_RETURN_IF_ERROR(ApplyOverride(text, experiment.get()));
  MOE_RETURN_IF_ERROR(ValidateFields(*experiment));
  return experiment;
}

}  // namespace moebench
