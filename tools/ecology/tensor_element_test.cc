#include "tools/ecology/tensor_element.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

namespace moebench::tools {
namespace {

template <typename T>
void ExpectIntegers(absl::string_view dtype) {
  const std::vector<T> values = {0, 1, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), T(-1)};
  // One byte off, as tensors in files of other programs may be.
  std::vector<char> bytes(1 + values.size() * sizeof(T));
  std::memcpy(bytes.data() + 1, values.data(), values.size() * sizeof(T));
  const IntegerElement read = FindIntegerElement(dtype);
  ASSERT_NE(read, nullptr) << dtype;
  for (size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(read(bytes.data() + 1, i), static_cast<int64_t>(values[i])) << dtype;
  }
}

TEST(TensorElementTest, ReadsWholeNumbersOfAnyWidth) {
  ExpectIntegers<int64_t>("I64");
  ExpectIntegers<int32_t>("I32");
  ExpectIntegers<int16_t>("I16");
  ExpectIntegers<int8_t>("I8");
  ExpectIntegers<uint32_t>("U32");
  ExpectIntegers<uint16_t>("U16");
  ExpectIntegers<uint8_t>("U8");
}

TEST(TensorElementTest, AnUnsignedNumberIsNeverNegative) {
  const uint64_t values[] = {7, std::numeric_limits<uint64_t>::max()};
  EXPECT_EQ(FindIntegerElement("U64")(values, 0), 7);
  EXPECT_EQ(FindIntegerElement("U64")(values, 1), std::numeric_limits<int64_t>::max());
}

TEST(TensorElementTest, ReadsFloatsAndDoubles) {
  const double doubles[] = {0.1, -2};
  const float floats[] = {0.1f, -2};
  EXPECT_EQ(FindRealElement("F64")(doubles, 0), 0.1);
  EXPECT_EQ(FindRealElement("F64")(doubles, 1), -2);
  EXPECT_EQ(FindRealElement("F32")(floats, 0), static_cast<double>(0.1f));
  EXPECT_EQ(FindRealElement("F32")(floats, 1), -2);
}

TEST(TensorElementTest, ReadsHalves) {
  // 1, -2, 65504 (the largest), 2^-14 (the smallest normal), 2^-24 (the smallest), 1/3 to ten bits, infinity, nan.
  const uint16_t bits[] = {0x3C00, 0xC000, 0x7BFF, 0x0400, 0x0001, 0x3555, 0x7C00, 0x7E00};
  const RealElement read = FindRealElement("F16");
  EXPECT_EQ(read(bits, 0), 1);
  EXPECT_EQ(read(bits, 1), -2);
  EXPECT_EQ(read(bits, 2), 65504);
  EXPECT_EQ(read(bits, 3), std::ldexp(1, -14));
  EXPECT_EQ(read(bits, 4), std::ldexp(1, -24));
  EXPECT_EQ(read(bits, 5), 1365.0 / 4096);
  EXPECT_EQ(read(bits, 6), HUGE_VAL);
  EXPECT_TRUE(std::isnan(read(bits, 7)));
}

TEST(TensorElementTest, ReadsBrainFloats) {
  const uint16_t bits[] = {0x3F80, 0xC000, 0x3EAB, 0x7FC0};  // 1, -2, 1/3 to eight bits, nan
  const RealElement read = FindRealElement("BF16");
  EXPECT_EQ(read(bits, 0), 1);
  EXPECT_EQ(read(bits, 1), -2);
  EXPECT_EQ(read(bits, 2), 171.0 / 512);
  EXPECT_TRUE(std::isnan(read(bits, 3)));
}

TEST(TensorElementTest, KnowsNoOtherTypes) {
  for (const char* dtype : {"F32", "BF16", "BOOL", "F8_E4M3", ""}) {
    EXPECT_EQ(FindIntegerElement(dtype), nullptr) << dtype;
  }
  for (const char* dtype : {"I64", "BOOL", "F8_E4M3", "F8_E5M2", ""})
    EXPECT_EQ(FindRealElement(dtype), nullptr) << dtype;
}

}  // namespace
}  // namespace moebench::tools
