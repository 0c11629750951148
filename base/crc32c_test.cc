#include "base/crc32c.h"

#include <string>

#include "gtest/gtest.h"

namespace moebench {
namespace {

// RFC 3720, appendix B.4.
TEST(Crc32cTest, PublishedVectors) {
  EXPECT_EQ(Crc32c(""), 0u);
  EXPECT_EQ(Crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(Crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(Crc32c(std::string(32, '\xFF')), 0x62A8AB43u);
  std::string ascending;
  for (char byte = 0; byte < 32; ++byte) ascending.push_back(byte);
  EXPECT_EQ(Crc32c(ascending), 0x46DD794Eu);
}

TEST(Crc32cTest, TableAndInstructionAgreeAtEveryLengthAndStart) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes.push_back(static_cast<char>(i * 37 + i / 7));
  for (size_t start = 0; start < 9; ++start) {
    for (size_t size = 0; start + size <= 100; ++size) {
      const std::string part = bytes.substr(start, size);
      EXPECT_EQ(ExtendCrc32c(0x12345678, part), ExtendCrc32cByTable(0x12345678, part)) << start << " " << size;
    }
  }
}

TEST(Crc32cTest, PiecesGiveTheChecksumOfTheWhole) {
  const std::string bytes = "mixture of experts, one piece at a time";
  for (size_t cut = 0; cut <= bytes.size(); ++cut) {
    EXPECT_EQ(ExtendCrc32c(Crc32c(bytes.substr(0, cut)), bytes.substr(cut)), Crc32c(bytes));
  }
}

TEST(Crc32cTest, EveryFlippedBitIsSeen) {
  const std::string bytes = "checkpoint";
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    std::string damaged = bytes;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << bit % 8));
    EXPECT_NE(Crc32c(damaged), Crc32c(bytes));
  }
}

}  // namespace
}  // namespace moebench
