#include "vision/data/idx_reader.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "vision/data/gunzip.h"

namespace moebench::vision {
namespace {

constexpr int64_t kSide = 28;
constexpr int64_t kOfficialTrain = 60000;
constexpr int64_t kOfficialTest = 10000;
// Ten times the largest official file, unpacked.
constexpr size_t kMaxBytes = size_t{480} << 20;
// Third byte of the magic for unsigned bytes.
constexpr uint32_t kUnsignedByte = 0x08;

uint32_t BigEndian32(absl::string_view bytes, size_t at) {
  const auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(bytes[at + i])); };
  return byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
}

// Reads `stem` or `stem`.gz.
absl::StatusOr<IdxArray> ReadIdxFile(const FileTree& tree, const std::string& stem, int rank) {
  const std::string path = tree.Contains(stem) ? stem : absl::StrCat(stem, ".gz");
  const std::string name = tree.FullName(path);
  MOE_ASSIGN_OR_RETURN(std::string bytes, tree.Read(path));
  if (IsGzip(bytes)) {
    absl::StatusOr<std::string> plain = Gunzip(bytes, kMaxBytes);
    if (!plain.ok()) return absl::DataLossError(absl::StrCat(name, " ", plain.status().message()));
    bytes = *std::move(plain);
  }
  return ParseIdx(name, bytes, rank);
}

absl::Status CheckPair(const FileTree& tree, const std::string& prefix, const IdxArray& images, const IdxArray& labels,
                       int num_classes) {
  const std::string name = tree.FullName(prefix);
  if (images.shape[1] != kSide || images.shape[2] != kSide) {
    return absl::DataLossError(absl::StrCat(name, "-images-idx3-ubyte holds images of ", images.shape[1], " x ",
                                            images.shape[2], " pixels, expected ", kSide, " x ", kSide));
  }
  if (images.shape[0] != labels.shape[0]) {
    return absl::DataLossError(absl::StrCat(name, "-images-idx3-ubyte holds ", images.shape[0], " images, but ", name,
                                            "-labels-idx1-ubyte ", labels.shape[0], " labels"));
  }
  if (images.shape[0] == 0) return absl::DataLossError(absl::StrCat(name, "-images-idx3-ubyte holds no images"));
  for (size_t i = 0; i < labels.bytes.size(); ++i) {
    const int label = static_cast<unsigned char>(labels.bytes[i]);
    if (label >= num_classes) {
      return absl::DataLossError(
          absl::StrCat(name, "-labels-idx1-ubyte: label ", i, " is ", label, ", expected 0 to ", num_classes - 1));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<ImageSplit> ReadSplit(const FileTree& tree, const std::string& prefix, int num_classes) {
  MOE_ASSIGN_OR_RETURN(IdxArray images, ReadIdxFile(tree, prefix + "-images-idx3-ubyte", 3));
  MOE_ASSIGN_OR_RETURN(const IdxArray labels, ReadIdxFile(tree, prefix + "-labels-idx1-ubyte", 1));
  MOE_RETURN_IF_ERROR(CheckPair(tree, prefix, images, labels, num_classes));
  ImageSplit split;
  for (const char label : labels.bytes) split.labels.push_back(static_cast<unsigned char>(label));
  const auto pixels = std::make_shared<const std::string>(std::move(images.bytes));
  split.decode = [pixels](int64_t index, uint8_t* image) {
    std::copy_n(pixels->data() + index * kSide * kSide, kSide * kSide, image);
    return absl::OkStatus();
  };
  return split;
}

}  // namespace

absl::StatusOr<IdxArray> ParseIdx(const std::string& name, absl::string_view bytes, int rank) {
  const size_t header_bytes = 4 + 4 * rank;
  if (bytes.size() < header_bytes) {
    return absl::DataLossError(absl::StrCat(name, " is cut: ", bytes.size(), " bytes, shorter than its header"));
  }
  const uint32_t magic = kUnsignedByte << 8 | rank;
  if (BigEndian32(bytes, 0) != magic) {
    return absl::DataLossError(absl::StrFormat("%s starts with 0x%08x, expected 0x%08x: it is not an IDX file of %s",
                                               name, BigEndian32(bytes, 0), magic, rank == 3 ? "images" : "labels"));
  }
  IdxArray array;
  // The largest header (three times 2^32) does not fit 64 bits; no factor may exceed what the file could hold.
  uint64_t expected = 1;
  for (int axis = 0; axis < rank; ++axis) {
    const uint32_t length = BigEndian32(bytes, 4 + 4 * axis);
    array.shape.push_back(length);
    expected = std::min<uint64_t>(expected * length, uint64_t{1} << 32);
  }
  const size_t payload = bytes.size() - header_bytes;
  if (payload != expected) {
    return absl::DataLossError(absl::StrCat(name, payload < expected ? " is cut: " : " is too long: ", payload,
                                            " bytes after its header, which says ", absl::StrJoin(array.shape, " x ")));
  }
  array.bytes = std::string(bytes.substr(header_bytes));
  return array;
}

absl::StatusOr<ImageSet> ReadIdxImages(const std::shared_ptr<const FileTree>& tree,
                                       const std::vector<std::string>& class_names) {
  ImageSet set;
  set.height = set.width = kSide;
  set.channels = 1;
  set.class_names = class_names;
  MOE_ASSIGN_OR_RETURN(set.train, ReadSplit(*tree, "train", class_names.size()));
  MOE_ASSIGN_OR_RETURN(set.test, ReadSplit(*tree, "t10k", class_names.size()));
  if (set.train.labels.size() != kOfficialTrain || set.test.labels.size() != kOfficialTest) {
    set.notice = absl::StrCat("an extract: ", set.train.labels.size(), " training and ", set.test.labels.size(),
                              " test images; the official set has ", kOfficialTrain, " and ", kOfficialTest);
  }
  return set;
}

const std::vector<std::string>& MnistClassNames() {
  static const auto* const names = new std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};
  return *names;
}

const std::vector<std::string>& FashionMnistClassNames() {
  static const auto* const names = new std::vector<std::string>{
      "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"};
  return *names;
}

}  // namespace moebench::vision
