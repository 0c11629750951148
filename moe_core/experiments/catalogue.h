// Experiments as data: text files of entries, each inheriting from another and naming only what it changes.
//
//   entry {
//     id: "ecology/cifar10_low_e_b85"
//     inherits: "ecology_cifar10"
//     config { loss { balance_weight: 0.85 } }         # exactly the paper's: scale `paper`
//     pilot { training { epochs: 10 } }                # overlay of scale `pilot`
//     smoke { data { max_train_samples: 64 } }         # overlay of scale `smoke`
//   }
//
// An experiment is put together in this order, each step laid over what came before by MergeByPresence:
//
//   1. `config` of every entry of the inheritance chain, root first
//   2. outside scale `paper`, that scale's overlay of every entry of the chain, root first
//   3. the caller's adjustment (such as another data set)
//   4. the user's file, a text of the experiment's message type
//   5. the user's overrides, in order
//
// and then checked field by field (validate.h). The message types are the suite's own, reached by reflection: a
// catalogue message has a repeated message `entry` with string fields `id` and `inherits`, a bool `abstract`, and
// messages `config`, `pilot` and `smoke` of one type. An abstract entry is only inherited from.
#ifndef MOEBENCH_MOE_CORE_EXPERIMENTS_CATALOGUE_H_
#define MOEBENCH_MOE_CORE_EXPERIMENTS_CATALOGUE_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace moebench {

// "paper", "pilot", "smoke".
const std::vector<std::string>& ScaleNames();

struct ExperimentSelection {
  std::string id;
  std::string scale = "pilot";
  const google::protobuf::Message* adjustment = nullptr;  // of the experiment's type; null for none
  std::string config_file;                                // path; "" for none
  std::vector<std::string> overrides;                     // as ApplyOverride takes them
};

class ExperimentCatalogue {
 public:
  // Reads files of catalogue messages of the type of `prototype`. InvalidArgument: a file that does not parse
  // ("file:line:column: ..."), an entry without an id, an id used twice, an unknown parent, entries that inherit from
  // each other in a circle. Internal: the message type lacks what every catalogue has.
  static absl::StatusOr<ExperimentCatalogue> Load(const google::protobuf::Message& prototype,
                                                  const std::vector<std::string>& paths);

  // Every entry that can be run, in the order of the files.
  const std::vector<std::string>& ids() const { return ids_; }

  // The suite's entry message. NotFound names the nearest id; InvalidArgument if the entry is abstract.
  absl::StatusOr<const google::protobuf::Message*> Entry(absl::string_view id) const;

  // A message of the type of Entry.config. Errors name the nearest experiment, scale or field.
  absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Resolve(const ExperimentSelection& selection) const;

 private:
  // The fields of the suite's entry message.
  struct Schema {
    const google::protobuf::FieldDescriptor* id;
    const google::protobuf::FieldDescriptor* inherits;
    const google::protobuf::FieldDescriptor* abstract;
    const google::protobuf::FieldDescriptor* config;
    const google::protobuf::FieldDescriptor* pilot;
    const google::protobuf::FieldDescriptor* smoke;
  };
  struct SourcedEntry {
    const google::protobuf::Message* message;
    std::string file;
  };

  ExperimentCatalogue() = default;
  static absl::StatusOr<Schema> FindSchema(const google::protobuf::Descriptor* entry);
  absl::Status AddFile(const google::protobuf::Message& prototype, const std::string& path);
  absl::Status AddEntry(const google::protobuf::Message& entry, const std::string& path);
  absl::Status CheckParents() const;
  std::string ParentOf(const google::protobuf::Message& entry) const;
  std::vector<const google::protobuf::Message*> ChainFromRoot(const google::protobuf::Message& entry) const;
  std::unique_ptr<google::protobuf::Message> AtScale(const google::protobuf::Message& entry,
                                                     const std::string& scale) const;

  Schema schema_;
  std::vector<std::unique_ptr<google::protobuf::Message>> files_;  // own the entries
  std::map<std::string, SourcedEntry, std::less<>> entries_;
  std::vector<std::string> ids_;
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERIMENTS_CATALOGUE_H_
