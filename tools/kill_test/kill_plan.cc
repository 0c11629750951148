#include "tools/kill_test/kill_plan.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "base/counter_random.h"

namespace moebench::tools {
namespace {

constexpr KillKind R = KillKind::kRandom;
constexpr KillKind B = KillKind::kBeforeFirstCheckpoint;
constexpr KillKind D = KillKind::kDuringCheckpoint;
constexpr KillKind M = KillKind::kRepeated;
constexpr KillKind T = KillKind::kTerminated;
constexpr KillKind kCycle[] = {D, B, M, T, R, R, D, R, M, R, B, R, D, R, T, R, M, R, D, B};

// The moments of two or three kills, each counted from the start of its own process: uniform on the whole training, so
// that the last one, too, comes before the end.
std::vector<PlannedKill> RepeatedKills(CounterRandom& random) {
  std::vector<double> moments(2 + random.Below(2));
  for (double& moment : moments) moment = random.Uniform();
  std::sort(moments.begin(), moments.end());
  std::vector<PlannedKill> kills;
  for (size_t i = 0; i < moments.size(); ++i) {
    const KillAim aim = random.Below(3) == 0 ? KillAim::kDuringCheckpoint : KillAim::kMoment;
    kills.push_back({aim, i == 0 ? moments[0] : moments[i] - moments[i - 1]});
  }
  return kills;
}

std::vector<PlannedKill> DrawKills(KillKind kind, CounterRandom& random) {
  switch (kind) {
    case KillKind::kRepeated:
      return RepeatedKills(random);
    case KillKind::kBeforeFirstCheckpoint:
      return {{KillAim::kBeforeFirstCheckpoint, random.Uniform()}};
    case KillKind::kDuringCheckpoint:
      return {{KillAim::kDuringCheckpoint, random.Uniform()}};
    case KillKind::kRandom:
    case KillKind::kTerminated:
      return {{KillAim::kMoment, random.Uniform()}};
  }
  return {};
}

}  // namespace

std::string KillKindName(KillKind kind) {
  switch (kind) {
    case KillKind::kRandom:
      return "at a random moment";
    case KillKind::kBeforeFirstCheckpoint:
      return "before 1st checkpoint";
    case KillKind::kDuringCheckpoint:
      return "writing a checkpoint";
    case KillKind::kRepeated:
      return "two or three times";
    case KillKind::kTerminated:
      return "by SIGTERM";
  }
  return "";
}

std::vector<PlannedRun> DrawKillPlan(int runs, uint64_t seed) {
  std::vector<PlannedRun> plan;
  for (int i = 0; i < runs; ++i) {
    CounterRandom random(seed, /*stream=*/static_cast<uint64_t>(i));
    const KillKind kind = kCycle[static_cast<size_t>(i) % std::size(kCycle)];
    plan.push_back({kind, DrawKills(kind, random)});
  }
  return plan;
}

absl::Duration MomentOf(const PlannedKill& kill, const Timeline& timeline) {
  switch (kill.aim) {
    case KillAim::kMoment:
      return kill.moment * timeline.end;
    case KillAim::kBeforeFirstCheckpoint:
      return kill.moment * timeline.first_checkpoint;
    case KillAim::kDuringCheckpoint:
      return kill.moment * timeline.last_checkpoint;
  }
  return absl::ZeroDuration();
}

}  // namespace moebench::tools
