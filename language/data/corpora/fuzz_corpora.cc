// Reads corpora of every format that were damaged at random, and prints how many were read and how many refused. A
// crash, a case of more than a minute, more than 2 GiB of memory, or an error that does not name its file end it.
//
//   ./bazelw run //language/data/corpora:fuzz_corpora -- --count=10000 --seed=1
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/flags/flag.h"
#include "absl/flags/usage.h"
#include "absl/status/status.h"
#include "base/command_line.h"
#include "language/data/corpora/test_corpus_fuzz.h"

ABSL_FLAG(int64_t, count, 10000, "damaged corpora to read");
ABSL_FLAG(uint64_t, seed, 1, "of the damage");

namespace {

constexpr int64_t kCasesAtATime = 100;
constexpr unsigned kSecondsForThem = 60;

// Sanitizers map terabytes that they do not use.
void LimitMemory() {
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
  const rlimit limit{rlim_t{2} << 30, rlim_t{2} << 30};
  setrlimit(RLIMIT_AS, &limit);
#endif
}

absl::Status Fuzz(const std::string& folder) {
  moebench::language::CorpusFuzzCounts total;
  const int64_t count = absl::GetFlag(FLAGS_count);
  for (int64_t done = 0; done < count; done += kCasesAtATime) {
    alarm(kSecondsForThem);
    const auto counts = moebench::language::FuzzCorpora(folder, std::min(kCasesAtATime, count - done),
                                                        absl::GetFlag(FLAGS_seed) + done);
    if (!counts.ok()) return counts.status();
    total.read += counts->read;
    total.refused += counts->refused;
    total.documents += counts->documents;
  }
  printf("%ld damaged corpora: %ld read (%ld documents), %ld refused by name\n", static_cast<long>(count),
         static_cast<long>(total.read), static_cast<long>(total.documents), static_cast<long>(total.refused));
  return absl::OkStatus();
}

}  // namespace

int main(int argc, char** argv) {
  absl::SetProgramUsageMessage("reads corpora that were damaged at random");
  const auto line = moebench::ParseProgramFlags(argc, argv, {});
  if (!line.ok()) return moebench::ReportAndExitCode("fuzz_corpora", line.status());
  LimitMemory();
  std::string folder = (std::filesystem::temp_directory_path() / "fuzz_corpora-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) {
    return moebench::ReportAndExitCode("fuzz_corpora", absl::UnavailableError("no temporary folder"));
  }
  const absl::Status status = Fuzz(folder);
  if (status.ok()) std::filesystem::remove_all(folder);
  return moebench::ReportAndExitCode("fuzz_corpora", status);
}
