#include "vision/data/prepared_images.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"

namespace moebench::vision {
namespace {

namespace fs = std::filesystem;

constexpr int kKeyDigits = 12;

std::string PreparedFolder(const DataLocation& location) { return location.cache_folder + "/prepared"; }

std::string CachePath(const ImageRequest& request, const ImageSource& source, const DataLocation& location) {
  std::string key = source.identity;
  if (IsImageFolder(request.dataset)) absl::StrAppend(&key, "\n", request.image_size);
  return absl::StrCat(PreparedFolder(location), "/", source.dataset, "-", Sha256Hex(key).substr(0, kKeyDigits),
                      ".images");
}

PreparedImages FindFor(ImageSource source, const std::string& path) {
  PreparedImages result{path, nullptr, "", std::move(source)};
  absl::StatusOr<std::shared_ptr<const ImageCache>> cache = ImageCache::Open(path);
  if (absl::IsNotFound(cache.status())) {
    result.reason = "it has not been prepared yet";
  } else if (!cache.ok()) {
    result.reason = std::string(cache.status().message());
  } else if ((*cache)->header().source_fingerprint() != result.source->fingerprint) {
    result.reason = absl::StrCat("the files in ", result.source->root, " have changed since it was prepared");
  } else {
    result.cache = *std::move(cache);
  }
  return result;
}

// The newest usable cache of `dataset`, whatever it was made from; null where there is none.
std::shared_ptr<const ImageCache> NewestCache(const std::string& dataset, const DataLocation& location) {
  std::vector<std::pair<fs::file_time_type, std::string>> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(PreparedFolder(location), error)) {
    const std::string name = entry.path().filename().string();
    if (!absl::StartsWith(name, dataset + "-") || !absl::EndsWith(name, ".images")) continue;
    found.emplace_back(entry.last_write_time(error), entry.path().string());
  }
  std::sort(found.rbegin(), found.rend());
  for (const auto& [time, path] : found) {
    auto cache = ImageCache::Open(path);
    if (cache.ok() && (*cache)->header().dataset() == dataset) return *std::move(cache);
  }
  return nullptr;
}

}  // namespace

absl::StatusOr<PreparedImages> FindPreparedImages(const ImageRequest& request, const DataLocation& location,
                                                  int threads) {
  absl::StatusOr<ImageSource> source = FindImageSource(request, location, threads);
  if (source.ok()) {
    const std::string path = CachePath(request, *source, location);
    return FindFor(*std::move(source), path);
  }
  const bool cache_suffices = !location.only_given_folder && !IsImageFolder(request.dataset);
  if (!absl::IsNotFound(source.status()) || !cache_suffices) return source.status();
  std::shared_ptr<const ImageCache> cache = NewestCache(request.dataset, location);
  if (cache != nullptr) return PreparedImages{cache->path(), cache, "", std::nullopt};
  return absl::NotFoundError(
      absl::StrCat(source.status().message(), "\nNor is there a prepared cache in ", PreparedFolder(location), "."));
}

}  // namespace moebench::vision
