#ifndef MOEBENCH_STATS_REPORTS_TEST_PAGE_H_
#define MOEBENCH_STATS_REPORTS_TEST_PAGE_H_

// Reads a page back, for tests: whether it is well-formed, its tags, and the text that a reader sees. Should not be
// used in non-test code.

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace moebench::stats {

struct TestPage {
  std::string problem;            // "" for a well-formed page
  std::vector<std::string> tags;  // names of elements, in order
  std::vector<std::string> ids;
  std::vector<std::string> texts;  // between tags, decoded; styles left out
};

inline std::string DecodeHtml(absl::string_view text) {
  return absl::StrReplaceAll(text, {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&amp;", "&"}});
}

// What is left of `text` once the references that are allowed are gone may not hold "&" or "<".
inline bool IsEscaped(absl::string_view text) {
  const std::string rest =
      absl::StrReplaceAll(text, {{"&lt;", ""}, {"&gt;", ""}, {"&quot;", ""}, {"&#39;", ""}, {"&amp;", ""}});
  return rest.find_first_of("&<") == std::string::npos;
}

// One tag, beginning at html[at] == '<'.
struct TestTag {
  std::string name;
  std::string id;
  bool closing = false, empty = false;
  size_t end = 0;  // after its '>'; 0 where it is no tag
};

inline size_t NameEnd(const std::string& html, size_t at) {
  while (at < html.size() && (std::isalnum(static_cast<unsigned char>(html[at])) || html[at] == '-')) ++at;
  return at;
}

inline TestTag ReadTestTag(const std::string& html, size_t at) {
  TestTag tag;
  tag.closing = html.compare(++at, 1, "/") == 0;
  at += tag.closing;
  const size_t name_end = NameEnd(html, at);
  tag.name = html.substr(at, name_end - at);
  at = name_end;
  while (!tag.name.empty() && html.compare(at, 1, " ") == 0) {
    const size_t key = at + 1, key_end = NameEnd(html, key);
    if (key_end == key || html.compare(key_end, 2, "=\"") != 0) return tag;
    const size_t value_end = html.find('"', key_end + 2);
    if (value_end == std::string::npos) return tag;
    const std::string value = html.substr(key_end + 2, value_end - key_end - 2);
    if (!IsEscaped(value)) return tag;
    if (html.compare(key, key_end - key, "id") == 0) tag.id = value;
    at = value_end + 1;
  }
  tag.empty = html.compare(at, 1, "/") == 0;
  at += tag.empty;
  if (!tag.name.empty() && html.compare(at, 1, ">") == 0) tag.end = at + 1;
  return tag;
}

// As an XML parser would: every element is closed in order, attributes are quoted and escaped.
inline TestPage ReadTestPage(const std::string& html) {
  TestPage page;
  std::vector<std::string> open;
  size_t at = absl::StartsWith(html, "<!DOCTYPE html>") ? 15 : 0;
  while (at < html.size()) {
    const size_t next = std::min(html.find('<', at), html.size());
    const std::string text = html.substr(at, next - at);
    if (open.empty() || open.back() != "style") {
      if (!IsEscaped(text)) page.problem = absl::StrCat("not escaped: ", text);
      if (text.find_first_not_of(" \n") != std::string::npos) page.texts.push_back(DecodeHtml(text));
    }
    if (next == html.size()) break;
    const TestTag tag = ReadTestTag(html, next);
    if (tag.end == 0) page.problem = absl::StrCat("no tag: ", html.substr(next, 80));
    if (tag.closing && (open.empty() || open.back() != tag.name)) page.problem = absl::StrCat("not open: ", tag.name);
    if (!page.problem.empty()) return page;
    if (tag.closing) open.pop_back();
    if (!tag.closing) page.tags.push_back(tag.name);
    if (!tag.closing && !tag.empty) open.push_back(tag.name);
    if (!tag.id.empty()) page.ids.push_back(tag.id);
    at = tag.end;
  }
  if (!open.empty()) page.problem = absl::StrCat("left open: ", open.back());
  return page;
}

// The numbers in a text, as they are written: "-0.0125", "9.9e-04", "42".
inline std::vector<std::string> NumbersIn(const std::string& text) {
  static const std::regex kNumber(R"(-?\d+(\.\d+)?(e[+-]\d+)?)");
  std::vector<std::string> numbers;
  for (std::sregex_iterator it(text.begin(), text.end(), kNumber), end; it != end; ++it) numbers.push_back(it->str());
  return numbers;
}

}  // namespace moebench::stats

#endif  // MOEBENCH_STATS_REPORTS_TEST_PAGE_H_
