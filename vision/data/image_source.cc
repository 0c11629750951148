#include "vision/data/image_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/atomic_file.h"
#include "base/nearest_name.h"
#include "base/runfiles.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "moe_core/datasets/dataset_files.h"
#include "vision/data/archive_tree.h"
#include "vision/data/folder_tree.h"

namespace moebench::vision {
namespace {

constexpr char kEmbedded[] = "cifar10-mini";
constexpr char kEmbeddedArchive[] = "vision/testdata/cifar10-mini.tar.xz";
constexpr char kFolderPrefix[] = "folder:";

// Any one of these is enough.
using Alternatives = std::vector<std::string>;

// How a published data set lies in a data folder.
struct Layout {
  std::string dataset;
  Alternatives folders;
  std::vector<Alternatives>
      required;  // files that show that a folder is complete, in the order of DatasetFile where several
  PathFilter uses;
  std::string archive;  // empty: the published files are the folder's
  std::string archive_prefix;
};

bool IsUsedByTinyImageNet(absl::string_view path) {
  return path == "wnids.txt" || path == "words.txt" || path == "val/val_annotations.txt" ||
         absl::StartsWith(path, "val/images/") ||
         (absl::StartsWith(path, "train/") && absl::StrContains(path, "/images/"));
}

PathFilter AnyOf(const std::vector<Alternatives>& files) {
  Alternatives all;
  for (const Alternatives& names : files) all.insert(all.end(), names.begin(), names.end());
  return [all](absl::string_view path) { return std::find(all.begin(), all.end(), path) != all.end(); };
}

Layout IdxLayout(const std::string& dataset, const Alternatives& folders) {
  std::vector<Alternatives> required;
  for (const std::string stem :
       {"train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"}) {
    required.push_back({stem, stem + ".gz"});
  }
  return {dataset, folders, required, AnyOf(required), "", ""};
}

Layout ArchiveLayout(const std::string& dataset, const std::string& folder, const std::vector<Alternatives>& required,
                     const PathFilter& uses, const std::string& archive) {
  return {dataset, {folder}, required, uses, archive, folder + "/"};
}

const std::vector<Layout>& Layouts() {
  static const auto* const layouts = [] {
    std::vector<Alternatives> cifar10 = {{"test_batch.bin"}};
    for (int i = 1; i <= 5; ++i) cifar10.push_back({absl::StrCat("data_batch_", i, ".bin")});
    const std::vector<Alternatives> cifar100 = {{"train.bin"}, {"test.bin"}};
    return new std::vector<Layout>{
        IdxLayout("mnist", {"mnist"}), IdxLayout("fashion_mnist", {"fashion-mnist", "fashion_mnist"}),
        ArchiveLayout("cifar10", "cifar-10-batches-bin", cifar10, AnyOf(cifar10), "cifar-10-binary.tar.gz"),
        ArchiveLayout("cifar100", "cifar-100-binary", cifar100, AnyOf(cifar100), "cifar-100-binary.tar.gz"),
        ArchiveLayout("tinyimagenet", "tiny-imagenet-200", {{"wnids.txt"}, {"val/val_annotations.txt"}},
                      IsUsedByTinyImageNet, "tiny-imagenet-200.zip")};
  }();
  return *layouts;
}

bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

std::vector<std::string> PathsOf(const std::string& folder, const Alternatives& names) {
  std::vector<std::string> paths;
  for (const std::string& name : names) paths.push_back(absl::StrCat(folder, "/", name));
  return paths;
}

// Index of the first required file that the folder lacks; required.size() where it is complete.
size_t FirstMissing(const std::string& folder, const Layout& layout) {
  size_t i = 0;
  for (; i < layout.required.size(); ++i) {
    const std::vector<std::string> paths = PathsOf(folder, layout.required[i]);
    if (std::none_of(paths.begin(), paths.end(), Exists)) break;
  }
  return i;
}

absl::StatusOr<std::string> FileFingerprint(const std::string& path) {
  struct stat info;
  if (stat(path.c_str(), &info) != 0) return absl::NotFoundError(absl::StrCat(path, " does not exist"));
  const int64_t modified_ns = int64_t{info.st_mtim.tv_sec} * 1'000'000'000 + info.st_mtim.tv_nsec;
  return StatFingerprint({{path, info.st_size, modified_ns}});
}

absl::StatusOr<ImageSource> FolderSource(const std::string& dataset, const std::string& root, const PathFilter& uses,
                                         int threads) {
  MOE_ASSIGN_OR_RETURN(const std::vector<FileInfo> files, ListFolder(root, uses, threads));
  return ImageSource{dataset, root, false, "", uses, StatFingerprint(files), root};
}

std::vector<std::string> FoldersOf(const Layout& layout, const DataLocation& location) {
  std::vector<std::string> folders;
  for (const std::string& data_folder : location.data_folders) {
    for (const std::string& folder : PathsOf(data_folder, layout.folders)) folders.push_back(folder);
  }
  return folders;
}

// Speaks of the file that the most complete folder lacks.
absl::Status MissingError(const Layout& layout, const DataLocation& location) {
  size_t missing = 0;
  for (const std::string& folder : FoldersOf(layout, location))
    missing = std::max(missing, FirstMissing(folder, layout));
  std::vector<std::string> looked_for;
  for (const std::string& folder : FoldersOf(layout, location)) {
    for (const std::string& path : PathsOf(folder, layout.required[missing])) {
      if (!Exists(path)) looked_for.push_back(path);
    }
  }
  const Dataset& dataset = *FindDataset(layout.dataset);
  if (layout.archive.empty())
    return absl::NotFoundError(MissingFileMessage(dataset, dataset.files[missing], looked_for));
  for (const std::string& folder : location.data_folders)
    looked_for.push_back(absl::StrCat(folder, "/", layout.archive));
  return absl::NotFoundError(MissingFileMessage(dataset, dataset.files[0], looked_for));
}

absl::StatusOr<ImageSource> FindPublished(const Layout& layout, const DataLocation& location, int threads) {
  for (const std::string& data_folder : location.data_folders) {
    for (const std::string& folder : PathsOf(data_folder, layout.folders)) {
      if (FirstMissing(folder, layout) < layout.required.size()) continue;
      return FolderSource(layout.dataset, folder, layout.uses, threads);
    }
    const std::string archive = absl::StrCat(data_folder, "/", layout.archive);
    if (layout.archive.empty() || !Exists(archive)) continue;
    MOE_ASSIGN_OR_RETURN(std::string fingerprint, FileFingerprint(archive));
    return ImageSource{layout.dataset,         archive, true, layout.archive_prefix, layout.uses,
                       std::move(fingerprint), archive};
  }
  return MissingError(layout, location);
}

// The fingerprint is of the contents: each checkout has its own copy, with its own path and time.
absl::StatusOr<ImageSource> FindEmbedded() {
  MOE_ASSIGN_OR_RETURN(const std::string path, Runfile(kEmbeddedArchive));
  MOE_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path));
  return ImageSource{kEmbedded, path, true, "", [](absl::string_view) { return true; }, Sha256Hex(bytes), kEmbedded};
}

