// The fields of a configuration in canonical text (one field a line, as protobuf prints it), by their paths: stats
// knows no experiment types, and still has to see in what two configurations differ.
//
//   training {                 {"training.precision", "\"bf16\""},
//     precision: "bf16"    ->  {"training.lr", "0.001"}
//     lr: 0.001
//   }
//
// A line that is none of `name {`, `name: value` and `}` is passed over.
#ifndef MOEBENCH_STATS_INPUT_CONFIG_FIELDS_H_
#define MOEBENCH_STATS_INPUT_CONFIG_FIELDS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace moebench::stats {

struct ConfigField {
  std::string path;   // names joined by dots; a repeated field comes several times
  std::string value;  // as in the text
};

std::vector<ConfigField> ConfigFields(absl::string_view config_text);

// In what two configurations first differ among the fields whose path `concerns`: `training.lr is 0.001 and 0.002`, or
// `training.lr is 0.001 and absent`. "" where they agree.
std::string FirstDifference(absl::string_view config_a, absl::string_view config_b,
                            const std::function<bool(absl::string_view path)>& concerns);

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_INPUT_CONFIG_FIELDS_H_
