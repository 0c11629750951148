#include "vision/data/gunzip.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/test_gzip.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

constexpr size_t kMany = size_t{1} << 30;

TEST(GunzipTest, UnpacksAcrossBlocks) {
  std::string text(3'000'000, '\0');
  for (size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i * i >> 7);
  EXPECT_TRUE(IsGzip(Gzip(text)));
  EXPECT_EQ(*Gunzip(Gzip(text), kMany), text);
  EXPECT_EQ(*Gunzip(Gzip(""), kMany), "");
  EXPECT_FALSE(IsGzip("plain"));
}

TEST(GunzipTest, RefusesEveryCut) {
  const std::string whole = Gzip("some text to pack, some text to pack");
  for (size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(Gunzip(whole.substr(0, size), kMany).status(), absl::DataLossError("is cut: the gzip stream has no end"));
  }
}

TEST(GunzipTest, RefusesDamageAndTrailingBytes) {
  std::string damaged = Gzip("some text to pack");
  damaged[damaged.size() - 5] ^= 1;  // in the checksum
  EXPECT_THAT(Gunzip(damaged, kMany).status().message(), HasSubstr("is damaged: incorrect data check"));
  EXPECT_THAT(Gunzip(Gzip("text") + "xyz", kMany).status().message(), HasSubstr("has 3 bytes after its gzip stream"));
}

TEST(GunzipTest, StopsABomb) {
  const std::string bomb = Gzip(std::string(50'000'000, '\0'));
  EXPECT_LT(bomb.size(), 1'000'000);
  EXPECT_THAT(Gunzip(bomb, 1000).status().message(), HasSubstr("unpacks to more than the 1000 bytes"));
}

}  // namespace
}  // namespace moebench::vision
