#include "language/tokenizer/commands/training_text.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/write_fully.h"
#include "language/tokenizer/commands/command_status.h"

namespace moebench::language {

absl::StatusOr<std::unique_ptr<TrainingText>> TrainingText::Write(DocumentSource& source, const std::string& folder,
                                                                  int64_t max_line_bytes,
                                                                  const std::function<void()>& progress) {
  std::string name = absl::StrCat(folder, "/.training-text-XXXXXX");
  const int fd = mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) return AboutOutput(absl::ErrnoToStatus(errno, absl::StrCat("cannot write a temporary file in ", folder)));
  unlink(name.c_str());
  auto text = absl::WrapUnique(
      new TrainingText(fd, absl::StrCat("a temporary file of the corpus's text in ", folder), max_line_bytes));
  Piece piece;
  for (;;) {
    const absl::StatusOr<bool> more = source.Next(&piece);
    if (!more.ok()) return AboutInput(more.status());
    if (!*more) return text;
    MOE_RETURN_IF_ERROR(text->Add(piece));
    if (progress != nullptr) progress();
  }
}

TrainingText::~TrainingText() { close(fd_); }

std::string TrainingText::path() const { return absl::StrCat("/proc/self/fd/", fd_); }

absl::Status TrainingText::Add(const Piece& piece) {
  absl::string_view rest = piece.text;
  MOE_RETURN_IF_ERROR(AboutOutput(WriteFully(fd_, name_, &rest)));
  Count(piece.text);
  if (!piece.last) return absl::OkStatus();
  ++documents_;
  if (line_bytes_ == 0) return absl::OkStatus();
  absl::string_view end = "\n";
  EndLine();
  return AboutOutput(WriteFully(fd_, name_, &end));
}

void TrainingText::Count(absl::string_view text) {
  bytes_ += static_cast<int64_t>(text.size());
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    line_bytes_ += static_cast<int64_t>(end);
    if (end == text.size()) return;
    EndLine();
    text.remove_prefix(end + 1);
  }
}

void TrainingText::EndLine() {
  if (line_bytes_ > 0) ++lines_;
  if (line_bytes_ > max_line_bytes_) ++long_lines_;
  line_bytes_ = 0;
}

}  // namespace moebench::language
