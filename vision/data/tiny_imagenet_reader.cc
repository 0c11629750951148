#include "vision/data/tiny_imagenet_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "vision/data/image_decoder.h"

namespace moebench::vision {
namespace {

constexpr int kSide = 64;
constexpr int64_t kOfficialTrain = 100000;
constexpr int64_t kOfficialTest = 10000;
constexpr char kAnnotations[] = "val/val_annotations.txt";

using Labels = absl::flat_hash_map<std::string, int32_t>;

absl::StatusOr<std::vector<std::string>> ReadLines(const FileTree& tree, const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::string text, tree.Read(path));
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n', absl::SkipWhitespace())) {
    lines.emplace_back(absl::StripSuffix(line, "\r"));
  }
  return lines;
}

absl::StatusOr<Labels> NumberClasses(const FileTree& tree, const std::vector<std::string>& ids) {
  if (ids.empty()) return absl::DataLossError(absl::StrCat(tree.FullName("wnids.txt"), " lists no classes"));
  Labels labels;
  for (const std::string& id : ids) {
    if (!labels.emplace(id, labels.size()).second) {
      return absl::DataLossError(absl::StrCat(tree.FullName("wnids.txt"), " lists ", id, " twice"));
    }
  }
  return labels;
}

// The first of each class's names; its id where words.txt has none.
absl::StatusOr<std::vector<std::string>> NameClasses(const FileTree& tree, std::vector<std::string> ids,
                                                     const Labels& labels) {
  if (!tree.Contains("words.txt")) return ids;
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadLines(tree, "words.txt"));
  for (const std::string& line : lines) {
    const std::pair<std::string, std::string> entry = absl::StrSplit(line, absl::MaxSplits('\t', 1));
    const auto found = labels.find(entry.first);
    if (found == labels.end() || entry.second.empty()) continue;
    ids[found->second] = entry.second.substr(0, entry.second.find(','));
  }
  return ids;
}

ImageSplit MakeSplit(const std::shared_ptr<const FileTree>& tree, std::vector<std::string> paths,
                     std::vector<int32_t> labels) {
  ImageSplit split;
  split.labels = std::move(labels);
  split.decode = [tree, paths = std::move(paths)](int64_t index, uint8_t* pixels) -> absl::Status {
    MOE_ASSIGN_OR_RETURN(const std::string bytes, tree->Read(paths[index]));
    const absl::Status status = DecodeExact(bytes, kSide, kSide, pixels);
    if (status.ok()) return status;
    return absl::DataLossError(absl::StrCat(tree->FullName(paths[index]), " ", status.message()));
  };
  return split;
}

absl::StatusOr<ImageSplit> ReadTrain(const std::shared_ptr<const FileTree>& tree, const Labels& labels,
                                     const std::vector<std::string>& ids) {
  std::vector<std::string> paths;
  std::vector<int32_t> split_labels;
  std::vector<int64_t> counts(ids.size());
  for (const FileInfo& file : tree->files()) {
    // train/<id>/images/<file>; beside images lies a list of boxes.
    const std::vector<std::string> parts = absl::StrSplit(file.path, '/');
    if (parts.size() != 4 || parts[0] != "train" || parts[2] != "images") continue;
    const auto found = labels.find(parts[1]);
    if (found == labels.end()) {
      return absl::DataLossError(
          absl::StrCat(tree->FullName(file.path), " is of a class that wnids.txt does not list"));
    }
    paths.push_back(file.path);
    split_labels.push_back(found->second);
    ++counts[found->second];
  }
  const int64_t empty = std::find(counts.begin(), counts.end(), 0) - counts.begin();
  if (empty < static_cast<int64_t>(ids.size())) {
    return absl::DataLossError(absl::StrCat(tree->FullName("train"), " holds no images of class ", ids[empty]));
  }
  return MakeSplit(tree, std::move(paths), std::move(split_labels));
}

absl::StatusOr<ImageSplit> ReadValidation(const std::shared_ptr<const FileTree>& tree, const Labels& labels) {
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> lines, ReadLines(*tree, kAnnotations));
  const std::string name = tree->FullName(kAnnotations);
  std::vector<std::string> paths;
  std::vector<int32_t> split_labels;
  absl::flat_hash_set<std::string> seen;
  for (const std::string& line : lines) {
    const std::vector<std::string> fields = absl::StrSplit(line, '\t');
    const auto found = fields.size() < 2 ? labels.end() : labels.find(fields[1]);
    if (found == labels.end()) {
      return absl::DataLossError(
          absl::StrCat(name, ": line ", paths.size() + 1, " (\"", line, "\") names no class that wnids.txt lists"));
    }
    std::string path = absl::StrCat("val/images/", fields[0]);
    if (!tree->Contains(path)) {
      return absl::DataLossError(absl::StrCat(tree->FullName(path), " is missing, though ", name, " labels it"));
    }
    if (!seen.insert(path).second) return absl::DataLossError(absl::StrCat(name, " labels ", fields[0], " twice"));
    paths.push_back(std::move(path));
    split_labels.push_back(found->second);
  }
  if (paths.empty()) return absl::DataLossError(absl::StrCat(name, " labels no images"));
  for (const FileInfo& file : tree->files()) {
    if (absl::StartsWith(file.path, "val/images/") && !seen.contains(file.path)) {
      return absl::DataLossError(absl::StrCat(tree->FullName(file.path), " has no label in ", name));
    }
  }
  return MakeSplit(tree, std::move(paths), std::move(split_labels));
}

}  // namespace

absl::StatusOr<ImageSet> ReadTinyImageNet(const std::shared_ptr<const FileTree>& tree) {
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> ids, ReadLines(*tree, "wnids.txt"));
  MOE_ASSIGN_OR_RETURN(const Labels labels, NumberClasses(*tree, ids));
  ImageSet set;
  set.height = set.width = kSide;
  set.channels = 3;
  MOE_ASSIGN_OR_RETURN(set.class_names, NameClasses(*tree, ids, labels));
  MOE_ASSIGN_OR_RETURN(set.train, ReadTrain(tree, labels, ids));
  MOE_ASSIGN_OR_RETURN(set.test, ReadValidation(tree, labels));
  if (set.train.labels.size() != kOfficialTrain || set.test.labels.size() != kOfficialTest) {
    set.notice = absl::StrCat("an extract: ", set.train.labels.size(), " training and ", set.test.labels.size(),
                              " validation images of ", ids.size(), " classes; the official set has ", kOfficialTrain,
                              " and ", kOfficialTest, " of 200");
  }
  return set;
}

}  // namespace moebench::vision
