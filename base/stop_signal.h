// SIGTERM and SIGINT as a question that a long loop asks: the first asks it to stop at its next safe point, the second
// ends the process at once, as if nothing were installed.
//
//   InstallStopSignals();
//   while (...) { if (StopRequested()) { save(); break; } ... }
#ifndef MOEBENCH_BASE_STOP_SIGNAL_H_
#define MOEBENCH_BASE_STOP_SIGNAL_H_

#include <string>

namespace moebench {

// Safe to call again: a stop that was requested before is forgotten.
void InstallStopSignals();

bool StopRequested();

// "SIGTERM" or "SIGINT"; "" while no stop was requested.
std::string StopSignalName();

}  // namespace moebench

#endif  // MOEBENCH_BASE_STOP_SIGNAL_H_
