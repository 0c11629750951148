// Reading a .textproto file written by people: an error says where, and what may have been meant.
//
//   mine.textproto:3:5: no field "epoch" in moebench.TrainingConfig (did you mean "epochs"?)
#ifndef MOEBENCH_MOE_CORE_EXPERIMENTS_TEXT_PROTO_H_
#define MOEBENCH_MOE_CORE_EXPERIMENTS_TEXT_PROTO_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace moebench {

// Replaces `message` by the file's content. Errors: what ReadFile says of a file that cannot be read (64 MiB at most);
// InvalidArgument "path:line:column: reason", lines and columns counted from 1.
absl::Status ReadTextProto(const std::string& path, google::protobuf::Message* message);

// The same for text at hand; `name` stands for the path in errors.
absl::Status ParseTextProto(const std::string& text, absl::string_view name, google::protobuf::Message* message);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERIMENTS_TEXT_PROTO_H_
