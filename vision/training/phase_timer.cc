#include "vision/training/phase_timer.h"

namespace moebench::vision {

void PhaseTimer::Start(const std::string& phase) {
  const auto now = std::chrono::steady_clock::now();
  if (!phase_.empty()) seconds_[phase_] += std::chrono::duration<double>(now - since_).count();
  phase_ = phase;
  since_ = now;
}

void PhaseTimer::Stop() { Start(""); }

}  // namespace moebench::vision
