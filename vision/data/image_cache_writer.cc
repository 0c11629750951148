#include "vision/data/image_cache_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/crc32c.h"
#include "base/status_macros.h"
#include "vision/data/image_cache.h"
#include "vision/data/parallel_for.h"

namespace moebench::vision {
namespace {

constexpr char kPartialSuffix[] = ".partial";

absl::string_view View(const void* bytes, size_t size) { return {static_cast<const char*>(bytes), size}; }

absl::Status WriteError(const std::string& path, int error) {
  const std::string message = absl::StrCat("cannot write prepared cache ", path, ": ", std::strerror(error));
  const bool is_full = error == ENOSPC || error == EDQUOT || error == EFBIG;
  if (!is_full) return absl::UnavailableError(message);
  return absl::ResourceExhaustedError(
      absl::StrCat(message, "; free some room, or name another cache folder with MOEBENCH_CACHE"));
}

// PATH.partial while it is written; removed unless committed.
class PartialFile {
 public:
  explicit PartialFile(const std::string& path)
      : path_(path), fd_(open((path + kPartialSuffix).c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
    if (fd_ < 0) open_error_ = errno;
  }
  ~PartialFile() {
    if (fd_ < 0) return;
    close(fd_);
    unlink((path_ + kPartialSuffix).c_str());
  }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  absl::Status status() const { return fd_ >= 0 ? absl::OkStatus() : WriteError(path_, open_error_); }

  // Safe to call from several threads.
  absl::Status Write(absl::string_view bytes, int64_t offset) const {
    while (!bytes.empty()) {
      const ssize_t written = pwrite(fd_, bytes.data(), bytes.size(), offset);
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return WriteError(path_, errno);
      bytes.remove_prefix(written);
      offset += written;
    }
    return absl::OkStatus();
  }

  absl::Status Commit() {
    if (fsync(fd_) != 0) return WriteError(path_, errno);
    if (rename((path_ + kPartialSuffix).c_str(), path_.c_str()) != 0) return WriteError(path_, errno);
    close(std::exchange(fd_, -1));
    const int folder = open(path_.substr(0, path_.rfind('/')).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // Some file systems cannot sync a folder; the file itself is safe.
    if (folder >= 0) {
      fsync(folder);
      close(folder);
    }
    return absl::OkStatus();
  }

 private:
  const std::string path_;
  int fd_;
  int open_error_ = 0;
};

// Integer sums over the training pixels, exact and so the same in any order.
struct ChannelSums {
  std::array<uint64_t, 3> sum = {};
  std::array<uint64_t, 3> sum_of_squares = {};

  void Add(const std::vector<uint8_t>& pixels, int channels) {
    for (size_t i = 0; i < pixels.size(); ++i) {
      sum[i % channels] += pixels[i];
      sum_of_squares[i % channels] += uint64_t{pixels[i]} * pixels[i];
    }
  }
  void Add(const ChannelSums& other) {
    for (int channel = 0; channel < 3; ++channel) {
      sum[channel] += other.sum[channel];
      sum_of_squares[channel] += other.sum_of_squares[channel];
    }
  }
};

void SetMoments(const ChannelSums& sums, uint64_t count, ImageCacheHeader* header) {
  for (int channel = 0; channel < header->channels(); ++channel) {
    // n sum(x^2) - sum(x)^2 without rounding; only the quotient is rounded.
    using Wide = unsigned __int128;
    const Wide sum = sums.sum[channel];
    const Wide spread = Wide{count} * sums.sum_of_squares[channel] - sum * sum;
    header->set_mean(channel, static_cast<double>(sums.sum[channel]) / count / 255);
    header->set_stddev(channel, spread == 0 ? 1 : std::sqrt(static_cast<double>(spread)) / count / 255);
  }
}

class CacheBuilder {
 public:
  CacheBuilder(const ImageSet& set, const ImageCacheOrigin& origin, const ImageCacheOptions& options)
      : set_(set), options_(options), image_bytes_(int64_t{set.height} * set.width * set.channels) {
    header_.set_dataset(origin.dataset);
    header_.set_source(origin.source);
    header_.set_source_fingerprint(origin.fingerprint);
    header_.set_source_checksum(std::string(64, '0'));
    header_.set_height(set.height);
    header_.set_width(set.width);
    header_.set_channels(set.channels);
    for (const std::string& name : set.class_names) header_.add_class_name(name);
    header_.set_notice(set.notice);
    for (int channel = 0; channel < set.channels; ++channel) {
      header_.add_mean(0);
      header_.add_stddev(0);
    }
    StartRecord(set.train, header_.mutable_train());
    StartRecord(set.test, header_.mutable_test());
  }

  absl::Status Write(const std::string& path, const FileTree& files) {
    PartialFile file(path);
    MOE_RETURN_IF_ERROR(file.status());
    const ImageCacheExtents extents = ExtentsOf(header_, header_.ByteSizeLong());
    ChannelSums sums;
    MOE_RETURN_IF_ERROR(
        WriteSplit(file, set_.train, extents.train_labels, extents.train_pixels, header_.mutable_train(), &sums));
    ChannelSums unused;
    MOE_RETURN_IF_ERROR(
        WriteSplit(file, set_.test, extents.test_labels, extents.test_pixels, header_.mutable_test(), &unused));
    SetMoments(sums, set_.train.labels.size() * set_.height * set_.width, &header_);
    MOE_ASSIGN_OR_RETURN(*header_.mutable_source_checksum(), files.Checksum());
    MOE_RETURN_IF_ERROR(file.Write(EncodeImageCacheHead(header_), 0));
    return file.Commit();
  }

 private:
  static void StartRecord(const ImageSplit& split, ImageSplitRecord* record) {
    record->set_count(split.labels.size());
    record->set_labels_crc(0);
    record->set_pixels_crc(0);
  }

  absl::Status WriteSplit(const PartialFile& file, const ImageSplit& split, int64_t labels_at, int64_t pixels_at,
                          ImageSplitRecord* record, ChannelSums* sums) {
    const absl::string_view labels = View(split.labels.data(), split.labels.size() * sizeof(int32_t));
    MOE_RETURN_IF_ERROR(file.Write(labels, labels_at));
    record->set_labels_crc(Crc32c(labels));

    const int64_t count = split.labels.size();
    const int64_t chunk = ImagesPerChunk(image_bytes_);
    std::vector<uint32_t> checksums((count + chunk - 1) / chunk);
    MOE_RETURN_IF_ERROR(ParallelFor(checksums.size(), options_.threads, [&](int64_t i) -> absl::Status {
      const int64_t first = i * chunk;
      const int64_t images = std::min(chunk, count - first);
      std::vector<uint8_t> pixels(images * image_bytes_);
      for (int64_t j = 0; j < images; ++j) MOE_RETURN_IF_ERROR(split.decode(first + j, &pixels[j * image_bytes_]));
      checksums[i] = Crc32c(View(pixels.data(), pixels.size()));
      ChannelSums chunk_sums;
      chunk_sums.Add(pixels, set_.channels);
      MOE_RETURN_IF_ERROR(file.Write(View(pixels.data(), pixels.size()), pixels_at + first * image_bytes_));
      std::lock_guard<std::mutex> lock(mutex_);
      sums->Add(chunk_sums);
      options_.progress(done_ += images);
      return absl::OkStatus();
    }));
    record->set_pixels_crc(Crc32c(View(checksums.data(), checksums.size() * sizeof(uint32_t))));
    return absl::OkStatus();
  }

  const ImageSet& set_;
  const ImageCacheOptions& options_;
  const int64_t image_bytes_;
  ImageCacheHeader header_;
  std::mutex mutex_;  // guards done_ and the sums
  int64_t done_ = 0;
};

}  // namespace

absl::Status WriteImageCache(const std::string& path, const ImageSet& set, const ImageCacheOrigin& origin,
                             const FileTree& files, const ImageCacheOptions& options) {
  return CacheBuilder(set, origin, options).Write(path, files);
}

}  // namespace moebench::vision
