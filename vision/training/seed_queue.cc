#include "vision/training/seed_queue.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "base/stop_signal.h"
#include "moe_core/experiments/canonical_text.h"
#include "moe_core/training/run_folder.h"
#include "stats/records/record_file.h"
#include "vision/analysis/seed_summary.h"

namespace moebench::vision {
namespace {

constexpr size_t kMaxSeeds = 10000;

absl::Status AppendSeeds(absl::string_view part, std::vector<uint64_t>* seeds) {
  const std::pair<absl::string_view, absl::string_view> ends = absl::StrSplit(part, absl::MaxSplits('-', 1));
  uint64_t first = 0, last = 0;
  const bool is_range = absl::StrContains(part, '-');
  if (!absl::SimpleAtoi(ends.first, &first) || !absl::SimpleAtoi(is_range ? ends.second : ends.first, &last) ||
      last < first) {
    return absl::InvalidArgumentError(
        absl::StrCat("--seeds: \"", part, "\" is no seed and no range of seeds; expected such as 5, 1-8 or 1-3,7"));
  }
  if (last - first >= kMaxSeeds - seeds->size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--seeds: with ", part, " there are more than ", kMaxSeeds, " seeds"));
  }
  for (uint64_t i = 0; i <= last - first; ++i) {  // counts from 0: `last` may be the largest number there is
    const uint64_t seed = first + i;
    if (std::find(seeds->begin(), seeds->end(), seed) != seeds->end()) {
      return absl::InvalidArgumentError(absl::StrCat("--seeds names seed ", seed, " twice"));
    }
    seeds->push_back(seed);
  }
  return absl::OkStatus();
}

absl::StatusOr<stats::RunRecord> RunSeed(const ResolvedExperiment& resolved, uint64_t seed,
                                         std::shared_ptr<const ImageCache> images, const RunEnvironment& environment) {
  const std::vector<FoundRun> found =
      FindRuns(environment.output_dir, resolved.id, CanonicalSha256(resolved.experiment), seed);
  for (const FoundRun& run : found) {
    if (run.status != stats::RunRecord::FINISHED) continue;
    std::printf("seed %s: finished already, %s\n", absl::StrCat(seed).c_str(), run.path.c_str());
    return stats::ReadRunRecord(run.path);
  }
  if (!found.empty()) return ResumeRun(found.back().path, std::move(images), environment);
  return StartRun(resolved, seed, std::move(images), environment);
}

}  // namespace

absl::StatusOr<std::vector<uint64_t>> ParseSeeds(absl::string_view text) {
  std::vector<uint64_t> seeds;
  for (absl::string_view part : absl::StrSplit(text, ',')) MOE_RETURN_IF_ERROR(AppendSeeds(part, &seeds));
  return seeds;
}

absl::Status RunSeeds(const ResolvedExperiment& resolved, const std::vector<uint64_t>& seeds,
                      std::shared_ptr<const ImageCache> images, const RunEnvironment& environment) {
  std::vector<stats::RunRecord> records;
  absl::Status first_failure;
  for (size_t i = 0; i < seeds.size(); ++i) {
    std::printf("seed %s (%zu of %zu)\n", absl::StrCat(seeds[i]).c_str(), i + 1, seeds.size());
    std::fflush(stdout);
    const absl::StatusOr<stats::RunRecord> record = RunSeed(resolved, seeds[i], images, environment);
    if (StopRequested()) return absl::CancelledError("the queue was stopped; the same command goes on where it was");
    if (record.ok()) {
      records.push_back(*record);
      continue;
    }
    std::fprintf(stderr, "seed %s failed: %s\n", absl::StrCat(seeds[i]).c_str(),
                 std::string(record.status().message()).c_str());
    first_failure.Update(record.status());
  }
  if (!records.empty()) {
    MOE_ASSIGN_OR_RETURN(const std::string table, SeedSummaryTable(records));
    std::printf("\n%s", table.c_str());
  }
  return first_failure;
}

}  // namespace moebench::vision
