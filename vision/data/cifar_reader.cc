#include "vision/data/cifar_reader.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"

namespace moebench::vision {
namespace {

constexpr int64_t kSide = 32;
constexpr int64_t kPlane = kSide * kSide;

struct CifarFile {
  std::string name;
  int64_t official_records;
};

struct CifarFormat {
  int64_t label_bytes;  // the last of them is the class
  std::vector<CifarFile> train;
  CifarFile test;
  std::vector<std::string> class_names;

  int64_t record_bytes() const { return label_bytes + 3 * kPlane; }
};

// The records of one file, checked for size and labels.
absl::StatusOr<std::string> ReadRecords(const FileTree& tree, const CifarFormat& format, const CifarFile& file) {
  MOE_ASSIGN_OR_RETURN(std::string bytes, tree.Read(file.name));
  const std::string name = tree.FullName(file.name);
  const int64_t record = format.record_bytes();
  if (bytes.empty() || bytes.size() % record != 0) {
    return absl::DataLossError(absl::StrCat(name, " has ", bytes.size(), " bytes, no whole number of records of ",
                                            record, "; the official file has ", file.official_records * record));
  }
  const int num_classes = format.class_names.size();
  for (size_t at = format.label_bytes - 1; at < bytes.size(); at += record) {
    const int label = static_cast<unsigned char>(bytes[at]);
    if (label >= num_classes) {
      return absl::DataLossError(
          absl::StrCat(name, ": label of record ", at / record, " is ", label, ", expected 0 to ", num_classes - 1));
    }
  }
  return bytes;
}

// `records` of several files joined.
ImageSplit MakeSplit(const CifarFormat& format, std::string records) {
  const int64_t record = format.record_bytes();
  const int64_t label_bytes = format.label_bytes;
  ImageSplit split;
  for (size_t at = label_bytes - 1; at < records.size(); at += record) {
    split.labels.push_back(static_cast<unsigned char>(records[at]));
  }
  const auto shared = std::make_shared<const std::string>(std::move(records));
  split.decode = [shared, record, label_bytes](int64_t index, uint8_t* pixels) {
    const char* planes = shared->data() + index * record + label_bytes;
    for (int64_t i = 0; i < kPlane; ++i) {
      for (int64_t channel = 0; channel < 3; ++channel) pixels[3 * i + channel] = planes[channel * kPlane + i];
    }
    return absl::OkStatus();
  };
  return split;
}

// Tells an extract from a cut: see the header.
class RecordCounts {
 public:
  void Add(const std::string& name, int64_t records, int64_t official) {
    total_ += records;
    official_total_ += official;
    if (records == official) {
      whole_ = name;
    } else {
      other_ = absl::StrCat(name, " has ", records, " records, officially ", official);
    }
  }
  absl::Status Check() const {
    if (whole_.empty() || other_.empty()) return absl::OkStatus();
    return absl::DataLossError(absl::StrCat(other_, ", while ", whole_, " is whole: it is cut, or of another set"));
  }
  std::string Notice() const {
    if (other_.empty()) return "";
    return absl::StrCat("an extract: ", total_, " images; the official set has ", official_total_);
  }

 private:
  int64_t total_ = 0;
  int64_t official_total_ = 0;
  std::string whole_;  // a file that has its official count
  std::string other_;  // what is wrong with one that has not
};

absl::StatusOr<ImageSet> ReadCifar(const FileTree& tree, const CifarFormat& format) {
  ImageSet set;
  set.height = set.width = kSide;
  set.channels = 3;
  set.class_names = format.class_names;
  RecordCounts counts;
  std::string train;
  for (const CifarFile& file : format.train) {
    MOE_ASSIGN_OR_RETURN(const std::string records, ReadRecords(tree, format, file));
    counts.Add(tree.FullName(file.name), records.size() / format.record_bytes(), file.official_records);
    train += records;
  }
  MOE_ASSIGN_OR_RETURN(std::string test, ReadRecords(tree, format, format.test));
  counts.Add(tree.FullName(format.test.name), test.size() / format.record_bytes(), format.test.official_records);
  MOE_RETURN_IF_ERROR(counts.Check());
  set.notice = counts.Notice();
  set.train = MakeSplit(format, std::move(train));
  set.test = MakeSplit(format, std::move(test));
  return set;
}

// In the official order, which is alphabetical.
const std::vector<std::string>& Cifar100ClassNames() {
  static const auto* const names = new std::vector<std::string>(absl::StrSplit(
      "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can "
      "castle "
      "caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant "
      "flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man "
      "maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck "
      "pine_tree "
      "plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper "
      "snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor "
      "train "
      "trout tulip turtle wardrobe whale willow_tree wolf woman worm",
      ' '));
  return *names;
}

}  // namespace

const std::vector<std::string>& Cifar10ClassNames() {
  static const auto* const names = new std::vector<std::string>{"airplane", "automobile", "bird",  "cat",  "deer",
                                                                "dog",      "frog",       "horse", "ship", "truck"};
  return *names;
}

absl::StatusOr<ImageSet> ReadCifar10(const std::shared_ptr<const FileTree>& tree) {
  CifarFormat format{1, {}, {"test_batch.bin", 10000}, Cifar10ClassNames()};
  for (int i = 1; i <= 5; ++i) format.train.push_back({absl::StrCat("data_batch_", i, ".bin"), 10000});
  return ReadCifar(*tree, format);
}

absl::StatusOr<ImageSet> ReadCifar100(const std::shared_ptr<const FileTree>& tree) {
  return ReadCifar(*tree, {2, {{"train.bin", 50000}}, {"test.bin", 10000}, Cifar100ClassNames()});
}

}  // namespace moebench::vision
