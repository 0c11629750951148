#include "tools/ecology/ecology_command.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/atomic_file.h"
#include "base/status_macros.h"
#include "tools/ecology/ecology_json.h"
#include "tools/ecology/ecology_page.h"
#include "tools/ecology/ecology_settings.h"
#include "tools/ecology/ecology_table.h"
#include "tools/ecology/read_trace.h"

namespace moebench::tools {
namespace {

bool SameFile(const std::string& a, const std::string& b) {
  std::error_code error;
  return !a.empty() && !b.empty() && (a == b || std::filesystem::equivalent(a, b, error));
}

absl::Status CheckFlags(const EcologyFlags& flags) {
  if (flags.trace.empty()) {
    return absl::InvalidArgumentError("--trace is not set; give a trace, such as --trace=routing.safetensors");
  }
  if (!std::isfinite(flags.warmup_end)) return absl::InvalidArgumentError("--warmup_end is not a finite step");
  for (const std::string& output : {flags.json, flags.html}) {
    if (!SameFile(output, flags.trace)) continue;
    return absl::InvalidArgumentError(absl::StrCat(output, " is the trace itself; name another file to write"));
  }
  if (SameFile(flags.json, flags.html)) {
    return absl::InvalidArgumentError(absl::StrCat("--json and --html are both ", flags.json));
  }
  return absl::OkStatus();
}

absl::Status WriteIfNamed(const std::string& path, absl::string_view what, const std::string& text) {
  if (path.empty()) return absl::OkStatus();
  MOE_RETURN_IF_ERROR(WriteFileAtomically(path, text));
  std::printf("%s: %s\n", std::string(what).c_str(), path.c_str());
  return absl::OkStatus();
}

}  // namespace

absl::Status RunEcology(const EcologyFlags& flags) {
  MOE_RETURN_IF_ERROR(CheckFlags(flags));
  MOE_ASSIGN_OR_RETURN(const ExpertNumbers numbers, ExpertNumbers::Parse(flags.num_experts));
  MOE_ASSIGN_OR_RETURN(const EcologyConfig config, EcologySettings(flags.tiers, flags.strict, flags.set));
  MOE_ASSIGN_OR_RETURN(const RoutingTrace trace, ReadTrace(flags.trace, numbers));
  const absl::StatusOr<TraceEcology> ecology = AnalyzeTrace(trace, config, flags.warmup_end);
  if (!ecology.ok()) {
    return absl::Status(ecology.status().code(), absl::StrCat(flags.trace, ": ", ecology.status().message()));
  }
  const std::string name = std::filesystem::path(flags.trace).filename().string();
  std::fputs(EcologyTable(name, *ecology).c_str(), stdout);
  if (!flags.json.empty() || !flags.html.empty()) std::puts("");
  MOE_RETURN_IF_ERROR(WriteIfNamed(flags.json, "JSON", EcologyJson(*ecology)));
  return WriteIfNamed(flags.html, "page", EcologyPage(name, *ecology));
}

}  // namespace moebench::tools
