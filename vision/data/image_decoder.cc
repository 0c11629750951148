#include "vision/data/image_decoder.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "vision/data/image_probe.h"
#include "vision/data/jpeg_check.h"

namespace moebench::vision {
namespace {

absl::StatusOr<ImageProbe> CheckImage(absl::string_view bytes) {
  MOE_ASSIGN_OR_RETURN(const ImageProbe probe, ProbeImage(bytes));
  if (probe.format == ImageFormat::kJpeg) MOE_RETURN_IF_ERROR(CheckJpegData(bytes));
  return probe;
}

// [H, W, 3] in OpenCV's order: blue, green, red.
absl::StatusOr<cv::Mat> Decode(absl::string_view bytes, int flags) {
  const cv::Mat encoded(1, static_cast<int>(bytes.size()), CV_8U, const_cast<char*>(bytes.data()));
  cv::Mat image;
  try {
    image = cv::imdecode(encoded, flags);
  } catch (const cv::Exception& error) {
    return absl::DataLossError(absl::StrCat("does not decode: ", error.err));
  }
  if (image.empty()) return absl::DataLossError("does not decode");
  return image;
}

void CopyAsRgb(const cv::Mat& image, uint8_t* pixels) {
  cv::Mat result(image.rows, image.cols, CV_8UC3, pixels);
  cv::cvtColor(image, result, cv::COLOR_BGR2RGB);
}

cv::Mat ResizeShorterSide(const cv::Mat& image, int size) {
  const int shorter = std::min(image.rows, image.cols);
  if (shorter == size) return image;
  const double scale = static_cast<double>(size) / shorter;
  const auto scaled = [&](int side) { return side == shorter ? size : static_cast<int>(std::lround(side * scale)); };
  cv::Mat resized;
  cv::resize(image, resized, cv::Size(scaled(image.cols), scaled(image.rows)), 0, 0,
             scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return resized;
}

}  // namespace

absl::Status DecodeExact(absl::string_view bytes, int height, int width, uint8_t* pixels) {
  MOE_ASSIGN_OR_RETURN(const ImageProbe probe, CheckImage(bytes));
  if (probe.width != width || probe.height != height) {
    return absl::DataLossError(
        absl::StrCat("is ", probe.width, " x ", probe.height, " pixels, expected ", width, " x ", height));
  }
  MOE_ASSIGN_OR_RETURN(const cv::Mat image, Decode(bytes, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION));
  CopyAsRgb(image, pixels);
  return absl::OkStatus();
}

absl::Status DecodeResized(absl::string_view bytes, int size, uint8_t* pixels) {
  MOE_RETURN_IF_ERROR(CheckImage(bytes).status());
  MOE_ASSIGN_OR_RETURN(const cv::Mat image, Decode(bytes, cv::IMREAD_COLOR));
  const cv::Mat resized = ResizeShorterSide(image, size);
  const cv::Rect centre((resized.cols - size) / 2, (resized.rows - size) / 2, size, size);
  CopyAsRgb(resized(centre), pixels);
  return absl::OkStatus();
}

}  // namespace moebench::vision