absl::StatusOr<ImageSource> FindFolder(absl::string_view given, int threads) {
  const std::string root = FromCallersFolder(given);
  std::error_code error;
  if (!std::filesystem::is_directory(root, error)) {
    return absl::NotFoundError(absl::StrCat("--dataset=", kFolderPrefix, given, ": ", root,
                                            " is not a folder; expected a "
                                            "folder with one folder of images a class"));
  }
  return FolderSource(
      "folder", root, [](absl::string_view) { return true; }, threads);
}

}  // namespace

const std::vector<std::string>& ImageDatasetNames() {
  static const auto* const names = [] {
    auto* result = new std::vector<std::string>{kEmbedded};
    for (const Layout& layout : Layouts()) result->push_back(layout.dataset);
    return result;
  }();
  return *names;
}

bool IsImageFolder(absl::string_view dataset) { return absl::StartsWith(dataset, kFolderPrefix); }

absl::Status CheckImageDataset(absl::string_view dataset) {
  const std::vector<std::string>& names = ImageDatasetNames();
  if (dataset.size() > sizeof(kFolderPrefix) - 1 && IsImageFolder(dataset)) return absl::OkStatus();
  if (std::find(names.begin(), names.end(), dataset) != names.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("unknown data set \"", dataset, "\"", DidYouMean(dataset, names),
                                                 "; expected ", absl::StrJoin(names, ", "), " or ", kFolderPrefix,
                                                 "PATH"));
}

absl::StatusOr<ImageSource> FindImageSource(const ImageRequest& request, const DataLocation& location, int threads) {
  MOE_RETURN_IF_ERROR(CheckImageDataset(request.dataset));
  if (request.dataset == kEmbedded) return FindEmbedded();
  if (IsImageFolder(request.dataset)) return FindFolder(absl::StripPrefix(request.dataset, kFolderPrefix), threads);
  const auto layout = std::find_if(Layouts().begin(), Layouts().end(),
                                   [&](const Layout& candidate) { return candidate.dataset == request.dataset; });
  return FindPublished(*layout, location, threads);
}

absl::StatusOr<std::shared_ptr<const FileTree>> OpenImageSource(const ImageSource& source, int threads) {
  if (source.is_archive) return OpenArchive(source.root, source.prefix, source.uses);
  return OpenFolder(source.root, source.uses, threads);
}

}  // namespace moebench::vision
