#include "stats/input/input_mutation.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/strings/string_view.h"

namespace moebench::stats {
namespace {

constexpr std::array<absl::string_view, 32> kStumblingBlocks = {
    "nan", "NaN",  "inf",  "-Infinity", "1e999", "1e-999", "-0", "0x1p3",        "1_000",   "99999999999999999999",
    "-1",  "0",    "null", "true",      "\"\"",  "\"",     ",",  "\n",           "\r",      "\r\n",
    ";",   "\xFF", "[",    "]",         "{",     "}",      ":",  "\xEF\xBB\xBF", "\\u0000", "\\ud800",
    "#",   "--"};

size_t Position(size_t size, CounterRandom* random) { return random->Below(static_cast<uint32_t>(size) + 1); }

// Short lengths are likelier: a single digit or comma lost is the harder case.
size_t Length(size_t left, CounterRandom* random) {
  const uint32_t most = uint32_t{1} << random->Below(8);
  return std::min<size_t>(left, 1 + random->Below(most));
}

std::string Mutate(std::string bytes, CounterRandom* random) {
  const size_t at = Position(bytes.size(), random);
  const size_t length = Length(bytes.size() - at, random);
  switch (random->Below(8)) {
    case 0:
      if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << random->Below(8)));
      return bytes;
    case 1:
      if (at < bytes.size()) bytes[at] = static_cast<char>(random->Below(256));
      return bytes;
    case 2:
      return bytes.erase(at, length);
    case 3:
      return bytes.insert(at, bytes.substr(at, length));
    case 4: {
      const absl::string_view block = kStumblingBlocks[random->Below(kStumblingBlocks.size())];
      return bytes.replace(at, random->Below(2) == 0 ? 0 : length, block.data(), block.size());
    }
    case 5:
      return bytes.substr(0, at);
    case 6: {
      const std::string moved = bytes.substr(at, length);
      bytes.erase(at, length);
      return bytes.insert(Position(bytes.size(), random), moved);
    }
    default:
      if (at < bytes.size()) bytes[at] = static_cast<char>('0' + random->Below(10));
      return bytes;
  }
}

}  // namespace

std::string Mutated(std::string bytes, CounterRandom* random) {
  for (uint32_t left = 1 + random->Below(4); left > 0; --left) bytes = Mutate(std::move(bytes), random);
  return bytes;
}

}  // namespace moebench::stats
