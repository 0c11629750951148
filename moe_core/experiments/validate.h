// Checks a configuration against the (range) and (choice) options its fields carry in their .proto: every field that is
// present, at any depth, each element of a list on its own. NaN and infinity are refused with or without a range. A
// default is not checked here but by a test of the suite's catalogue.
//
//   training.lr is -1; allowed: at least 0 and at most 100 (peak learning rate)
//   training.precision is "bf61" (did you mean "bf16"?); allowed: "fp32" or "bf16" (fp32, or bf16 autocast of ...)
//
// What binds two fields together (top_k <= num_experts) is checked by the suite.
#ifndef MOEBENCH_MOE_CORE_EXPERIMENTS_VALIDATE_H_
#define MOEBENCH_MOE_CORE_EXPERIMENTS_VALIDATE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace moebench {

// InvalidArgument names the first offending field by its path, its value and what is allowed.
absl::Status ValidateFields(const google::protobuf::Message& message);

// The same for one field of `message`; `path` is what an error calls it.
absl::Status ValidateField(const google::protobuf::Message& message, const google::protobuf::FieldDescriptor* field,
                           absl::string_view path);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERIMENTS_VALIDATE_H_
