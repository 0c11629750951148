// JSON lines, compressed or not (open_byte_stream.h): each line an object with a string field that is the document.
// Strict, as json_text_field.h says; lines of white space alone are passed over, and so is a byte order mark at the
// file's front.
//
// Errors are DataLoss, naming file, line and byte in the line, all counted from 1:
//   corpus.jsonl:17: byte 42: control character 0x09 in a string; ...
//   corpus.jsonl:18: no field "text"
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_JSONL_SOURCE_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_JSONL_SOURCE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

// A line is held whole; one of more than `max_line_bytes` is refused.
absl::StatusOr<std::unique_ptr<DocumentSource>> NewJsonlSource(const std::string& path, const std::string& text_field,
                                                               int64_t max_line_bytes);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_JSONL_SOURCE_H_
