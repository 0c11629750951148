#include "moe_core/schedules/hop_curriculum.h"

#include "base/counter_random.h"

namespace moebench {
namespace {

constexpr uint64_t kHopDraws = 0x686f7073;

}  // namespace

int CurriculumStage(int64_t step, const TrainingLength& length, int max_hops) {
  int stage = 1;
  while (stage < max_hops && step * (2 * max_hops - 1) >= length.total_steps * (2 * stage - 1)) ++stage;
  return stage;
}

int CurriculumHops(uint64_t seed, int64_t step, const TrainingLength& length, int max_hops) {
  CounterRandom random(MixSeed(seed, kHopDraws), static_cast<uint64_t>(step));
  return 1 + static_cast<int>(random.Below(static_cast<uint32_t>(CurriculumStage(step, length, max_hops))));
}

}  // namespace moebench
