#include "moe_core/datasets/dataset_files.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace moebench {
namespace {

struct IdxFile {
  const char* name;
  int64_t bytes;
  const char* md5;
  const char* sha256;
};

std::vector<DatasetFile> IdxFiles(const std::string& folder, const std::vector<std::string>& mirrors,
                                  const std::vector<IdxFile>& files) {
  std::vector<DatasetFile> result;
  for (const IdxFile& file : files) {
    DatasetFile entry{absl::StrCat(folder, "/", file.name), file.bytes, file.md5, file.sha256, {}};
    for (const std::string& mirror : mirrors) entry.urls.push_back(absl::StrCat(mirror, file.name));
    result.push_back(std::move(entry));
  }
  return result;
}

// MD5 and SHA-256 as published by torchvision (MD5) and the Hugging Face data set cards (SHA-256). The original host
// has refused downloads since 2024.
Dataset Mnist() {
  return {"mnist", "CC BY-SA 3.0 (Y. LeCun, C. Cortes)",
          IdxFiles(
              "mnist",
              {"https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"},
              {{"train-images-idx3-ubyte.gz", 9912422, "f68b3c2dcbeaaa9fbdd348bbdeb94873",
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"},
               {"train-labels-idx1-ubyte.gz", 28881, "d53e105ee54ea40749a09fcbcd1e9432",
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"},
               {"t10k-images-idx3-ubyte.gz", 1648877, "9fb629c4189551a2d022fa330f9573f3",
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"},
               {"t10k-labels-idx1-ubyte.gz", 4542, "ec29112dd5afa0611ce80d1b7f02629c",
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"}})};
}

Dataset FashionMnist() {
  return {"fashion_mnist", "MIT (Zalando SE)",
          IdxFiles("fashion-mnist",
                   {"http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
                    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"},
                   {{"train-images-idx3-ubyte.gz", 26421880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                     "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"},
                    {"train-labels-idx1-ubyte.gz", 29515, "25c81989df183df01b3e8a0aad5dffbe",
                     "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"},
                    {"t10k-images-idx3-ubyte.gz", 4422102, "bef4ecab320f06d8554ea6380940ec79",
                     "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"},
                    {"t10k-labels-idx1-ubyte.gz", 5148, "bb300cfdad3c16e7a12a480ee83cd310",
                     "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"}})};
}

// Sizes and SHA-256 as published by TensorFlow Datasets, MD5 by the authors' page.
Dataset Cifar10() {
  return {"cifar10",
          "free for research with citation (A. Krizhevsky 2009)",
          {{"cifar-10-binary.tar.gz",
            170052171,
            "c32a1d4ab5d03f1284b67883e8d87530",
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            {"https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"}}}};
}

Dataset Cifar100() {
  return {"cifar100",
          "free for research with citation (A. Krizhevsky 2009)",
          {{"cifar-100-binary.tar.gz",
            168513733,
            "03b5dce01913d631647c71ecec9e9cb8",
            "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
            {"https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"}}}};
}

// The MD5 is the one that public loaders agree on; no SHA-256 has been published.
Dataset TinyImageNet() {
  return {"tinyimagenet",
          "non-commercial research and education (ImageNet terms of access)",
          {{"tiny-imagenet-200.zip",
            248100043,
            "90528d7ca1a48142e341f4ef8d21d0de",
            "",
            {"http://cs231n.stanford.edu/tiny-imagenet-200.zip"}}}};
}

}  // namespace

const std::vector<Dataset>& PublishedDatasets() {
  static const auto* const datasets =
      new std::vector<Dataset>{Mnist(), FashionMnist(), Cifar10(), Cifar100(), TinyImageNet()};
  return *datasets;
}

const Dataset* FindDataset(absl::string_view name) {
  for (const Dataset& dataset : PublishedDatasets()) {
    if (dataset.name == name) return &dataset;
  }
  return nullptr;
}

std::string MissingFileMessage(const Dataset& dataset, const DatasetFile& file,
                               const std::vector<std::string>& looked_for) {
  std::string message =
      absl::StrCat(dataset.name, ": missing file ", file.path, ". Looked for:\n  ", absl::StrJoin(looked_for, "\n  "),
                   "\nDownload it from\n  ", absl::StrJoin(file.urls, "\n  "), "\n(", file.bytes, " bytes, ");
  if (!file.sha256.empty()) absl::StrAppend(&message, "SHA-256 ", file.sha256, ", ");
  absl::StrAppend(&message, "MD5 ", file.md5, "; licence: ", dataset.licence,
                  ") and put it where it was looked for, or name its folder with --data_dir.");
  return message;
}

}  // namespace moebench
