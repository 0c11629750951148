#include "language/tokenizer/byte_level/gpt2_scanner.h"

#include <cstring>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "base/atomic_file.h"
#include "base/counter_random.h"
#include "base/runfiles.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "language/tokenizer/byte_level/unicode_categories.h"
#include "nlohmann/json.hpp"

namespace moebench::language {
namespace {

using testing::ElementsAre;

std::vector<std::string> Pieces(absl::string_view text) {
  std::vector<std::string> pieces;
  Gpt2Scanner scanner(text);
  for (absl::string_view piece; scanner.Next(&piece);) pieces.emplace_back(piece);
  return pieces;
}

TEST(Gpt2ScannerTest, WordsNumbersAndPunctuationTakeTheSpaceBeforeThem) {
  EXPECT_THAT(Pieces("Hello world 42 !?"), ElementsAre("Hello", " world", " 42", " !?"));
  EXPECT_THAT(Pieces("abc123_x"), ElementsAre("abc", "123", "_", "x"));
  EXPECT_THAT(Pieces(""), ElementsAre());
  EXPECT_THAT(Pieces("\tx"), ElementsAre("\t", "x"));  // only U+0020 goes with the word
}

TEST(Gpt2ScannerTest, OfWhiteSpaceBeforeAWordTheLastStaysOut) {
  EXPECT_THAT(Pieces("a   b"), ElementsAre("a", "  ", " b"));
  EXPECT_THAT(Pieces("a\n\nb"), ElementsAre("a", "\n", "\n", "b"));
  EXPECT_THAT(Pieces("a \n"), ElementsAre("a", " \n"));
  EXPECT_THAT(Pieces("   "), ElementsAre("   "));
  EXPECT_THAT(Pieces(" "), ElementsAre(" "));
  EXPECT_THAT(Pieces("a\u3000\u00A0b"), ElementsAre("a", "\u3000", "\u00A0", "b"));
}

TEST(Gpt2ScannerTest, ContractionsBeginAPieceAndAreLowerCase) {
  EXPECT_THAT(Pieces("we'll I've it's"), ElementsAre("we", "'ll", " I", "'ve", " it", "'s"));
  EXPECT_THAT(Pieces("don'tx"), ElementsAre("don", "'t", "x"));
  EXPECT_THAT(Pieces("DON'T"), ElementsAre("DON", "'", "T"));
  EXPECT_THAT(Pieces("x 'd"), ElementsAre("x", " '", "d"));  // the space comes first
  EXPECT_THAT(Pieces("x.'d"), ElementsAre("x", ".'", "d"));  // in the middle of punctuation
  EXPECT_THAT(Pieces("'l"), ElementsAre("'", "l"));
  EXPECT_THAT(Pieces("'"), ElementsAre("'"));
  EXPECT_THAT(Pieces("''s"), ElementsAre("''", "s"));
}

TEST(Gpt2ScannerTest, ClassesAreUnicodes) {
  EXPECT_THAT(Pieces("Größe ²Ⅳ٣ €5"), ElementsAre("Größe", " ²Ⅳ٣", " €", "5"));
  EXPECT_THAT(Pieces("日本語 です。"), ElementsAre("日本語", " です", "。"));
  EXPECT_THAT(Pieces("e\u0301a"), ElementsAre("e", "\u0301", "a"));  // a combining mark is no letter
  EXPECT_THAT(Pieces("x\U0001F600\U00010400y"), ElementsAre("x", "\U0001F600", "\U00010400y"));
}

TEST(Gpt2ScannerTest, IllFormedBytesAreNeitherLettersNorSpaces) {
  EXPECT_THAT(Pieces("a\xFF"), ElementsAre("a", "\xFF"));
  EXPECT_THAT(Pieces("a \xE2\x82z"), ElementsAre("a", " \xE2\x82", "z"));  // the euro sign cut off
  EXPECT_THAT(Pieces("\xC3"), ElementsAre("\xC3"));
  EXPECT_THAT(Pieces("\xC3\xC3\xA9!"), ElementsAre("\xC3", "\xC3\xA9", "!"));    // the second is "é"
  EXPECT_THAT(Pieces("a\xC1\x81z"), ElementsAre("a", "\xC1\x81", "z"));          // overlong "A"
  EXPECT_THAT(Pieces("a\xE0\x81\x81z"), ElementsAre("a", "\xE0\x81\x81", "z"));  // overlong "A"
  EXPECT_THAT(Pieces("a\xF0\x80\x81\x81z"), ElementsAre("a", "\xF0\x80\x81\x81", "z"));
  EXPECT_THAT(Pieces("a\xED\xA0\x80z"), ElementsAre("a", "\xED\xA0\x80", "z"));          // a surrogate
  EXPECT_THAT(Pieces("a\xF4\x90\x80\x80z"), ElementsAre("a", "\xF4\x90\x80\x80", "z"));  // above U+10FFFF
  EXPECT_THAT(Pieces("a\xF5\x80\x80\x80z"), ElementsAre("a", "\xF5\x80\x80\x80", "z"));
  EXPECT_THAT(Pieces(absl::string_view("a\0b", 3)), ElementsAre("a", std::string(1, '\0'), "b"));
  EXPECT_THAT(Pieces("\x80'\x80s"), ElementsAre("\x80'\x80", "s"));
}

// The pattern's alternatives tried in order, character by character, with no thought of speed.
class PlainScanner {
 public:
  explicit PlainScanner(absl::string_view text) {
    for (size_t i = 0; i < text.size(); i += lengths_.back()) lengths_.push_back(Decode(text.substr(i)));
    starts_.push_back(0);
    for (const int length : lengths_) starts_.push_back(starts_.back() + length);
    for (size_t i = 0; i < lengths_.size(); ++i) ascii_.push_back(lengths_[i] == 1 ? text[starts_[i]] : '\x80');
  }

