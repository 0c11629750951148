#include "tools/ecology/tensor_element.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace moebench::tools {
namespace {

template <typename T>
T Load(const void* data, size_t index) {
  T value;
  std::memcpy(&value, static_cast<const char*>(data) + index * sizeof(T), sizeof(T));
  return value;
}

template <typename T>
int64_t Integer(const void* data, size_t index) {
  const T value = Load<T>(data, index);
  if constexpr (std::is_same_v<T, uint64_t>) {
    if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) return std::numeric_limits<int64_t>::max();
  }
  return static_cast<int64_t>(value);
}

template <typename T>
double Real(const void* data, size_t index) {
  return static_cast<double>(Load<T>(data, index));
}

// 1 sign bit, 5 of the exponent (bias 15), 10 of the fraction.
double Half(const void* data, size_t index) {
  const uint16_t bits = Load<uint16_t>(data, index);
  const int exponent = (bits >> 10) & 0x1F;
  const int fraction = bits & 0x3FF;
  double magnitude = 0;
  if (exponent == 0x1F) {
    magnitude = fraction == 0 ? HUGE_VAL : std::nan("");
  } else if (exponent == 0) {
    magnitude = std::ldexp(fraction, -24);
  } else {
    magnitude = std::ldexp(0x400 + fraction, exponent - 25);
  }
  return (bits & 0x8000) != 0 ? -magnitude : magnitude;
}

// The upper half of a float.
double Brain(const void* data, size_t index) {
  const uint32_t bits = static_cast<uint32_t>(Load<uint16_t>(data, index)) << 16;
  float value = 0;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

}  // namespace

IntegerElement FindIntegerElement(absl::string_view dtype) {
  if (dtype == "I64") return Integer<int64_t>;
  if (dtype == "I32") return Integer<int32_t>;
  if (dtype == "I16") return Integer<int16_t>;
  if (dtype == "I8") return Integer<int8_t>;
  if (dtype == "U64") return Integer<uint64_t>;
  if (dtype == "U32") return Integer<uint32_t>;
  if (dtype == "U16") return Integer<uint16_t>;
  if (dtype == "U8") return Integer<uint8_t>;
  return nullptr;
}

RealElement FindRealElement(absl::string_view dtype) {
  if (dtype == "F64") return Real<double>;
  if (dtype == "F32") return Real<float>;
  if (dtype == "F16") return Half;
  if (dtype == "BF16") return Brain;
  return nullptr;
}

}  // namespace moebench::tools
