#include "vision/data/image_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/base/config.h"
#include "absl/strings/str_cat.h"
#include "base/crc32c.h"
#include "base/status_macros.h"
#include "vision/data/parallel_for.h"

namespace moebench::vision {
namespace {

#ifndef ABSL_IS_LITTLE_ENDIAN
#error "image caches are mapped as they lie on disk, little-endian"
#endif

constexpr char kMagic[8] = "MOEBIMG";
constexpr int64_t kLabelAlignment = 64;
constexpr int64_t kPixelAlignment = 4096;
constexpr int64_t kChunkBytes = int64_t{1} << 20;
constexpr int64_t kMaxSide = 16384;
constexpr uint64_t kMaxImages = uint64_t{1} << 32;

struct Preamble {
  char magic[8];
  uint32_t version;
  uint32_t header_bytes;
  uint32_t header_crc;
  uint32_t zero;
};
static_assert(sizeof(Preamble) == 24, "the file format has no padding");

int64_t RoundUp(int64_t value, int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

absl::string_view View(const void* bytes, size_t size) { return {static_cast<const char*>(bytes), size}; }

absl::Status Damaged(const std::string& path, absl::string_view what) {
  return absl::DataLossError(absl::StrCat("prepared cache ", path, " is damaged: ", what));
}

bool IsPlausible(const ImageCacheHeader& header) {
  const bool shape = header.height() >= 1 && header.height() <= kMaxSide && header.width() >= 1 &&
                     header.width() <= kMaxSide && (header.channels() == 1 || header.channels() == 3);
  const bool counts = header.train().count() >= 1 && header.train().count() <= kMaxImages &&
                      header.test().count() >= 1 && header.test().count() <= kMaxImages;
  return shape && counts && header.mean_size() == header.channels() && header.stddev_size() == header.channels() &&
         header.class_name_size() >= 1;
}

absl::Status CheckLabels(const std::string& path, const ImageSplitView& split, const ImageSplitRecord& record,
                         int num_classes) {
  if (Crc32c(View(split.labels, split.count * sizeof(int32_t))) != record.labels_crc()) {
    return Damaged(path, "its labels do not match their checksum");
  }
  for (int64_t i = 0; i < split.count; ++i) {
    if (split.labels[i] < 0 || split.labels[i] >= num_classes) {
      return Damaged(path, absl::StrCat("label ", i, " is ", split.labels[i], ", expected 0 to ", num_classes - 1));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckPixels(const std::string& path, const ImageSplitView& split, const ImageSplitRecord& record,
                         int64_t image_bytes, int threads) {
  const int64_t chunk = ImagesPerChunk(image_bytes);
  std::vector<uint32_t> checksums((split.count + chunk - 1) / chunk);
  MOE_RETURN_IF_ERROR(ParallelFor(checksums.size(), threads, [&](int64_t i) {
    const int64_t images = std::min(chunk, split.count - i * chunk);
    checksums[i] = Crc32c(View(split.pixels + i * chunk * image_bytes, images * image_bytes));
    return absl::OkStatus();
  }));
  if (Crc32c(View(checksums.data(), checksums.size() * sizeof(uint32_t))) == record.pixels_crc())
    return absl::OkStatus();
  return Damaged(path, "its pixels do not match their checksum");
}

}  // namespace

int64_t ImagesPerChunk(int64_t image_bytes) { return std::max<int64_t>(1, kChunkBytes / image_bytes); }

ImageCacheExtents ExtentsOf(const ImageCacheHeader& header, int64_t header_bytes) {
  const int64_t image_bytes = int64_t{header.height()} * header.width() * header.channels();
  const int64_t train = header.train().count();
  const int64_t test = header.test().count();
  ImageCacheExtents extents;
  extents.train_labels = RoundUp(sizeof(Preamble) + header_bytes, kLabelAlignment);
  extents.test_labels = RoundUp(extents.train_labels + train * sizeof(int32_t), kLabelAlignment);
  extents.train_pixels = RoundUp(extents.test_labels + test * sizeof(int32_t), kPixelAlignment);
  extents.test_pixels = RoundUp(extents.train_pixels + train * image_bytes, kPixelAlignment);
  extents.file_bytes = extents.test_pixels + test * image_bytes;
  return extents;
}

std::string EncodeImageCacheHead(const ImageCacheHeader& header) {
  const std::string encoded = header.SerializeAsString();
  Preamble preamble = {};
  std::memcpy(preamble.magic, kMagic, sizeof(kMagic));
  preamble.version = kImageCacheVersion;
  preamble.header_bytes = encoded.size();
  preamble.header_crc = Crc32c(encoded);
  return absl::StrCat(View(&preamble, sizeof(preamble)), encoded);
}

absl::StatusOr<std::shared_ptr<const ImageCache>> ImageCache::Open(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("cannot open prepared cache ", path));
  struct stat info;
  if (fstat(fd, &info) != 0 || info.st_size < static_cast<off_t>(sizeof(Preamble))) {
    close(fd);
    return Damaged(path, "it is shorter than its header");
  }
  void* bytes = mmap(nullptr, info.st_size, PROT_READ, MAP_SHARED, fd, 0);
  const int error = errno;
  close(fd);
  if (bytes == MAP_FAILED) return absl::ErrnoToStatus(error, absl::StrCat("cannot map prepared cache ", path));
  const std::shared_ptr<ImageCache> cache(new ImageCache(path, static_cast<const uint8_t*>(bytes), info.st_size));
  MOE_RETURN_IF_ERROR(cache->Parse());
  return cache;
}

ImageCache::ImageCache(std::string path, const uint8_t* bytes, size_t size)
    : path_(std::move(path)), bytes_(bytes), size_(size) {}

ImageCache::~ImageCache() { munmap(const_cast<uint8_t*>(bytes_), size_); }

absl::Status ImageCache::Parse() {
  Preamble preamble;
  std::memcpy(&preamble, bytes_, sizeof(preamble));
  if (std::memcmp(preamble.magic, kMagic, sizeof(kMagic)) != 0)
    return Damaged(path_, "it does not start as a cache does");
  if (preamble.version != kImageCacheVersion) {
    return absl::FailedPreconditionError(absl::StrCat("prepared cache ", path_, " is of version ", preamble.version,
                                                      "; this program reads version ", kImageCacheVersion));
  }
  if (preamble.zero != 0) return Damaged(path_, "it does not start as a cache does");
  if (preamble.header_bytes > size_ - sizeof(preamble)) return Damaged(path_, "it is shorter than its header");
  const absl::string_view encoded = View(bytes_ + sizeof(preamble), preamble.header_bytes);
  if (Crc32c(encoded) != preamble.header_crc) return Damaged(path_, "its header does not match its checksum");
  if (!header_.ParseFromArray(encoded.data(), encoded.size()) || !IsPlausible(header_)) {
    return Damaged(path_, "its header makes no sense");
  }
  const ImageCacheExtents extents = ExtentsOf(header_, preamble.header_bytes);
  if (extents.file_bytes != static_cast<int64_t>(size_)) {
    return Damaged(path_, absl::StrCat("it has ", size_, " bytes, expected ", extents.file_bytes));
  }
  const auto labels = [&](int64_t at) { return reinterpret_cast<const int32_t*>(bytes_ + at); };
  train_ = {static_cast<int64_t>(header_.train().count()), labels(extents.train_labels), bytes_ + extents.train_pixels};
  test_ = {static_cast<int64_t>(header_.test().count()), labels(extents.test_labels), bytes_ + extents.test_pixels};
  MOE_RETURN_IF_ERROR(CheckLabels(path_, train_, header_.train(), header_.class_name_size()));
  return CheckLabels(path_, test_, header_.test(), header_.class_name_size());
}

absl::Status ImageCache::Verify(int threads) const {
  MOE_RETURN_IF_ERROR(CheckPixels(path_, train_, header_.train(), image_bytes(), threads));
  return CheckPixels(path_, test_, header_.test(), image_bytes(), threads);
}

}  // namespace moebench::vision
