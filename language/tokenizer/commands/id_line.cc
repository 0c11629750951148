#include "language/tokenizer/commands/id_line.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <system_error>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace moebench::language {
namespace {

constexpr size_t kMaxDigits = 10;  // of an int32

// What an error shows of a word, which may be long and of any bytes.
std::string Shown(absl::string_view word) {
  constexpr size_t kMaxShown = 40;
  // Not within a character.
  size_t shown = word.size() <= kMaxShown ? word.size() : kMaxShown;
  while (shown < word.size() && shown > 0 && (static_cast<unsigned char>(word[shown]) & 0xC0) == 0x80) --shown;
  return absl::StrCat("\"", absl::Utf8SafeCEscape(word.substr(0, shown)), shown < word.size() ? "…" : "", "\"");
}

absl::Status NoId(absl::string_view word, int vocabulary_size) {
  const bool other_line_end = !word.empty() && word.back() == '\r';
  return absl::InvalidArgumentError(absl::StrCat(Shown(word), " is not an id; a line holds ids of 0 to ",
                                                 vocabulary_size - 1, " with blanks between",
                                                 other_line_end ? ", and ends with \\n alone, without \\r" : ""));
}

absl::Status ParseId(absl::string_view word, int vocabulary_size, int32_t* id) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (end != word.data() + word.size() || error == std::errc::invalid_argument) return NoId(word, vocabulary_size);
  if (error != std::errc() || value >= static_cast<uint64_t>(vocabulary_size)) {
    return absl::InvalidArgumentError(
        absl::StrCat("id ", Shown(word), " is out of range; the vocabulary has ids of 0 to ", vocabulary_size - 1));
  }
  *id = static_cast<int32_t>(value);
  return absl::OkStatus();
}

}  // namespace

void AppendIdLine(absl::Span<const int32_t> ids, std::string* text) {
  for (const int32_t id : ids) {
    char digits[kMaxDigits + 2];
    char* end = std::to_chars(digits, digits + sizeof(digits) - 1, id).ptr;
    *end++ = ' ';
    text->append(digits, static_cast<size_t>(end - digits));
  }
  if (ids.empty()) text->push_back('\n');
  if (!ids.empty()) text->back() = '\n';
}

absl::Status ParseIdLine(absl::string_view line, int vocabulary_size, std::vector<int32_t>* ids) {
  ids->clear();
  while (!line.empty()) {
    const size_t length = std::min(line.find(' '), line.size());
    if (length > 0) {
      int32_t id = 0;
      const absl::Status status = ParseId(line.substr(0, length), vocabulary_size, &id);
      if (!status.ok()) return status;
      ids->push_back(id);
    }
    line.remove_prefix(std::min(length + 1, line.size()));
  }
  return absl::OkStatus();
}

}  // namespace moebench::language
