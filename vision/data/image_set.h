// A labelled set of images of one shape, as a reader of some file format hands it over: labels at once, pixels image by
// image when asked, so that a set larger than memory can be converted.
//
//   ImageSet set = *ReadCifar10(tree);
//   std::vector<uint8_t> pixels(set.height * set.width * set.channels);
//   MOE_RETURN_IF_ERROR(set.train.decode(0, pixels.data()));   // the first training image, [H, W, C]
#ifndef MOEBENCH_VISION_DATA_IMAGE_SET_H_
#define MOEBENCH_VISION_DATA_IMAGE_SET_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"

namespace moebench::vision {

struct ImageSplit {
  std::vector<int32_t> labels;  // [N], each in 0 .. number of classes - 1
  // Writes image `index` as uint8 [H, W, C], C in the order red, green, blue. Safe to call from several threads.
  std::function<absl::Status(int64_t index, uint8_t* pixels)> decode;
};

struct ImageSet {
  int height = 0;
  int width = 0;
  int channels = 0;                      // 1 or 3
  std::vector<std::string> class_names;  // by label
  ImageSplit train;
  ImageSplit test;     // held out: the test split, or the validation split where only that has labels
  std::string notice;  // what differs from the official set, to be shown to the user; empty when nothing does
};

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_IMAGE_SET_H_
