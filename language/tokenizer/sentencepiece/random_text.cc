#include "language/tokenizer/sentencepiece/random_text.h"

#include <algorithm>

#include "language/tokenizer/sentencepiece/utf8.h"

namespace moebench::language {
namespace {

void AppendCharacter(uint32_t code_point, std::string* text) {
  char bytes[4];
  text->append(bytes, EncodeUtf8(code_point, bytes));
}

// Lengths near 1 are the most frequent.
uint32_t SmallLength(CounterRandom* random, uint32_t most) { return 1 + random->Below(1 + random->Below(most)); }

void AppendBytes(CounterRandom* random, std::string* text) {
  for (uint32_t left = SmallLength(random, 24); left > 0; --left)
    text->push_back(static_cast<char>(random->Below(256)));
}

void AppendWhiteSpace(CounterRandom* random, std::string* text) {
  static constexpr uint32_t kSpaces[] = {' ',  ' ',    ' ',    '\t',   '\n',   '\r',  0x0b,
                                         0xa0, 0x2003, 0x200b, 0x2581, 0x3000, 0xfeff};
  for (uint32_t left = SmallLength(random, 6); left > 0; --left) {
    AppendCharacter(kSpaces[random->Below(std::size(kSpaces))], text);
  }
}

void AppendRun(CounterRandom* random, std::string* text) {
  static constexpr absl::string_view kUnits[] = {"a", "ab", "\xe2\x96\x81", " ", "0", "-", "\xe6\x9d\xb1", "\xff", "c"};
  const absl::string_view unit = kUnits[random->Below(std::size(kUnits))];
  for (uint32_t left = SmallLength(random, random->Below(8) == 0 ? 300 : 30); left > 0; --left) {
    text->append(unit.data(), unit.size());
  }
}

void ChangeBytes(CounterRandom* random, std::string* text) {
  if (text->empty()) return;
  for (uint32_t left = random->Below(4); left > 0; --left) {
    const uint32_t place = random->Below(static_cast<uint32_t>(text->size()));
    switch (random->Below(3)) {
      case 0:
        (*text)[place] = static_cast<char>(random->Below(256));
        break;
      case 1:
        text->insert(place, 1, static_cast<char>(random->Below(128)));
        break;
      default:
        (*text)[place] = static_cast<char>((*text)[place] ^ 1 << random->Below(8));
    }
  }
}

}  // namespace

std::string RandomText::Make(uint64_t index) const {
  CounterRandom random(seed_, index);
  std::string text;
  for (uint32_t parts = SmallLength(&random, 12); parts > 0; --parts) AppendPart(&random, &text);
  if (random.Below(4) == 0) ChangeBytes(&random, &text);
  return text;
}

void RandomText::AppendPart(CounterRandom* random, std::string* text) const {
  switch (random->Below(8)) {
    case 0:
    case 1:
      return AppendCharacters(random, text);
    case 2:
      return AppendBytes(random, text);
    case 3:
      return AppendWhiteSpace(random, text);
    case 4:
      return AppendRun(random, text);
    case 5:
      return AppendRealText(random, text);
    default:
      return AppendPieces(random, text);
  }
}

// Of one of: ASCII, Latin and its marks, the first plane, what compatibility forms there are, any of the 17 planes.
void RandomText::AppendCharacters(CounterRandom* random, std::string* text) const {
  struct Range {
    uint32_t first, count;
  };
  static constexpr Range kRanges[] = {{0, 0x80},       {0x20, 0x5f},    {0x80, 0x300}, {0, 0x10000},
                                      {0x2000, 0x700}, {0xf900, 0x700}, {0, 0x110000}};
  const Range range = kRanges[random->Below(std::size(kRanges))];
  for (uint32_t left = SmallLength(random, 16); left > 0; --left) {
    const uint32_t code_point = range.first + random->Below(range.count);
    // Surrogates too: as three bytes they are no UTF-8.
    AppendCharacter(code_point, text);
  }
}

void RandomText::AppendPieces(CounterRandom* random, std::string* text) const {
  if (pieces_.empty()) return;
  for (uint32_t left = SmallLength(random, 8); left > 0; --left) {
    const std::string& piece = pieces_[random->Below(static_cast<uint32_t>(pieces_.size()))];
    const size_t length = random->Below(4) == 0 ? random->Below(static_cast<uint32_t>(piece.size())) : piece.size();
    // The visible space as a plain one, as texts have it.
    const bool spaced = piece.compare(0, 3, "\xe2\x96\x81") == 0 && length >= 3 && random->Below(4) != 0;
    text->append(spaced ? " " + piece.substr(3, length - 3) : piece.substr(0, length));
  }
}

void RandomText::AppendRealText(CounterRandom* random, std::string* text) const {
  if (real_text_.empty()) return;
  const auto size = static_cast<uint32_t>(std::min<size_t>(real_text_.size(), 0xffffffff));
  const uint32_t start = random->Below(size);
  std::string stretch = real_text_.substr(start, SmallLength(random, 120));
  if (random->Below(2) == 0) ChangeBytes(random, &stretch);
  text->append(stretch);
}

}  // namespace moebench::language