  std::vector<std::string> Pieces(absl::string_view text) const {
    std::vector<std::string> pieces;
    for (size_t i = 0; i < lengths_.size();) {
      const size_t end = PieceEnd(i);
      pieces.emplace_back(text.substr(starts_[i], starts_[end] - starts_[i]));
      i = end;
    }
    return pieces;
  }

 private:
  // Well-formed: what encodes back to the same bytes.
  int Decode(absl::string_view text) {
    for (int length = 1; length <= 4 && length <= static_cast<int>(text.size()); ++length) {
      constexpr int kFirstBits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
      char32_t c = static_cast<uint8_t>(text[0]) & kFirstBits[length];
      for (int i = 1; i < length; ++i) c = c << 6 | (static_cast<uint8_t>(text[i]) & 0x3F);
      if ((c >= 0xD800 && c < 0xE000) || c > 0x10FFFF || Encode(c) != text.substr(0, length)) continue;
      classes_.push_back(ClassOf(c));
      return length;
    }
    classes_.push_back(CharacterClass::kOther);
    return 1;
  }

  static std::string Encode(char32_t c) {
    const auto tail = [c](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x80) return {static_cast<char>(c)};
    if (c < 0x800) return {static_cast<char>(0xC0 | c >> 6), tail(0)};
    if (c < 0x10000) return {static_cast<char>(0xE0 | c >> 12), tail(6), tail(0)};
    return {static_cast<char>(0xF0 | c >> 18), tail(12), tail(6), tail(0)};
  }

  size_t PieceEnd(size_t i) const {
    for (const char* word : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}) {
      if (ascii_.compare(i, strlen(word), word) == 0) return i + strlen(word);
    }
    for (const CharacterClass wanted : {CharacterClass::kLetter, CharacterClass::kNumber, CharacterClass::kOther}) {
      const size_t first = i + (ascii_[i] == ' ');
      size_t end = first;
      while (end < classes_.size() && classes_[end] == wanted) ++end;
      if (end > first) return end;
    }
    size_t end = i;
    while (end < classes_.size() && classes_[end] == CharacterClass::kSpace) ++end;
    // \s+ gives back one character at a time until no \S follows.
    for (size_t back = end; back > i; --back) {
      if (back == classes_.size() || classes_[back] == CharacterClass::kSpace) return back;
    }
    return end;
  }

  std::vector<int> lengths_;
  std::vector<size_t> starts_;
  std::vector<CharacterClass> classes_;
  std::string ascii_;
};

TEST(Gpt2ScannerTest, EqualsThePlainPatternOnRandomBytes) {
  const std::vector<std::string> parts = {
      " ",          "  ",     "\n",   "\u3000",   "\u00A0", "'",    "'s",           "'re",      "'l",
      "a",          "Z",      "é",    "語",       "1",      "٣",    "\U0001D7D8",   "!",        "€",
      "\U0001F600", "\u0301", "\xFF", "\xE2\x82", "\xC3",   "\x80", "\xED\xA0\x80", "\xF0\x9F", "ve",
      "d"};
  CounterRandom random(/*key=*/7, /*stream=*/1);
  for (int i = 0; i < 20000; ++i) {
    std::string text;
    for (int n = random.Below(12); n > 0; --n) {
      if (random.Below(8) == 0) {
        text.push_back(static_cast<char>(random.Below(256)));
      } else {
        text += parts[random.Below(parts.size())];
      }
    }
    ASSERT_EQ(Pieces(text), PlainScanner(text).Pieces(text)) << testing::PrintToString(text);
  }
}

TEST(Gpt2ScannerTest, EqualsHuggingFacesByteLevelPreTokenizer) {
  const absl::StatusOr<std::string> path = Runfile("language/tokenizer/byte_level/testdata/gpt2_pieces_reference.json");
  ASSERT_TRUE(path.ok()) << path.status();
  const nlohmann::json reference = nlohmann::json::parse(*ReadFile(*path));
  ASSERT_EQ(reference["cases"].size(), 400u);
  for (const nlohmann::json& pieces : reference["cases"]) {
    const std::vector<std::string> wanted = pieces.get<std::vector<std::string>>();
    EXPECT_EQ(Pieces(absl::StrJoin(wanted, "")), wanted);
  }
}

// A quadratic scanner would take hours: each run has 4 MB.
TEST(Gpt2ScannerTest, LongRunsTakeLinearTime) {
  for (const std::string unit : {" ", "\n", "\u3000", "a", "é", "7", "!", "\xFF", "'", " \n", "'s", " a"}) {
    std::string text;
    while (text.size() < size_t{4} << 20) text += unit;
    for (const char* tail : {"", "x"}) {
      const std::string whole = text + tail;
      size_t bytes = 0;
      Gpt2Scanner scanner(whole);
      for (absl::string_view piece; scanner.Next(&piece);) bytes += piece.size();
      EXPECT_EQ(bytes, whole.size());
    }
  }
}

}  // namespace
}  // namespace moebench::language
