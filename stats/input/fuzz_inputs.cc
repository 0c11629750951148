// Reads damaged copies of the files in testdata/ through the readers of runs and counts what is accepted and refused.
// Mutant i is a function of (--seed, i) alone. Exit code 1 if an accepted one holds anything that a statistic must not
// see; a crash ends the program, and --first=i runs that mutant again.
//
//   bazel run //stats/input:fuzz_inputs -- --mutants=100000

#include <google/protobuf/stubs/logging.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/atomic_file.h"
#include "base/command_line.h"
#include "base/counter_random.h"
#include "base/crc32c.h"
#include "base/runfiles.h"
#include "base/status_macros.h"
#include "stats/input/input_mutation.h"
#include "stats/input/name_check.h"
#include "stats/input/sample_source.h"
#include "stats/records/record_file.h"

ABSL_FLAG(uint64_t, mutants, 100000, "number of damaged files");
ABSL_FLAG(uint64_t, first, 0, "number of the first one");
ABSL_FLAG(uint64_t, seed, 42, "of the damage");

namespace moebench::stats {
namespace {

struct SeedFile {
  std::string name;
  std::string bytes;
  std::vector<std::string> metrics;  // that it holds
};

struct Count {
  int accepted = 0, refused = 0;
};

std::string WithChecksum(const std::string& body) {
  RunRecord checksum;
  checksum.set_crc32c(Crc32c(body));
  return body + checksum.SerializeAsString();
}

absl::StatusOr<std::vector<SeedFile>> ReadSeedFiles() {
  std::vector<SeedFile> files = {{"seeds.csv", "", {kValLoss}},
                                 {"batches.csv", "", {kValLoss}},
                                 {"correct.csv", "", {kCorrect}},
                                 {"rows.json", "", {kValLoss, kPerplexity}},
                                 {"columns.json", "", {kValLoss, kPerplexity}},
                                 {"lists.json", "", {kValLoss, kCorrect}},
                                 {"record.json", "", {kValLoss, kPerplexity, kCorrect}}};
  for (SeedFile& file : files) {
    MOE_ASSIGN_OR_RETURN(const std::string path, Runfile(absl::StrCat("stats/input/testdata/", file.name)));
    MOE_ASSIGN_OR_RETURN(file.bytes, ReadFile(path));
  }
  MOE_ASSIGN_OR_RETURN(const RunRecord record, ParseRunRecord(files.back().bytes, "record.json"));
  files.push_back({"record.binpb", record.SerializeAsString(), files.back().metrics});
  return files;
}

// What a run must not be, whatever file it came from; "" if it is none of that.
std::string ProblemOf(const RunSample& run, const std::string& metric) {
  const size_t n = run.unit_value.size();
  const auto finite = [](double x) { return std::isfinite(x); };
  const auto positive = [](double x) { return std::isfinite(x) && x > 0; };
  if (!std::isfinite(run.value)) return "its value is not finite";
  if (!std::all_of(run.unit_value.begin(), run.unit_value.end(), finite)) return "a unit is not finite";
  if (!std::all_of(run.unit_weight.begin(), run.unit_weight.end(), positive)) return "a weight is not positive";
  if (!run.unit_weight.empty() && run.unit_weight.size() != n) return "weights are not as many as units";
  if (!run.unit_key.empty() && run.unit_key.size() != n) return "keys are not as many as units";
  if (std::set<std::string>(run.unit_key.begin(), run.unit_key.end()).size() != run.unit_key.size()) {
    return "a key stands there twice";
  }
  if ((run.unit == InferenceUnit::kSeeds) != (n == 0)) return "its unit is not said";
  if (run.variant.empty() || !NameProblem(run.variant).empty() || !NameProblem(run.seed).empty()) return "its name";
  const auto outcome = [](double x) { return x == 0 || x == 1; };
  if (metric == kCorrect && !std::all_of(run.unit_value.begin(), run.unit_value.end(), outcome)) {
    return "an outcome is neither 0 nor 1";
  }
  if (run.record.has_value() && !IsUtf8(run.record->config_text())) return "its configuration is not UTF-8";
  if (run.record.has_value() && run.record->status() != RunRecord::FINISHED) return "it has not finished";
  return "";
}

std::string ProblemOf(const std::vector<RunSample>& runs, const std::string& metric) {
  std::set<std::pair<std::string, std::string>> names;
  for (const RunSample& run : runs) {
    const std::string problem = ProblemOf(run, metric);
    if (!problem.empty()) return problem;
    if (!names.emplace(run.variant, run.seed).second) return "a run stands there twice";
  }
  return runs.empty() ? "no run at all" : "";
}

// Counts mutant `i`; false, with a line on standard error, where it was accepted and must not be.
bool ReadMutant(const SeedFile& file, uint64_t i, Count* count) {
  CounterRandom random(absl::GetFlag(FLAGS_seed), i);
  const std::string& metric = file.metrics[random.Below(static_cast<uint32_t>(file.metrics.size()))];
  std::string bytes = Mutated(file.bytes, &random);
  // Without a checksum of its own hardly any damaged record would get past it.
  if (absl::EndsWith(file.name, ".binpb") && random.Below(8) > 0) bytes = WithChecksum(bytes);
  const absl::StatusOr<std::vector<RunSample>> runs = ParseSamples(bytes, file.name, {metric});
  ++(runs.ok() ? count->accepted : count->refused);
  const std::string problem = runs.ok() ? ProblemOf(*runs, metric)
                                        : std::string(runs.status().message().empty() ? "refused without a word" : "");
  if (problem.empty()) return true;
  std::fprintf(stderr, "mutant %llu of %s: %s\n", static_cast<unsigned long long>(i), file.name.c_str(),
               problem.c_str());
  return false;
}

absl::Status Fuzz() {
  const google::protobuf::LogSilencer no_words_about_each_damaged_record;
  MOE_ASSIGN_OR_RETURN(const std::vector<SeedFile> files, ReadSeedFiles());
  std::vector<Count> counts(files.size());
  const uint64_t first = absl::GetFlag(FLAGS_first), mutants = absl::GetFlag(FLAGS_mutants);
  int failures = 0;
  for (uint64_t i = first; i < first + mutants; ++i) {
    const size_t file = i % files.size();
    failures += !ReadMutant(files[file], i, &counts[file]);
  }
  Count all;
  for (size_t f = 0; f < files.size(); ++f) {
    std::printf("%-14s %8d accepted %8d refused\n", files[f].name.c_str(), counts[f].accepted, counts[f].refused);
    all.accepted += counts[f].accepted;
    all.refused += counts[f].refused;
  }
  std::printf("%-14s %8d accepted %8d refused, %d wrongly accepted\n", "all", all.accepted, all.refused, failures);
  if (failures == 0) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(failures, " damaged files were read as if they were sound"));
}

}  // namespace
}  // namespace moebench::stats

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("reads damaged CSV, JSON and record files and checks what is accepted");
  const auto line = moebench::ParseProgramFlags(argc, argv, {});
  if (!line.ok()) return moebench::ReportAndExitCode("fuzz_inputs", line.status());
  return moebench::ReportAndExitCode("fuzz_inputs", moebench::stats::Fuzz());
}
