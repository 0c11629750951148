// A corpus as the plain text that SentencePiece's trainer reads, a sentence a line: the lines of all documents, in a
// file without a name, of which nothing is left however the process ends.
//
//   MOE_ASSIGN_OR_RETURN(const auto text, TrainingText::Write(*source, "models", 4192));
//   text->path();   // "/proc/self/fd/5", for this process alone
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAINING_TEXT_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAINING_TEXT_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

class TrainingText {
 public:
  // In `folder`, which must have room for all of the text. `progress` is called after each piece of a document.
  static absl::StatusOr<std::unique_ptr<TrainingText>> Write(DocumentSource& source, const std::string& folder,
                                                             int64_t max_line_bytes,
                                                             const std::function<void()>& progress);
  ~TrainingText();
  TrainingText(const TrainingText&) = delete;
  TrainingText& operator=(const TrainingText&) = delete;

  std::string path() const;

  int64_t documents() const { return documents_; }
  int64_t bytes() const { return bytes_; }
  int64_t lines() const { return lines_; }            // that are not empty
  int64_t long_lines() const { return long_lines_; }  // of those, of more than max_line_bytes

 private:
  TrainingText(int fd, std::string name, int64_t max_line_bytes)
      : fd_(fd), name_(std::move(name)), max_line_bytes_(max_line_bytes) {}
  absl::Status Add(const Piece& piece);
  void Count(absl::string_view text);
  void EndLine();

  const int fd_;
  const std::string name_;
  const int64_t max_line_bytes_;
  int64_t documents_ = 0, bytes_ = 0, lines_ = 0, long_lines_ = 0;
  int64_t line_bytes_ = 0;  // of the line that is not ended
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_COMMANDS_TRAINING_TEXT_H_
