// When to kill trainings: a pure function of (number of runs, seed), so that a failure can be played again.
//
// Of 20 runs 8 are killed at a random moment, 3 before their first checkpoint exists, 4 while a checkpoint is being
// written, 3 two or three times, and 2 are asked to stop by SIGTERM; every kind is among the first five.
#ifndef MOEBENCH_TOOLS_KILL_TEST_KILL_PLAN_H_
#define MOEBENCH_TOOLS_KILL_TEST_KILL_PLAN_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace moebench::tools {

enum class KillKind { kRandom, kBeforeFirstCheckpoint, kDuringCheckpoint, kRepeated, kTerminated };
inline constexpr KillKind kKillKinds[] = {KillKind::kRandom, KillKind::kBeforeFirstCheckpoint,
                                          KillKind::kDuringCheckpoint, KillKind::kRepeated, KillKind::kTerminated};

// "at a random moment", "before 1st checkpoint", ...
std::string KillKindName(KillKind kind);

// What a kill waits for, once its moment has come.
enum class KillAim {
  kMoment,                 // nothing
  kBeforeFirstCheckpoint,  // nothing, but it comes early rather than see a checkpoint begun
  kDuringCheckpoint,       // a checkpoint that is being written
};

struct PlannedKill {
  KillAim aim = KillAim::kMoment;
  double moment = 0;  // in [0, 1): share of the span that MomentOf names, from the start of the process
};

struct PlannedRun {
  KillKind kind = KillKind::kRandom;
  std::vector<PlannedKill> kills;  // one process each: the training, then its resumptions
};

std::vector<PlannedRun> DrawKillPlan(int runs, uint64_t seed);

// When an undisturbed training had what, from the start of its process.
struct Timeline {
  absl::Duration first_checkpoint;
  absl::Duration last_checkpoint;
  absl::Duration end;
};

// From the start of the process. Random moments spread over the whole training, those aimed at a checkpoint end with
// the last or the first one.
absl::Duration MomentOf(const PlannedKill& kill, const Timeline& timeline);

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_KILL_TEST_KILL_PLAN_H_
