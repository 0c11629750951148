#include "base/stop_signal.h"

#include <csignal>

#include "gtest/gtest.h"

namespace moebench {
namespace {

TEST(StopSignal, TheFirstAsksToStop) {
  InstallStopSignals();
  EXPECT_FALSE(StopRequested());
  EXPECT_EQ(StopSignalName(), "");
  std::raise(SIGTERM);
  EXPECT_TRUE(StopRequested());
  EXPECT_EQ(StopSignalName(), "SIGTERM");
  InstallStopSignals();
  EXPECT_FALSE(StopRequested());
}

TEST(StopSignalDeathTest, TheSecondEndsTheProcess) {
  EXPECT_EXIT(
      {
        InstallStopSignals();
        std::raise(SIGINT);
        std::raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "");
}

}  // namespace
}  // namespace moebench
