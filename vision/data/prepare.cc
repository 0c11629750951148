#include "vision/data/prepare.h"

#include <filesystem>
#include <memory>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "vision/data/cifar_reader.h"
#include "vision/data/file_lock.h"
#include "vision/data/file_tree.h"
#include "vision/data/idx_reader.h"
#include "vision/data/image_cache_writer.h"
#include "vision/data/image_folder_reader.h"
#include "vision/data/tiny_imagenet_reader.h"

namespace moebench::vision {
namespace {

constexpr int kCifarSide = 32;

absl::StatusOr<ImageSet> ReadImageSet(const ImageRequest& request, const std::shared_ptr<const FileTree>& tree) {
  if (request.dataset == "mnist") return ReadIdxImages(tree, MnistClassNames());
  if (request.dataset == "fashion_mnist") return ReadIdxImages(tree, FashionMnistClassNames());
  if (request.dataset == "cifar10") return ReadCifar10(tree);
  if (request.dataset == "cifar100") return ReadCifar100(tree);
  if (request.dataset == "tinyimagenet") return ReadTinyImageNet(tree);
  if (request.dataset == "cifar10-mini") return ReadImageFolder(tree, kCifarSide, Cifar10ClassNames());
  return ReadImageFolder(tree, request.image_size);
}

absl::Status BuildCache(const ImageRequest& request, const PreparedImages& wanted, const PrepareOptions& options) {
  const ImageSource& source = *wanted.source;
  options.log(absl::StrCat("Preparing ", request.dataset, " from ", source.root, ": ", wanted.reason));
  MOE_ASSIGN_OR_RETURN(const std::shared_ptr<const FileTree> tree, OpenImageSource(source, options.threads));
  MOE_ASSIGN_OR_RETURN(const ImageSet set, ReadImageSet(request, tree));
  if (!set.notice.empty()) options.log(absl::StrCat("Note: ", set.notice));
  const int64_t total = set.train.labels.size() + set.test.labels.size();
  ImageCacheOptions cache_options;
  cache_options.threads = options.threads;
  cache_options.progress = [&](int64_t done) { options.progress(done, total); };
  return WriteImageCache(wanted.path, set, {source.dataset, source.root, source.fingerprint}, *tree, cache_options);
}

// True where the cache can be used as it is; otherwise sets why not.
bool IsSound(PreparedImages* prepared, const PrepareOptions& options) {
  if (prepared->cache == nullptr) return false;
  const absl::Status status = prepared->cache->Verify(options.threads);
  if (!status.ok()) prepared->reason = std::string(status.message());
  return status.ok();
}

absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("cannot make folder ", folder, ": ", error.message(),
                                             "; name another cache folder with MOEBENCH_CACHE"));
}

}  // namespace

absl::StatusOr<PreparedImages> PrepareImages(const ImageRequest& request, const DataLocation& location,
                                             const PrepareOptions& options) {
  MOE_ASSIGN_OR_RETURN(PreparedImages prepared, FindPreparedImages(request, location, options.threads));
  if (IsSound(&prepared, options)) return prepared;
  if (!prepared.source.has_value()) return absl::DataLossError(prepared.reason);

  const std::filesystem::path path = prepared.path;
  MOE_RETURN_IF_ERROR(MakeFolder(path.parent_path().string()));
  const std::string lock_path = (path.parent_path() / absl::StrCat(".", path.filename().string(), ".lock")).string();
  MOE_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Acquire(lock_path, [&] {
                         options.log(absl::StrCat("Waiting for another process that prepares ", request.dataset));
                       }));
  MOE_ASSIGN_OR_RETURN(prepared, FindPreparedImages(request, location, options.threads));
  if (IsSound(&prepared, options)) return prepared;
  MOE_RETURN_IF_ERROR(BuildCache(request, prepared, options));
  MOE_ASSIGN_OR_RETURN(prepared, FindPreparedImages(request, location, options.threads));
  if (prepared.cache != nullptr) return prepared;
  return absl::DataLossError(absl::StrCat(prepared.reason, "; run again once nothing writes to them"));
}

}  // namespace moebench::vision
