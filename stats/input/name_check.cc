#include "stats/input/name_check.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace moebench::stats {
namespace {

constexpr size_t kShownBytes = 60;

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// Length of the UTF-8 sequence that `text` begins with (RFC 3629); 0 where it begins with none.
size_t SequenceLength(absl::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return 1;
  const size_t length = first < 0xC2 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : first < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(byte(i))) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool beyond_unicode = first == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || beyond_unicode ? 0 : length;
}

}  // namespace

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string NameProblem(absl::string_view name) {
  if (name.size() > kLongestName) return absl::StrCat("is ", name.size(), " bytes long, more than ", kLongestName);
  if (!IsUtf8(name)) return "is not valid UTF-8";
  for (size_t i = 0; i < name.size();) {
    const size_t length = SequenceLength(name.substr(i));
    const unsigned char byte = static_cast<unsigned char>(name[i]);
    const bool c1_control = length == 2 && byte == 0xC2 && static_cast<unsigned char>(name[i + 1]) < 0xA0;
    if (byte < 0x20 || byte == 0x7F || c1_control) return "holds a control character";
    i += length;
  }
  return "";
}

std::string Shown(absl::string_view text) {
  const bool cut = text.size() > kShownBytes;
  size_t length = std::min(text.size(), kShownBytes);
  while (cut && length > 0 && IsContinuation(static_cast<unsigned char>(text[length]))) --length;
  const absl::string_view head = text.substr(0, length);
  const std::string plain = NameProblem(head).empty() ? std::string(head) : absl::CHexEscape(head);
  return absl::StrCat("\"", plain, cut ? "...\"" : "\"");
}

}  // namespace moebench::stats
