// Where a command writes: "-" is standard output; a file is whole or absent (base/atomic_file.h); a pipe or a device,
// such as /dev/null, takes bytes as they come, and is never replaced by a file.
//
//   MOE_ASSIGN_OR_RETURN(auto output, OutputFile::Open("ids.txt"));
//   MOE_RETURN_IF_ERROR(output->Append("15496 995\n"));
//   MOE_RETURN_IF_ERROR(output->Commit());
//
// All errors are AboutOutput or ReaderWentAway of command_status.h, and name the path.
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_OUTPUT_FILE_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_OUTPUT_FILE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"
#include "base/atomic_file.h"

namespace moebench::language {

class OutputFile {
 public:
  // Behind a symbolic link, what it leads to is written. A folder is refused.
  static absl::StatusOr<std::unique_ptr<OutputFile>> Open(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  absl::Status Append(absl::string_view bytes);

  // Without it a file is left as it was.
  absl::Status Commit();

  // What is written appears at once, and not only with Commit.
  bool is_stream() const { return !file_.has_value(); }

 private:
  OutputFile(std::string name, int fd) : name_(std::move(name)), fd_(fd) {}
  OutputFile(std::string name, AtomicFileWriter file) : name_(std::move(name)), file_(std::move(file)) {}

  const std::string name_;
  int fd_ = -1;
  absl::optional<AtomicFileWriter> file_;
};

// `path`, or what it leads to as a symbolic link, for writers that rename a finished file over it; refused where that
// is standard output, a device, a pipe or a folder.
absl::StatusOr<std::string> PathToReplace(const std::string& path);

// The whole of a file at once.
absl::Status WriteOutput(const std::string& path, absl::string_view bytes);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_OUTPUT_FILE_H_
