#include "language/data/corpora/wikitext_text.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "language/data/corpora/utf8_character.h"

namespace moebench::language {
namespace {

std::string Replaced(absl::string_view text, absl::string_view from, absl::string_view to) {
  return absl::StrReplaceAll(text, {{from, to}});
}

// "/' 5/" -> "/'[0-9]/": what the harness's rule for years does when read as the regular expression it is.
std::string ReplaceQuotedDigit(const std::string& text) {
  constexpr absl::string_view kFront = "/' ";
  std::string result;
  size_t done = 0;
  for (size_t at = text.find(kFront.data()); at != std::string::npos; at = text.find(kFront.data(), at)) {
    const size_t digit = at + kFront.size();
    if (digit + 1 >= text.size() || !absl::ascii_isdigit(text[digit]) || text[digit + 1] != '/') {
      at = digit;
      continue;
    }
    result.append(text, done, at - done).append("/'[0-9]/");
    at = done = digit + 2;
  }
  return result.append(text, done, std::string::npos);
}

// Takes the white space off both ends of what stands between each `open` and the first `close` after it.
std::string StripWithin(const std::string& text, char open, char close) {
  std::string result;
  result.reserve(text.size());
  size_t done = 0;
  while (true) {
    const size_t begin = text.find(open, done);
    const size_t end = begin == std::string::npos ? begin : text.find(close, begin + 1);
    if (end == std::string::npos) return result.append(text, done, std::string::npos);
    const absl::string_view inside = StripWhiteSpace(absl::string_view(text).substr(begin + 1, end - begin - 1));
    result.append(text, done, begin + 1 - done).append(inside.data(), inside.size());
    result.push_back(close);
    done = end + 1;
  }
}

}  // namespace

bool IsWikiTextBlank(absl::string_view line) { return line.find_first_not_of(" \t\r") == absl::string_view::npos; }

bool IsWikiTextTitle(absl::string_view line) {
  line = absl::StripAsciiWhitespace(line);
  if (line.size() < 5 || !absl::ConsumePrefix(&line, "= ") || !absl::ConsumeSuffix(&line, " =")) return false;
  return !(absl::StartsWith(line, "= ") && absl::EndsWith(line, " ="));
}

bool IsWikiTextPageStart(absl::string_view line) {
  // Most lines are told apart without a copy: joining moves no line's first or last character that is not a space.
  const absl::string_view stripped = StripWhiteSpace(line);
  if (!absl::StartsWith(stripped, "=") || !absl::EndsWith(stripped, "=")) return false;
  const std::string joined = Replaced(Replaced(line, "= = =", "==="), "= =", "==");
  const absl::string_view text = StripWhiteSpace(joined);
  return absl::StartsWith(text, "= ") && absl::EndsWith(text, " =");
}

int64_t CountSplitWords(absl::string_view page) {
  int64_t runs = 0;
  bool in_run = false;
  while (!page.empty()) {
    const Utf8Character character = FirstCharacter(page);
    const bool space = IsWhiteSpace(character.code);
    runs += space && !in_run;
    in_run = space;
    page.remove_prefix(character.bytes);
  }
  return runs + 1;
}

std::string DetokenizeWikiText(absl::string_view page) {
  std::string text = ReplaceQuotedDigit(Replaced(page, "s '", "s'"));
  static constexpr std::pair<absl::string_view, absl::string_view> kWithinWords[] = {
      {" @-@ ", "-"}, {" @,@ ", ","}, {" @.@ ", "."}, {" : ", ": "}, {" ; ", "; "},
      {" . ", ". "},  {" ! ", "! "},  {" ? ", "? "},  {" , ", ", "}};
  for (const auto& [from, to] : kWithinWords) text = Replaced(text, from, to);
  static constexpr std::pair<char, char> kMarks[] = {{'(', ')'}, {'[', ']'}, {'{', '}'}, {'"', '"'}, {'\'', '\''}};
  for (const auto& [open, close] : kMarks) text = StripWithin(text, open, close);
  static constexpr std::pair<absl::string_view, absl::string_view> kRest[] = {
      {"= = = =", "===="}, {"= = =", "==="}, {"= =", "=="},  {" \xC2\xB0 ", "\xC2\xB0"},
      {" \n", "\n"},       {"\n ", "\n"},    {" N ", " 1 "}, {" 's", "'s"}};
  for (const auto& [from, to] : kRest) text = Replaced(text, from, to);
  return text;
}

}  // namespace moebench::language
