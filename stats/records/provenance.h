// Where a run record comes from: the code, the machine and the moment, as far as they can be found without LibTorch.
// The caller adds device, threads, LibTorch and data.
#ifndef MOEBENCH_STATS_RECORDS_PROVENANCE_H_
#define MOEBENCH_STATS_RECORDS_PROVENANCE_H_

#include <string>

#include "stats/records/run_record.pb.h"

namespace moebench::stats {

// commit, hostname, cpu, num_cpus, compiler, instruction_set and start_time (now). What cannot be found is "unknown".
Provenance CollectProvenance();

// The commit checked out in `folder`, 40 hexadecimal digits, "-dirty" appended when tracked files differ from it.
// "unknown" outside a checkout, before the first commit, and without git.
std::string CheckedOutCommit(const std::string& folder);

// The checkout of this project that the process was started from: $BUILD_WORKSPACE_DIRECTORY (set by `bazel run`), or
// the nearest folder above the program's path as it was typed (.../bazel-bin/vision/train) or above the current folder
// that holds this project's WORKSPACE file. "" if there is none: another project's commit would be a false trail.
std::string ProjectCheckout();

// The widest of amx, avx512_bf16, avx512, avx2 that the processor has, else "baseline".
std::string InstructionSet();

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_RECORDS_PROVENANCE_H_
