#include "moe_core/experiments/shortest_double.h"

#include <charconv>
#include <cmath>

namespace moebench {

std::string ShortestDouble(double value) {
  const double magnitude = std::abs(value);
  const bool plain = magnitude == 0 || (magnitude >= 1e-5 && magnitude < 1e15);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::scientific;
  char text[40];  // at most 17 digits, a sign, a point, and 5 zeros or an exponent
  const std::to_chars_result end = std::to_chars(text, text + sizeof(text), value, format);
  return std::string(text, end.ptr);
}

}  // namespace moebench
