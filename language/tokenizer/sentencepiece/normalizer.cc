#include "language/tokenizer/sentencepiece/normalizer.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/tokenizer/sentencepiece/utf8.h"

namespace moebench::language {
namespace {

constexpr absl::string_view kReplacementCharacter = "\xef\xbf\xbd";
constexpr size_t kMostBytes = std::numeric_limits<int32_t>::max();

// The most bytes that one byte without a rule becomes: U+FFFD, or a visible space.
constexpr size_t kGrowth = 3;

const char* EndOfAscii(const char* text, const char* end) {
  while (end - text >= 8) {
    uint64_t block;
    std::memcpy(&block, text, 8);
    if ((block & 0x8080808080808080u) != 0) break;
    text += 8;
  }
  while (text != end && static_cast<unsigned char>(*text) < 0x80) ++text;
  return text;
}

}  // namespace

Normalizer::Normalizer(NormalizerRules rules) : rules_(std::move(rules)) {
  simple_.fill(kNotSimple);
  for (unsigned char character = 0; character < 0x80; ++character) {
    simple_[character] = SimpleReplacement(character);
    if (simple_[character] == kNotSimple) continue;
    for (int next = 0x80; next < 0x100; ++next) {
      const char prefix[] = {static_cast<char>(character), static_cast<char>(next)};
      simple_characters_combine_ |= rules_.charsmap.MayStartWith(absl::string_view(prefix, 2));
    }
  }
}

unsigned char Normalizer::SimpleReplacement(unsigned char character) const {
  if (rules_.user_defined_symbols.MayStart(character)) return kNotSimple;
  char text[2] = {static_cast<char>(character), 0};
  for (int next = 0; next < 0x80; ++next) {
    text[1] = static_cast<char>(next);
    if (rules_.charsmap.MayStartWith(absl::string_view(text, 2))) return kNotSimple;
  }
  absl::string_view replacement(text, 1);
  rules_.charsmap.LongestMatch(text, 1, &replacement);
  const bool simple = replacement.size() == 1 && static_cast<unsigned char>(replacement[0]) < 0x80;
  return simple ? static_cast<unsigned char>(replacement[0]) : kNotSimple;
}

// One text on its way through a Normalizer. Between steps the output has room for kGrowth times what is left of the
// text, and for a space before and after it.
class NormalizationRun {
 public:
  NormalizationRun(const Normalizer& normalizer, absl::string_view text, NormalizedText* normalized)
      : normalizer_(normalizer),
        rules_(normalizer.rules_),
        text_(text.data()),
        end_(text.data() + text.size()),
        ascii_end_(text.data()),
        space_(rules_.escape_whitespaces ? kVisibleSpace : " "),
        normalized_(*normalized) {}

  absl::Status Run() {
    size_ = 0;
    normalized_.size_ = 0;
    if (rules_.remove_extra_whitespaces) SkipLeadingSpaces();
    if (text_ == end_) return absl::OkStatus();
    MOE_RETURN_IF_ERROR(MakeRoom(0));
    if (rules_.add_dummy_prefix && !rules_.treat_whitespace_as_suffix) AppendSpace();
    after_space_ = rules_.remove_extra_whitespaces;
    while (text_ != end_) {
      TakeSimpleCharacters();
      if (text_ != end_) MOE_RETURN_IF_ERROR(TakeUnit());
    }
    if (rules_.remove_extra_whitespaces) DropTrailingSpaces();
    if (rules_.add_dummy_prefix && rules_.treat_whitespace_as_suffix) AppendSpace();
    normalized_.size_ = size_;
    return absl::OkStatus();
  }

 private:
  // What the text begins with, as one rule takes it: how many bytes, and what they become.
  size_t NextUnit(absl::string_view* replacement) const {
    const size_t left = static_cast<size_t>(end_ - text_);
    const size_t symbol = normalizer_.UserDefinedSymbol(text_, left);
    if (symbol > 0) {
      *replacement = absl::string_view(text_, symbol);
      return symbol;
    }
    const size_t matched = rules_.charsmap.LongestMatch(text_, left, replacement);
    if (matched > 0) return matched;
    uint32_t code_point;
    const size_t character = DecodeUtf8(text_, left, &code_point);
    *replacement = character > 0 ? absl::string_view(text_, character) : kReplacementCharacter;
    return std::max<size_t>(character, 1);
  }

