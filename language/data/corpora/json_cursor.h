// Reads the smallest parts of a JSON text (RFC 8259), strictly: words, numbers, strings. json_text_field.h is built of
// them. Errors are DataLoss, "byte 17: ...", counting from 1.
//
// Example:
//   JsonCursor cursor(R"("caf\u00e9", 7)");
//   std::string text;
//   MOE_RETURN_IF_ERROR(cursor.String(&text));   // café
//   cursor.Peek();                               // ','
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_JSON_CURSOR_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_JSON_CURSOR_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

class JsonCursor {
 public:
  explicit JsonCursor(absl::string_view json) : json_(json) {}

  bool AtEnd() const { return at_ >= json_.size(); }
  // The next byte; 0 at the end, which is an error wherever it stands in JSON.
  char Peek() const { return AtEnd() ? '\0' : json_[at_]; }
  void Advance() { ++at_; }
  void SkipSpace();

  // "true", "false" or "null".
  absl::Status Literal(absl::string_view word);
  absl::Status Number();
  // The string at the present quote, into `value` unless that is null.
  absl::Status String(std::string* value);

  absl::Status Error(absl::string_view what) const;
  // "found '}' where a value was expected"
  absl::Status Expected(absl::string_view what) const;

 private:
  absl::Status Digits(absl::string_view what);
  void SkipPlain();
  absl::Status SkipMultibyte();
  absl::Status Escape(std::string* value);
  absl::Status HexUnit(uint32_t* unit);
  absl::Status LowSurrogate(size_t begin, uint32_t* code);

  absl::string_view json_;
  size_t at_ = 0;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_JSON_CURSOR_H_
