#include "language/data/corpora/json_text_field.h"

#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "language/data/corpora/json_cursor.h"

namespace moebench::language {
namespace {

// One pass over one text. Brackets are kept on a stack of their own, so depth costs no call stack.
class Scanner {
 public:
  Scanner(const std::vector<std::string>& path, absl::string_view json, std::string* text)
      : path_(path), cursor_(json), text_(text), seen_(path.size(), false) {}

  absl::Status Run() {
    cursor_.SkipSpace();
    if (cursor_.Peek() != '{') return cursor_.Expected("an object, \"{\"");
    MOE_RETURN_IF_ERROR(Value());
    while (!open_.empty()) MOE_RETURN_IF_ERROR(Step());
    cursor_.SkipSpace();
    if (!cursor_.AtEnd()) return cursor_.Expected("nothing after the object");
    if (seen_.back()) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat("no field \"", absl::StrJoin(path_, "."), "\""));
  }

 private:
  // What follows a value, or opens the next, within the innermost bracket.
  absl::Status Step() {
    cursor_.SkipSpace();
    const bool in_object = open_.back() == '{';
    const char close = in_object ? '}' : ']';
    if (cursor_.Peek() == close) {
      Close();
      return absl::OkStatus();
    }
    if (!fresh_) {
      if (cursor_.Peek() != ',') return cursor_.Expected(in_object ? "\",\" or \"}\"" : "\",\" or \"]\"");
      cursor_.Advance();
      cursor_.SkipSpace();
    }
    fresh_ = false;
    return in_object ? Member() : Value();
  }

  void Close() {
    cursor_.Advance();
    open_.pop_back();
    fresh_ = false;
    if (matched_ > 0 && open_.size() == matched_) --matched_;
  }

  // A member is wanted where the keys above it and its own are the path's.
  absl::Status Member() {
    if (cursor_.Peek() != '"') return cursor_.Expected("a key in quotes");
    const size_t level = open_.size() - 1;
    const bool on_path = level == matched_ && level < path_.size();
    MOE_RETURN_IF_ERROR(cursor_.String(on_path ? &key_ : nullptr));
    cursor_.SkipSpace();
    if (cursor_.Peek() != ':') return cursor_.Expected("\":\"");
    cursor_.Advance();
    cursor_.SkipSpace();
    if (!on_path || key_ != path_[level]) return Value();
    if (seen_[level]) return cursor_.Error(absl::StrCat("field ", FieldName(level), " occurs twice"));
    seen_[level] = true;
    if (level + 1 == path_.size()) {
      if (cursor_.Peek() != '"') return WrongType(level, "a string");
      return cursor_.String(text_);
    }
    if (cursor_.Peek() != '{') return WrongType(level, "an object");
    matched_ = level + 1;
    return Value();
  }

  std::string FieldName(size_t level) const {
    return absl::StrCat("\"", absl::StrJoin(path_.begin(), path_.begin() + level + 1, "."), "\"");
  }

  absl::Status WrongType(size_t level, absl::string_view wanted) const {
    const char found = cursor_.Peek();
    const absl::string_view type = found == '"'                                 ? "a string"
                                   : found == '{'                               ? "an object"
                                   : found == '['                               ? "an array"
                                   : found == 'n'                               ? "null"
                                   : found == 't' || found == 'f'               ? "true or false"
                                   : found == '-' || absl::ascii_isdigit(found) ? "a number"
                                                                                : "";
    if (type.empty()) return cursor_.Expected("a value");
    return cursor_.Error(absl::StrCat("field ", FieldName(level), " is ", type, ", not ", wanted));
  }

  absl::Status Value() {
    switch (cursor_.Peek()) {
      case '{':
      case '[':
        if (open_.size() >= JsonTextField::kMaxDepth) {
          return cursor_.Error(absl::StrCat("more than ", JsonTextField::kMaxDepth, " brackets within each other"));
        }
        open_.push_back(cursor_.Peek());
        cursor_.Advance();
        fresh_ = true;
        return absl::OkStatus();
      case '"':
        return cursor_.String(nullptr);
      case 't':
        return cursor_.Literal("true");
      case 'f':
        return cursor_.Literal("false");
      case 'n':
        return cursor_.Literal("null");
      default:
        return cursor_.Number();
    }
  }

  const std::vector<std::string>& path_;
  JsonCursor cursor_;
  std::string* text_;
  std::string open_;        // brackets that are open, outermost first
  bool fresh_ = false;      // the innermost bracket was just opened
  size_t matched_ = 0;      // how many of the path's objects are open
  std::vector<bool> seen_;  // by level of the path
  std::string key_;
};

}  // namespace

absl::StatusOr<JsonTextField> JsonTextField::ForPath(absl::string_view path) {
  std::vector<std::string> parts = absl::StrSplit(path, '.');
  for (const std::string& part : parts) {
    if (!part.empty()) continue;
    return absl::InvalidArgumentError(absl::StrCat("\"", path,
                                                   "\" names no field: expected a name such as \"text\", or "
                                                   "names joined by dots such as \"body.text\""));
  }
  return JsonTextField(std::move(parts));
}

absl::Status JsonTextField::Extract(absl::string_view json, std::string* text) const {
  return Scanner(path_, json, text).Run();
}

}  // namespace moebench::language
