// A text file in blocks of whole lines, in constant memory: a line ends at "\n" and nowhere else. A file is read a
// quarter of a MiB at a time; a pipe as it comes, so that a program that writes a line and waits for its ids gets them.
//
//   MOE_ASSIGN_OR_RETURN(auto blocks, LineBlocks::Open("-"));
//   std::string block;
//   while (true) {
//     MOE_ASSIGN_OR_RETURN(const bool more, blocks->Next(&block));
//     if (!more) break;
//     ...  // "one\ntwo\n"; the last block of a file may lack its last "\n"
//   }
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_BLOCKS_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_BLOCKS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace moebench::language {

class LineBlocks {
 public:
  static constexpr size_t kReadBytes = size_t{1} << 18;

  // "-" is standard input. Errors name the path; a folder is refused.
  static absl::StatusOr<std::unique_ptr<LineBlocks>> Open(const std::string& path);
  ~LineBlocks();
  LineBlocks(const LineBlocks&) = delete;
  LineBlocks& operator=(const LineBlocks&) = delete;

  // One or more lines, as many as were read with the last of them; false at the end. A line longer than kReadBytes
  // comes whole. Cancelled where a stop signal arrives while a pipe is waited for.
  absl::StatusOr<bool> Next(std::string* block);

  // From any thread: ends the wait for a pipe, with Cancelled.
  void Stop() { stopped_ = true; }

  // What messages call the file.
  const std::string& name() const { return name_; }
  // Of a file, or 0 where it cannot be known.
  int64_t total_bytes() const { return total_bytes_; }

 private:
  LineBlocks(std::string name, int fd, int64_t total_bytes);
  absl::Status WaitForInput() const;
  // Appends what one read gives; 0 at the end.
  absl::StatusOr<size_t> ReadOnto(std::string* bytes);

  const std::string name_;
  const int fd_;
  const int64_t total_bytes_;
  std::atomic<bool> stopped_{false};
  std::string rest_;  // of the last read, behind its last "\n"
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_LINE_BLOCKS_H_
