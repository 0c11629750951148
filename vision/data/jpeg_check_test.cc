#include "vision/data/jpeg_check.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "vision/data/test_image.h"

namespace moebench::vision {
namespace {

using ::testing::HasSubstr;

std::string Jpeg() { return EncodeJpeg(32, 32, 3, DetailedPixels(32, 32, 3)); }

TEST(JpegCheckTest, PassesWholeFiles) {
  EXPECT_TRUE(CheckJpegData(Jpeg()).ok());
  EXPECT_TRUE(CheckJpegData(EncodeJpeg(1, 1, 1, {7})).ok());
}

// A scan that stops half way but is closed by an end marker: a decoder shows its lower half gray and reports success.
TEST(JpegCheckTest, RefusesAScanThatStopsEarly) {
  const std::string whole = Jpeg();
  const absl::Status status = CheckJpegData(whole.substr(0, whole.size() * 2 / 3) + "\xFF\xD9");
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(status.message(), HasSubstr("does not decode: Corrupt JPEG data: premature end of data segment"));
}

TEST(JpegCheckTest, RefusesAHoleOfZeros) {
  std::string jpeg = Jpeg();
  jpeg.replace(jpeg.size() / 2, jpeg.size() / 3, jpeg.size() / 3, '\0');
  EXPECT_EQ(CheckJpegData(jpeg).code(), absl::StatusCode::kDataLoss);
}

TEST(JpegCheckTest, RefusesBytesLeftOver) {
  std::string jpeg = Jpeg();
  jpeg.insert(jpeg.size() - 2, "bytes that no code of the scan accounts for");
  EXPECT_THAT(CheckJpegData(jpeg).message(), HasSubstr("extraneous bytes before marker 0xd9"));
}

TEST(JpegCheckTest, RefusesWhatIsNoJpeg) {
  EXPECT_THAT(CheckJpegData("GIF89a").message(), HasSubstr("does not decode: Not a JPEG file"));
  EXPECT_FALSE(CheckJpegData(Jpeg().substr(0, 100)).ok());
}

}  // namespace
}  // namespace moebench::vision
