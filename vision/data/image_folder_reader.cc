#include "vision/data/image_folder_reader.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "vision/data/image_decoder.h"

namespace moebench::vision {
namespace {

// Paths of each class, sorted.
using ClassPaths = std::map<std::string, std::vector<std::string>>;

struct FolderSplits {
  ClassPaths train;
  ClassPaths test;
};

bool HasFolder(const FileTree& tree, absl::string_view prefix) {
  return std::any_of(tree.files().begin(), tree.files().end(), [&](const FileInfo& file) {
    // "train/x.jpg" is an image of a class called train; "train/cat/x.jpg" of the training split.
    absl::string_view path = file.path;
    return absl::ConsumePrefix(&path, prefix) && absl::StrContains(path, '/');
  });
}

// The files below `prefix` by the folder that follows it.
absl::StatusOr<ClassPaths> CollectClasses(const FileTree& tree, absl::string_view prefix) {
  ClassPaths classes;
  for (const FileInfo& file : tree.files()) {
    absl::string_view path = file.path;
    if (!absl::ConsumePrefix(&path, prefix)) continue;
    const size_t slash = path.find('/');
    if (slash == absl::string_view::npos) {
      return absl::DataLossError(absl::StrCat(tree.FullName(file.path),
                                              " lies outside the folders of the classes; move it into one, or away"));
    }
    classes[std::string(path.substr(0, slash))].push_back(file.path);
  }
  return classes;
}

absl::StatusOr<FolderSplits> HoldOut(const FileTree& tree, const ClassPaths& classes) {
  FolderSplits splits;
  for (const auto& [name, paths] : classes) {
    if (paths.size() < 2) {
      return absl::DataLossError(
          absl::StrCat(tree.FullName(paths[0]),
                       " is the only image of its class; at least 2 are needed, one to train on and "
                       "one to hold out"));
    }
    std::vector<std::pair<std::string, std::string>> by_hash;
    for (const std::string& path : paths) by_hash.emplace_back(Sha256Hex(path), path);
    std::sort(by_hash.begin(), by_hash.end());
    const size_t held_out = (paths.size() + 9) / 10;
    for (size_t i = 0; i < by_hash.size(); ++i) {
      (i < held_out ? splits.test : splits.train)[name].push_back(std::move(by_hash[i].second));
    }
    std::sort(splits.train[name].begin(), splits.train[name].end());
    std::sort(splits.test[name].begin(), splits.test[name].end());
  }
  return splits;
}

absl::StatusOr<FolderSplits> FindSplits(const FileTree& tree) {
  if (!HasFolder(tree, "train/")) {
    MOE_ASSIGN_OR_RETURN(const ClassPaths classes, CollectClasses(tree, ""));
    return HoldOut(tree, classes);
  }
  MOE_ASSIGN_OR_RETURN(ClassPaths train, CollectClasses(tree, "train/"));
  const std::string held_out = HasFolder(tree, "val/") ? "val/" : "test/";
  MOE_ASSIGN_OR_RETURN(ClassPaths test, CollectClasses(tree, held_out));
  if (test.empty()) return HoldOut(tree, train);
  return FolderSplits{std::move(train), std::move(test)};
}

absl::StatusOr<std::vector<std::string>> OrderClasses(const FileTree& tree, const FolderSplits& splits,
                                                      std::vector<std::string> order) {
  if (order.empty()) {
    for (const auto& [name, paths] : splits.train) order.push_back(name);
  }
  if (order.size() < 2) {
    return absl::DataLossError(
        absl::StrCat(tree.root(), " holds ", order.size(), " classes; expected at least 2 folders of images"));
  }
  for (const ClassPaths* classes : {&splits.train, &splits.test}) {
    for (const auto& [name, paths] : *classes) {
      if (std::find(order.begin(), order.end(), name) == order.end()) {
        return absl::DataLossError(
            absl::StrCat(tree.FullName(paths[0]), " is of class ", name, ", of which there are no training images"));
      }
    }
  }
  return order;
}

ImageSplit MakeSplit(const std::shared_ptr<const FileTree>& tree, const ClassPaths& classes,
                     const std::vector<std::string>& order, int image_size) {
  ImageSplit split;
  std::vector<std::string> all;
  for (size_t label = 0; label < order.size(); ++label) {
    const auto found = classes.find(order[label]);
    if (found == classes.end()) continue;
    all.insert(all.end(), found->second.begin(), found->second.end());
    split.labels.resize(all.size(), label);
  }
  split.decode = [tree, image_size, all = std::move(all)](int64_t index, uint8_t* pixels) -> absl::Status {
    MOE_ASSIGN_OR_RETURN(const std::string bytes, tree->Read(all[index]));
    const absl::Status status = DecodeResized(bytes, image_size, pixels);
    if (status.ok()) return status;
    return absl::DataLossError(absl::StrCat(tree->FullName(all[index]), " ", status.message()));
  };
  return split;
}

}  // namespace

absl::StatusOr<ImageSet> ReadImageFolder(const std::shared_ptr<const FileTree>& tree, int image_size,
                                         const std::vector<std::string>& class_order) {
  MOE_ASSIGN_OR_RETURN(const FolderSplits splits, FindSplits(*tree));
  ImageSet set;
  set.height = set.width = image_size;
  set.channels = 3;
  MOE_ASSIGN_OR_RETURN(set.class_names, OrderClasses(*tree, splits, class_order));
  set.train = MakeSplit(tree, splits.train, set.class_names, image_size);
  set.test = MakeSplit(tree, splits.test, set.class_names, image_size);
  return set;
}

}  // namespace moebench::vision
