#ifndef MOEBENCH_VISION_TRAINING_PHASE_TIMER_H_
#define MOEBENCH_VISION_TRAINING_PHASE_TIMER_H_

// Wall-clock seconds spent in each phase of a run. Starting a phase ends the one before.
//
//   PhaseTimer timer;
//   timer.Start("forward");
//   ...
//   timer.Stop();
//   timer.seconds().at("forward");

#include <chrono>
#include <map>
#include <string>

namespace moebench::vision {

class PhaseTimer {
 public:
  void Start(const std::string& phase);
  void Stop();
  const std::map<std::string, double>& seconds() const { return seconds_; }

 private:
  std::map<std::string, double> seconds_;
  std::string phase_;  // empty while none runs
  std::chrono::steady_clock::time_point since_;
};

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_TRAINING_PHASE_TIMER_H_
