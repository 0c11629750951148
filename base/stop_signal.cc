#include "base/stop_signal.h"

#include <csignal>

namespace moebench {
namespace {

// A signal handler can reach nothing but such a variable.
volatile std::sig_atomic_t g_stop_signal = 0;

void OnSignal(int signal) { g_stop_signal = signal; }

}  // namespace

void InstallStopSignals() {
  g_stop_signal = 0;
  struct sigaction action = {};
  action.sa_handler = OnSignal;
  action.sa_flags = SA_RESETHAND | SA_RESTART;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
}

bool StopRequested() { return g_stop_signal != 0; }

std::string StopSignalName() {
  if (g_stop_signal == SIGTERM) return "SIGTERM";
  return g_stop_signal == SIGINT ? "SIGINT" : "";
}

}  // namespace moebench
