// Counts how often the EQUIFINALITY paper's ten pairs come out as it says, over batches made up to be like its own, and
// writes docs/results/equifinality_batches.md:
//
//   ./bazelw run //stats/validation:paper_pairs -- --output=docs/results/equifinality_batches.md

#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "stats/validation/paper_batches.h"
#include "stats/validation/paper_counts.h"

ABSL_FLAG(int, generator_seeds, 200, "sets of batches made up, from seed 1 on");
ABSL_FLAG(int, resamples, 10000, "bootstrap resamples of a pair; at least 100");
ABSL_FLAG(std::string, output, "", "file for the page");

namespace moebench::stats {
namespace {

absl::Status Run(const std::string& output, int generator_seeds, const BootstrapOptions& options) {
  if (output.empty()) return absl::InvalidArgumentError("--output is missing: a file for the page");
  if (generator_seeds < 1) return absl::InvalidArgumentError("--generator_seeds must be at least 1");
  std::vector<PaperOutcomes> outcomes;
  for (const BatchSpread& spread : kBatchSpreads) {
    MOE_ASSIGN_OR_RETURN(PaperOutcomes of_spread, CountOverSeeds(spread, generator_seeds, options));
    outcomes.push_back(std::move(of_spread));
  }
  const std::string command =
      absl::StrCat("./bazelw run //stats/validation:paper_pairs -- --generator_seeds=", generator_seeds,
                   " --resamples=", options.resamples, " --output=docs/results/equifinality_batches.md");
  return WriteFileAtomically(CallerPath(output), PaperPairsPage(outcomes, options, command));
}

}  // namespace
}  // namespace moebench::stats

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("Counts of equivalent pairs over batches like the EQUIFINALITY paper's.");
  absl::Status status = moebench::ParseProgramFlags(argc, argv, {}).status();
  if (status.ok()) {
    moebench::stats::BootstrapOptions options;
    options.resamples = absl::GetFlag(FLAGS_resamples);
    status = moebench::stats::Run(absl::GetFlag(FLAGS_output), absl::GetFlag(FLAGS_generator_seeds), options);
  }
  return moebench::ReportAndExitCode("paper_pairs", status);
}
