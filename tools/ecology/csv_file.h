// Reading a CSV file record by record, as RFC 4180 has them: fields between commas, quoted where they hold a comma, a
// line end or a doubled quotation mark. Lines end in LF or CRLF, the last one may lack its end; a byte order mark,
// blank lines and blanks around a field are skipped. The file is read in blocks, so that its size does not matter and a
// pipe will do.
//
//   MOE_ASSIGN_OR_RETURN(CsvFile file, CsvFile::Open(path));
//   std::vector<absl::string_view> fields;
//   for (;;) {
//     MOE_ASSIGN_OR_RETURN(const bool more, file.Next(&fields));
//     if (!more) break;
//     ...
//   }
//
// Errors name the file and the line. DataLoss: quotation marks that do not pair up, a byte that is 0, a record longer
// than any of text. NotFound and the like: as the operating system says.
#ifndef MOEBENCH_TOOLS_ECOLOGY_CSV_FILE_H_
#define MOEBENCH_TOOLS_ECOLOGY_CSV_FILE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::tools {

class CsvFile {
 public:
  static absl::StatusOr<CsvFile> Open(const std::string& path);
  CsvFile(CsvFile&& other) noexcept;
  CsvFile& operator=(CsvFile&&) = delete;
  ~CsvFile();

  // Fills `fields`, which live until the next call; false at the end of the file.
  absl::StatusOr<bool> Next(std::vector<absl::string_view>* fields);

  // Of the record last read, from 1.
  int64_t line() const { return line_; }

 private:
  CsvFile(std::string path, int fd);
  absl::Status Error(absl::string_view problem) const;
  absl::StatusOr<bool> FindRecord();
  bool ScanBuffer();
  absl::Status Fill();
  absl::Status Split(std::vector<absl::string_view>* fields);
  absl::Status Unquote(absl::string_view* field);

  std::string path_;
  int fd_;
  bool at_end_ = false;  // of the file: all of it is in the buffer
  bool at_start_ = true;
  std::vector<char> buffer_;
  size_t begin_ = 0;     // of the record being read, in the buffer
  size_t end_ = 0;       // of what was read of the file
  size_t scanned_ = 0;   // of the record, how far it was looked at
  bool quoted_ = false;  // whether `scanned_` lies inside quotation marks
  bool any_quote_ = false;
  bool binary_ = false;         // a byte of the file is 0
  std::vector<size_t> commas_;  // of the record, outside quotation marks; offsets from begin_
  int64_t line_ = 0;
  int64_t next_line_ = 1;
  std::deque<std::string> unquoted_;  // texts of the record that are not what the file holds
};

}  // namespace moebench::tools

#endif  // MOEBENCH_TOOLS_ECOLOGY_CSV_FILE_H_
