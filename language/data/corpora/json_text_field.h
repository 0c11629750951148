// One string out of a JSON object (RFC 8259), without building the rest; the whole text is checked nevertheless.
//
// Example:
//   JsonTextField field = *JsonTextField::ForPath("body.text");
//   std::string text;
//   absl::Status status = field.Extract(R"({"id": 7, "body": {"text": "caf\u00e9"}})", &text);   // text: café
//
// Strict, so that nothing is lost or guessed: control characters, bytes that are not UTF-8, an escape for half of a
// surrogate pair, a field that occurs twice, another value than a string in it, more than kMaxDepth brackets within
// each other and anything after the object are errors. "\u0000" is a byte of zero.
#ifndef MOEBENCH_LANGUAGE_DATA_CORPORA_JSON_TEXT_FIELD_H_
#define MOEBENCH_LANGUAGE_DATA_CORPORA_JSON_TEXT_FIELD_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace moebench::language {

class JsonTextField {
 public:
  static constexpr int kMaxDepth = 1000;

  // A dot in `path` descends into an object; InvalidArgument where a part of it is empty.
  static absl::StatusOr<JsonTextField> ForPath(absl::string_view path);

  // DataLoss, "byte 17: ...", counting from 1, for what is no JSON object; "no field ..." where it lacks the field.
  absl::Status Extract(absl::string_view json, std::string* text) const;

 private:
  explicit JsonTextField(std::vector<std::string> path) : path_(std::move(path)) {}

  std::vector<std::string> path_;
};

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_CORPORA_JSON_TEXT_FIELD_H_
