// //tools:ecology: taxonomy, tiers, transition matrix, evenness, revival log and phase of a routing trace that any
// program has written. docs/ecology_traces.md says what a trace is.

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "base/command_line.h"
#include "tools/ecology/ecology_command.h"

ABSL_FLAG(std::string, trace, "", "the routing trace, safetensors or CSV");
ABSL_FLAG(std::string, num_experts, "",
          "experts of a layer, or of each as in 0:8,1:6. Default: the trace's largest id + 1");
ABSL_FLAG(std::string, tiers, "", "experts of each tier, in order, as in 8:4:4. Default: one tier");
ABSL_FLAG(bool, strict, false, "healthy only where no expert was DEAD at any step after warm-up");
ABSL_FLAG(double, warmup_end, 0, "for --strict: the first step after the random warm-up");
ABSL_FLAG(std::string, set, "",
          "FIELD=VALUE of EcologyConfig (moe_core/experiments/experiment_parts.proto), such as dead_usage=0.01; may be "
          "given many times");
ABSL_FLAG(std::string, json, "", "takes the analysis as JSON");
ABSL_FLAG(std::string, html, "", "takes the analysis as one HTML page");

namespace {

moebench::tools::EcologyFlags FlagsFrom(const moebench::CommandLine& line) {
  moebench::tools::EcologyFlags flags;
  flags.trace = moebench::CallerPath(absl::GetFlag(FLAGS_trace));
  flags.num_experts = absl::GetFlag(FLAGS_num_experts);
  flags.tiers = absl::GetFlag(FLAGS_tiers);
  flags.strict = absl::GetFlag(FLAGS_strict);
  flags.warmup_end = absl::GetFlag(FLAGS_warmup_end);
  flags.set = line.repeated.at("set");
  flags.json = moebench::CallerPath(absl::GetFlag(FLAGS_json));
  flags.html = moebench::CallerPath(absl::GetFlag(FLAGS_html));
  return flags;
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("analyses the expert ecology of a routing trace, e.g. --trace=routing.safetensors");
  const auto line = moebench::ParseProgramFlags(argc, argv, {"set"});
  if (!line.ok()) return moebench::ReportAndExitCode("ecology", line.status());
  return moebench::ReportAndExitCode("ecology", moebench::tools::RunEcology(FlagsFrom(*line)));
}
