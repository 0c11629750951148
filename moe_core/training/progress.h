// A progress line with the time left.
//
//   Progress progress({/*unit=*/"steps", /*total=*/1000});
//   for (int64_t step = 0; step < 1000; ++step) {
//     ...
//     progress.Update(step + 1, absl::StrFormat("loss %.3f", loss));
//   }
//   progress.Finish();
//
//   █████████▌           48 %  480/1000 steps  12.3 steps/s  ETA 42 s  loss 1.234
//
// On a terminal it is one line on standard error, rewritten at most ten times a second. Elsewhere it is a plain line
// for every tenth of the work, and in between when 30 s have passed and another percent is done; never two within a
// second. Any thread may update it.
#ifndef MOEBENCH_MOE_CORE_TRAINING_PROGRESS_H_
#define MOEBENCH_MOE_CORE_TRAINING_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace moebench {

struct ProgressOptions {
  std::string unit = "steps";
  int64_t total = 0;
  int64_t start = 0;  // done before this process began: a resumed run's rate counts from here
};

// Where the line goes; tests put their own in its place.
struct ProgressSink {
  bool is_terminal = false;
  int columns = 100;  // a line is cut to fit
  std::function<void(absl::string_view)> write;
  std::function<absl::Time()> now = absl::Now;
};
ProgressSink StandardErrorSink();

class Progress {
 public:
  explicit Progress(ProgressOptions options, ProgressSink sink = StandardErrorSink());
  ~Progress();  // ends the line, if one is open

  void Update(int64_t done, absl::string_view suffix = "");
  // Takes the line off a terminal so that something else can be printed; the next Update brings it back.
  void Clear();
  // Prints the last update if it was left out, and ends the line.
  void Finish();

 private:
  void Show(absl::Time now);
  bool IsDue(absl::Time now) const;
  std::string Line(absl::Time now) const;

  const ProgressOptions options_;
  const ProgressSink sink_;
  const absl::Time start_time_;
  std::mutex mutex_;  // guards what follows
  int64_t done_;
  std::string suffix_;
  int64_t shown_done_;
  absl::Time shown_time_ = absl::InfinitePast();
  bool line_is_open_ = false;
};

// "42 s", "3 min 05 s", "2 h 07 min", "3 d 04 h".
std::string FormatTimeLeft(absl::Duration duration);

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_PROGRESS_H_
