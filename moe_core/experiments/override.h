// One field set from the command line: "training.epochs=3", "router.random_warmup.fraction=0.2", "ecology.tiers=8,4,4".
//
// The name is a path of field names. The whole value, blanks around it aside, must be of the field's type and within
// its range: true or false, a whole number that fits, a finite decimal number, or text. A list takes comma-separated
// elements and is replaced as a whole. Setting a member of a oneof unsets the others.
//
// Errors are InvalidArgument and begin with the override as it was written:
//
//   traning.epoch=3: no such field (did you mean "training.epochs"?)
//   training.epochs=3x: "3x" does not fit; training.epochs takes a finite number (passes over the training split)
//   training.lr=-1: training.lr is -1; allowed: at least 0 and at most 100 (peak learning rate)
#ifndef MOEBENCH_MOE_CORE_EXPERIMENTS_OVERRIDE_H_
#define MOEBENCH_MOE_CORE_EXPERIMENTS_OVERRIDE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace moebench {

// An error leaves `message` as it was.
absl::Status ApplyOverride(absl::string_view assignment, google::protobuf::Message* message);

// The paths an override may name, those with fewer parts first, then in the order of declaration.
std::vector<std::string> FieldPaths(const google::protobuf::Descriptor* descriptor);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERIMENTS_OVERRIDE_H_
