// Plain text, compressed or not (open_byte_stream.h), as documents. Bytes are handed on as they are, valid UTF-8 or
// not, CRLF included; only a UTF-8 byte order mark at a file's front is dropped, for it marks the encoding and is no
// text.
//
//   NewTextSource       the file is one document, an empty one where it is empty
//   NewLineSource       a line a document, without its \n; an empty line is an empty document
//   NewParagraphSource  lines up to a blank one, joined as in the file, without the last \n; blank lines (nothing, or
//                       spaces, tabs and \r alone, 64 KiB at most) only separate, so no paragraph is empty
//
// Any of it streams in constant memory, however long a line is.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_PLAIN_TEXT_SOURCE_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_PLAIN_TEXT_SOURCE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "language/data/corpora/document_source.h"

namespace moebench::language {

absl::StatusOr<std::unique_ptr<DocumentSource>> NewTextSource(const std::string& path);
absl::StatusOr<std::unique_ptr<DocumentSource>> NewLineSource(const std::string& path);
absl::StatusOr<std::unique_ptr<DocumentSource>> NewParagraphSource(const std::string& path);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_PLAIN_TEXT_SOURCE_H_
