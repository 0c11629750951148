// A prepared data set: decoded images of one shape in one memory-mapped file, so that a training run starts without
// decoding.
//
//   MOE_ASSIGN_OR_RETURN(std::shared_ptr<const ImageCache> cache, ImageCache::Open(path));
//   const uint8_t* image = cache->train().pixels + i * cache->image_bytes();   // [H, W, C]
//
// File, little-endian:
//   0     8 bytes   "MOEBIMG" and a zero
//   8     uint32    version
//   12    uint32    length of the header
//   16    uint32    CRC-32C of the header
//   20    uint32    zero
//   24              header: ImageCacheHeader (image_cache.proto)
//   then, each from the next multiple of 64:      int32 labels of train, of test
//   then, each from the next multiple of 4,096:   uint8 pixels [N, H, W, C] of train, of test; the file ends with them
//
// Opening checks everything but the pixels' checksums: magic, version, header, the file's exact length, labels. Verify
// checks those too. Errors name the file: NotFound; FailedPrecondition for a cache of another version; DataLoss for a
// damaged one. All of them mean: prepare it again.
#ifndef MOEBENCH_VISION_DATA_IMAGE_CACHE_H_
#define MOEBENCH_VISION_DATA_IMAGE_CACHE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "vision/data/image_cache.pb.h"

namespace moebench::vision {

inline constexpr uint32_t kImageCacheVersion = 1;

struct ImageSplitView {
  int64_t count = 0;
  const int32_t* labels = nullptr;  // [N]
  const uint8_t* pixels = nullptr;  // [N, H, W, C]
};

class ImageCache {
 public:
  static absl::StatusOr<std::shared_ptr<const ImageCache>> Open(const std::string& path);
  ~ImageCache();
  ImageCache(const ImageCache&) = delete;
  ImageCache& operator=(const ImageCache&) = delete;

  const std::string& path() const { return path_; }
  const ImageCacheHeader& header() const { return header_; }
  int64_t image_bytes() const { return int64_t{header_.height()} * header_.width() * header_.channels(); }
  // Valid as long as the cache lives.
  ImageSplitView train() const { return train_; }
  ImageSplitView test() const { return test_; }

  // Compares the pixels with their checksums. `threads` 0 is one a processor.
  absl::Status Verify(int threads = 0) const;

 private:
  ImageCache(std::string path, const uint8_t* bytes, size_t size);
  absl::Status Parse();

  std::string path_;
  const uint8_t* bytes_;  // the mapped file
  size_t size_;
  ImageCacheHeader header_;
  ImageSplitView train_;
  ImageSplitView test_;
};

// The format, for the writer.

// Where the parts lie, in bytes from the file's start.
struct ImageCacheExtents {
  int64_t train_labels = 0;
  int64_t test_labels = 0;
  int64_t train_pixels = 0;
  int64_t test_pixels = 0;
  int64_t file_bytes = 0;
};
// `header_bytes` is the length of the encoded header.
ImageCacheExtents ExtentsOf(const ImageCacheHeader& header, int64_t header_bytes);

// The first bytes of the file, up to and with the header.
std::string EncodeImageCacheHead(const ImageCacheHeader& header);

// Pixels are checksummed in chunks of this many images, by several threads.
int64_t ImagesPerChunk(int64_t image_bytes);

}  // namespace moebench::vision

#endif  // MOEBENCH_VISION_DATA_IMAGE_CACHE_H_
