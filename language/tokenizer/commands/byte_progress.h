// The progress line of work that reads files: how much of their bytes is read, how fast, what is left, and a word on
// what came of it (moe_core/training/progress.h draws it).
//
//   ByteProgress progress(total_bytes);
//   progress.Update(read, "12.3 MB/s of text  1,234,567 tokens");
//   progress.Finish();
//
//   █████████▌           48 %  480/1000 MB  12.3 MB/s  ETA 42 s  12.3 MB/s of text  1,234,567 tokens
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_BYTE_PROGRESS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_BYTE_PROGRESS_H_

#include <cstdint>
#include <memory>

#include "absl/strings/string_view.h"
#include "moe_core/training/progress.h"

namespace moebench::language {

class ByteProgress {
 public:
  // Of an unknown total, 0, nothing is shown. What was read before this process began, `start`, counts towards no rate.
  explicit ByteProgress(int64_t total_bytes, int64_t start = 0, ProgressSink sink = StandardErrorSink());

  void Update(int64_t bytes, absl::string_view suffix);

  // Ends the line. Work of less than a second leaves no line in a log.
  void Finish();

 private:
  const ProgressSink sink_;
  const absl::Time began_;
  int64_t unit_bytes_;  // of "MB", or of "kB" where there are few
  std::unique_ptr<Progress> progress_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_BYTE_PROGRESS_H_
