// A made-up set of images for tests. Should not be used in non-test code.
#ifndef MOEBENCH_VISION_DATA_TEST_IMAGE_SET_H_
#define MOEBENCH_VISION_DATA_TEST_IMAGE_SET_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "vision/data/file_tree.h"
#include "vision/data/image_set.h"

namespace moebench::vision {

// `offset` tells the splits apart.
inline ImageSplit TestImageSplit(int64_t count, int64_t image_bytes, int offset) {
  ImageSplit split;
  for (int64_t i = 0; i < count; ++i) split.labels.push_back(i % 4);
  split.decode = [image_bytes, offset](int64_t index, uint8_t* pixels) {
    for (int64_t i = 0; i < image_bytes; ++i) pixels[i] = static_cast<uint8_t>(index * 7 + i * 31 + (i >> 4) + offset);
    return absl::OkStatus();
  };
  return split;
}

// Four classes, label i % 4.
inline ImageSet TestImageSet(int64_t train, int64_t test, int height, int width, int channels) {
  ImageSet set;
  set.height = height;
  set.width = width;
  set.channels = channels;
  set.class_names = {"a", "b", "c", "d"};
  set.train = TestImageSplit(train, int64_t{height} * width * channels, 0);
  set.test = TestImageSplit(test, int64_t{height} * width * channels, 100);
  return set;
}

// Files of a set that has none.
class NoFiles : public FileTree {
 public:
  NoFiles() : FileTree("/none", {}) {}
  absl::StatusOr<std::string> Read(absl::string_view) const override { return absl::NotFoundError("no files"); }
  absl::StatusOr<std::string> Checksum() const override { return std::string(64, 'e'); }
};

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_TEST_IMAGE_SET_H_
