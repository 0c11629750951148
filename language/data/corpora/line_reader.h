// The lines of a stream. Lines end at \n alone; a \r before it is part of the line. What follows the last \n is a line
// unless it is empty.
//
// Example:
//   LineReader lines(std::move(stream), /*max_line_bytes=*/1 << 30);
//   absl::string_view line;
//   while (true) {
//     MOE_ASSIGN_OR_RETURN(const bool more, lines.Next(&line));
//     if (!more) break;
//     ...
//   }
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_LINE_READER_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_LINE_READER_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "language/data/corpora/byte_stream.h"

namespace moebench::language {

class LineReader {
 public:
  LineReader(std::unique_ptr<ByteStream> stream, int64_t max_line_bytes);

  // The next line without its \n, which stays until the next call; false at the end. ResourceExhausted, "name:line:
  // ...", for a line of more than max_line_bytes.
  absl::StatusOr<bool> Next(absl::string_view* line);

  // Of the line that Next gave last, from 1.
  int64_t number() const { return number_; }
  // Whether it ended in \n.
  bool complete() const { return complete_; }
  // "name:line", for errors.
  std::string Position() const;
  const ByteStream& stream() const { return *stream_; }

 private:
  absl::StatusOr<bool> NextInBlock(absl::string_view* line);
  absl::Status Keep(absl::string_view bytes);

  std::unique_ptr<ByteStream> stream_;
  int64_t max_line_bytes_;
  absl::string_view block_;
  std::string carried_;  // the front of a line that began in an earlier block
  int64_t number_ = 0;
  bool complete_ = false;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_LINE_READER_H_
