// What //tools:ecology does, apart from its flags: reads a trace, analyses it, prints the table and writes the files.
#ifndef MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_COMMAND_H_
#define MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_COMMAND_H_

#include <string>
#include <vector>

#include "absl/status/status.h"

namespace moebench::tools {

struct EcologyFlags {
  std::string trace;        // a path
  std::string num_experts;  // as ExpertNumbers::Parse takes it
  std::string tiers;        // "8:4:4"; "" is flat
  bool strict = false;
  double warmup_end = 0;
  std::vector<std::string> set;  // fields of EcologyConfig
  std::string json;              // paths; "" writes none
  std::string html;
};

// Nothing is printed and no file touched unless the whole analysis succeeds; a file is whole or not there. Errors as
// those of the parts; InvalidArgument also where no trace is named or a file would be written over another one.
absl::Status RunEcology(const EcologyFlags& flags);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_ECOLOGY_COMMAND_H_
