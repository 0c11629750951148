// Counts how often nominal intervals cover the truth on simulated data, and leaves the data behind for another
// implementation to be counted on the same:
//
//   ./bazelw run //stats/validation:coverage_study -- --output=FOLDER
//   python3 stats/validation/coverage_reference.py FOLDER
//
// FOLDER/<kind of data>.f64 holds the data sets one after another (64-bit little-endian numbers), FOLDER/ours.txt one
// line a method: kind, method and the character of every data set (coverage.h), separated by tabs.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "stats/validation/coverage.h"
#include "stats/validation/simulated_data.h"

ABSL_FLAG(int, data_sets, 10000, "simulated data sets of each kind");
ABSL_FLAG(int, resamples, 1000, "bootstrap resamples a data set; at least 100");
ABSL_FLAG(double, confidence, 0.90, "nominal coverage");
ABSL_FLAG(uint64_t, seed, 42, "of the data and the resamples");
ABSL_FLAG(std::string, output, "", "folder to write the data and the outcomes to");

namespace moebench::stats {
namespace {

absl::Status WriteDataSets(DataKind kind, const CoverageOptions& options, const std::string& folder) {
  std::string bytes;
  for (int i = 0; i < options.data_sets; ++i) {
    const std::vector<double> x = SimulateDataSet(kind, options.seed, static_cast<uint64_t>(i));
    bytes.append(reinterpret_cast<const char*>(x.data()), x.size() * sizeof(double));
  }
  return WriteFileAtomically(absl::StrCat(folder, "/", DataKindName(kind), ".f64"), bytes);
}

absl::Status Run(const CoverageOptions& options, const std::string& folder) {
  if (folder.empty()) return absl::InvalidArgumentError("--output is missing: a folder for the data and the outcomes");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot create ", folder, ": ", error.message()));
  std::string lines;
  for (const DataKind kind : kDataKinds) {
    MOE_RETURN_IF_ERROR(WriteDataSets(kind, options, folder));
    MOE_ASSIGN_OR_RETURN(const std::vector<CoverageRow> rows, MeasureCoverage(kind, options));
    for (const CoverageRow& row : rows) {
      absl::StrAppend(&lines, DataKindName(kind), "\t", row.method, "\t", row.covered, "\n");
      absl::PrintF("%-18s %-22s nominal %.1f %%  actual %.2f %%\n", DataKindName(kind), row.method,
                   100 * options.confidence, 100 * row.Coverage());
      std::fflush(stdout);
    }
  }
  return WriteFileAtomically(absl::StrCat(folder, "/ours.txt"), lines);
}

}  // namespace
}  // namespace moebench::stats

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("Coverage of nominal intervals on simulated data.\n  coverage_study --output=FOLDER");
  const auto line = moebench::ParseProgramFlags(argc, argv, {});
  if (!line.ok()) return moebench::ReportAndExitCode("coverage_study", line.status());
  const moebench::stats::CoverageOptions options = {absl::GetFlag(FLAGS_data_sets), absl::GetFlag(FLAGS_resamples),
                                                    absl::GetFlag(FLAGS_confidence), absl::GetFlag(FLAGS_seed)};
  const std::string folder = moebench::CallerPath(absl::GetFlag(FLAGS_output));
  return moebench::ReportAndExitCode("coverage_study", moebench::stats::Run(options, folder));
}
