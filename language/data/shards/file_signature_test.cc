#include "language/data/shards/file_signature.h"

#include <cstring>
#include <string>

#include "gtest/gtest.h"

namespace moebench::language {
namespace {

using std::literals::string_literals::operator""s;

std::string Looks(const std::string& bytes) { return LooksLike(bytes, static_cast<int64_t>(bytes.size())); }

std::string Int32(int32_t value) {
  std::string bytes(4, '\0');
  std::memcpy(&bytes[0], &value, 4);
  return bytes;
}

TEST(FileSignature, KnowsFilesByTheirFirstBytes) {
  EXPECT_EQ(Looks("MOETOKEN\1\0\0\0"s), "a token shard");
  EXPECT_EQ(Looks(Int32(20240520) + Int32(1)), "llm.c's .bin (GPT-2, uint16)");
  EXPECT_EQ(Looks(Int32(20240801) + Int32(7)), "llm.c's .bin (Llama 3, uint32)");
  EXPECT_EQ(Looks(Int32(20240522)), "llm.c's evaluation file");
  EXPECT_EQ(Looks("\x1f\x8b\x08\0\0\0\0\0\0\x03xx"s), "a gzip file");
  EXPECT_EQ(Looks("PK\3\4...."), "a zip file");
  EXPECT_EQ(Looks("\xFD"s + "7zXZ\0"s), "an xz file");
  EXPECT_EQ(Looks("\x28\xB5\x2F\xFD...."), "a zstd file");
  EXPECT_EQ(Looks("\x93NUMPY\1\0"s), "a NumPy .npy file");
  EXPECT_EQ(Looks("PAR1"), "a Parquet file");
  EXPECT_EQ(Looks(std::string(257, 'a') + "ustar" + std::string(250, '\0')), "a tar file");
  EXPECT_EQ(Looks("{\"text\": \"Hello\"}\n"), "text");
  EXPECT_EQ(Looks(std::string(64, '\0')), "a file of zeros, such as an unfinished shard");
  EXPECT_EQ(Looks(""), "an empty file");
  EXPECT_EQ(Looks("\1\2\3"), "nothing known");
  EXPECT_EQ(Looks("\1\2\3\4"), "nothing known, perhaps nanoGPT's .bin (bare uint16 ids)");
}

// 35615 and 8 are ids like others.
TEST(FileSignature, TwoTokensAreNoGzip) {
  EXPECT_EQ(KnownSignature("\x1f\x8b\x08\0\x01\x02\x03\x04\x05\x99"s), "");
  EXPECT_EQ(KnownSignature("\x1f\x8b\x08\0"s), "");
}

}  // namespace
}  // namespace moebench::language