  void SkipLeadingSpaces() {
    absl::string_view replacement;
    while (text_ != end_) {
      const size_t taken = NextUnit(&replacement);
      if (replacement != " ") return;
      text_ += taken;
    }
  }

  // Room for `replacement` bytes of a rule and for what is left of the text.
  absl::Status MakeRoom(size_t replacement) {
    const size_t left = static_cast<size_t>(end_ - text_);
    if (left > kMostBytes || replacement > kMostBytes || size_ + (left + replacement + 2) * kGrowth > kMostBytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the text is too long: its last ", left, " bytes would go beyond 2 GiB when normalised"));
    }
    const size_t needed = size_ + (left + replacement + 2) * kGrowth;
    if (needed <= normalized_.capacity_) return absl::OkStatus();
    const size_t capacity = std::max(needed, normalized_.capacity_ * 2);
    std::unique_ptr<char[]> larger(new char[capacity + NormalizedText::kPadding]);
    if (size_ > 0) std::memcpy(larger.get(), normalized_.bytes_.get(), size_);
    normalized_.bytes_ = std::move(larger);
    normalized_.capacity_ = capacity;
    return absl::OkStatus();
  }

  void AppendSpace() {
    std::memcpy(normalized_.bytes_.get() + size_, space_.data(), space_.size());
    size_ += space_.size();
  }

  // The fast way: characters that become one character whatever is around them.
  void TakeSimpleCharacters() {
    // Looked for once a stretch, however often it is left and entered again.
    if (text_ >= ascii_end_) ascii_end_ = EndOfAscii(text_, end_);
    const char* stop = ascii_end_;
    if (normalizer_.simple_characters_combine_ && stop != end_ && stop != text_) --stop;
    char* out = normalized_.bytes_.get();
    size_t size = size_;
    bool after_space = after_space_;
    const char* text = text_;
    for (; text != stop; ++text) {
      const unsigned char character = normalizer_.simple_[static_cast<unsigned char>(*text)];
      if (character == Normalizer::kNotSimple) break;
      if (character != ' ') {
        out[size++] = static_cast<char>(character);
        after_space = false;
        continue;
      }
      if (after_space) continue;
      std::memcpy(out + size, space_.data(), space_.size());
      size += space_.size();
      after_space = rules_.remove_extra_whitespaces;
    }
    text_ = text;
    size_ = size;
    after_space_ = after_space;
  }

  absl::Status TakeUnit() {
    absl::string_view replacement;
    const size_t taken = NextUnit(&replacement);
    text_ += taken;
    while (after_space_ && !replacement.empty() && replacement.front() == ' ') replacement.remove_prefix(1);
    if (replacement.empty()) return absl::OkStatus();
    if (replacement.size() > taken) MOE_RETURN_IF_ERROR(MakeRoom(replacement.size()));
    for (const char c : replacement) {
      if (c == ' ') {
        AppendSpace();
      } else {
        normalized_.bytes_[size_++] = c;
      }
    }
    after_space_ = rules_.remove_extra_whitespaces && replacement.back() == ' ';
    return absl::OkStatus();
  }

  // Visible spaces that the text itself holds go too.
  void DropTrailingSpaces() {
    const auto ends_with_space = [this] {
      return size_ >= space_.size() &&
             std::memcmp(normalized_.bytes_.get() + size_ - space_.size(), space_.data(), space_.size()) == 0;
    };
    while (ends_with_space()) size_ -= space_.size();
  }

  const Normalizer& normalizer_;
  const NormalizerRules& rules_;
  const char* text_;
  const char* const end_;
  const char* ascii_end_;  // of the stretch of ASCII that text_ is in, or was last
  const absl::string_view space_;
  NormalizedText& normalized_;
  size_t size_ = 0;
  bool after_space_ = false;  // further spaces are dropped
};

absl::Status Normalizer::Normalize(absl::string_view text, NormalizedText* normalized) const {
  return NormalizationRun(*this, text, normalized).Run();
}

}  // namespace moebench::language
