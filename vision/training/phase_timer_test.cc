#include "vision/training/phase_timer.h"

#include <thread>

#include "gtest/gtest.h"

namespace moebench::vision {
namespace {

TEST(PhaseTimer, AddsUpPhasesAndEndsThePreviousOne) {
  PhaseTimer timer;
  timer.Start("a");
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  timer.Start("b");
  timer.Start("a");
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  timer.Stop();
  const double stopped = timer.seconds().at("a");
  EXPECT_GE(stopped, 0.04);
  EXPECT_LT(timer.seconds().at("b"), 0.02);
  timer.Stop();
  EXPECT_EQ(timer.seconds().at("a"), stopped);
  EXPECT_EQ(timer.seconds().size(), 2u);
}

}  // namespace
}  // namespace moebench::vision
