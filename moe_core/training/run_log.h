// What a run prints, kept in its folder too: log.txt, appended to when the run is resumed.
//
//   MOE_ASSIGN_OR_RETURN(RunLog log, RunLog::Open(run_folder));
//   log.Print(table.Render());
#ifndef MOEBENCH_MOE_CORE_TRAINING_RUN_LOG_H_
#define MOEBENCH_MOE_CORE_TRAINING_RUN_LOG_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench {

class RunLog {
 public:
  static absl::StatusOr<RunLog> Open(const std::string& folder);
  RunLog(RunLog&& other) noexcept;
  RunLog& operator=(RunLog&&) = delete;
  ~RunLog();

  // To standard output and to log.txt, as it is: no line end is added. A log that can no longer be written (a full
  // disk) does not stop a run; standard error says so once.
  void Print(absl::string_view text);

 private:
  RunLog(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  std::string path_;
  int fd_;
  bool failed_ = false;
};

}  // namespace moebench

#endif  // MOEBENCH_MOE_CORE_TRAINING_RUN_LOG_H_
