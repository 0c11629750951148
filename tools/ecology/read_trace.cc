#include "tools/ecology/read_trace.h"

#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/match.h"
#include "tools/ecology/csv_trace.h"
#include "tools/ecology/safetensors_trace.h"

namespace moebench::tools {
namespace {

// Eight bytes of the header's size, then the header, which is a JSON object.
bool BeginsAsSafetensors(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return false;
  char start[9] = {};
  std::ifstream(path, std::ios::binary).read(start, sizeof(start));
  return start[8] == '{' && start[7] == 0;
}

}  // namespace

absl::StatusOr<RoutingTrace> ReadTrace(const std::string& path, const ExpertNumbers& numbers) {
  const bool is_safetensors = absl::EndsWithIgnoreCase(path, ".safetensors") ||
                              (!absl::EndsWithIgnoreCase(path, ".csv") && BeginsAsSafetensors(path));
  return is_safetensors ? ReadSafetensorsTrace(path, numbers) : ReadCsvTrace(path, numbers);
}

}  // namespace moebench::tools
