// The one text of a configuration: every field with its effective value, defaults written out, in field-number order,
// doubles at their shortest. Two configurations that mean the same have the same text and the same hash, so runs can be
// compared by it; `--print_config` prints it and config.textproto holds it. Reading it
// back gives the message with its defaults filled in.
//
//   training {
//     epochs: 100
//     batch_size: 128
//     ...
//
// What has no default and is not set stays unset (an absent expert_lr means lr), and so does a oneof of which nothing
// is set, such as the span of a warm-up that is not wanted; messages left empty by that are left out.
#ifndef MOEBENCH_MOE_CORE_EXPERIMENTS_CANONICAL_TEXT_H_
#define MOEBENCH_MOE_CORE_EXPERIMENTS_CANONICAL_TEXT_H_

#include <string>

#include "google/protobuf/message.h"

namespace moebench {

// Sets every unset field that declares a default. Message types must not contain themselves.
void FillInDefaults(google::protobuf::Message* message);

std::string CanonicalText(const google::protobuf::Message& message);

// SHA-256 of CanonicalText, 64 hexadecimal digits.
std::string CanonicalSha256(const google::protobuf::Message& message);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_EXPERIMENTS_CANONICAL_TEXT_H_
