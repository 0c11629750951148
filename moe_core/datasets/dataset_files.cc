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

// MD5 as torchtext has them, SHA-256 as the Hugging Face data set card does. The original host,
// s3.amazonaws.com/research.metamind.io, has refused downloads since 2024; smerity.com is the first author's own and
// refuses clients that do not call themselves browsers.
Dataset WikiText(const std::string& name, DatasetFile file, const std::vector<std::string>& further_urls) {
  file.path = absl::StrCat(name, "-v1.zip");
  file.urls = {absl::StrCat("https://wikitext.smerity.com/", file.path)};
  file.urls.insert(file.urls.end(), further_urls.begin(), further_urls.end());
  return {name, "CC BY-SA 3.0 (Wikipedia; S. Merity and others 2016)", {std::move(file)}};
}

Dataset WikiText2() {
  return WikiText("wikitext-2",
                  {"",
                   4475746,
                   "542ccefacc6c27f945fb54453812b3cd",
                   "92675f1d63015c1c8b51f1656a52d5bdbc33aafa60cc47a218a66e7ee817488c",
                   {}},
                  {});
}

Dataset WikiText103() {
  return WikiText("wikitext-103",
                  {"",
                   190229076,
                   "9ddaacaf6af0710eda8c456decff7832",
                   "242ba0f20b329cfdf1ccc61e9e9e5b59becf189db7f7a81cd2a0e2fc31539590",
                   {}},
                  {});
}

Dataset WikiText2Raw() {
  return WikiText("wikitext-2-raw",
                  {"", 4721645, "", "ef7edb566e3e2b2d31b29c1fdb0c89a4cc683597484c3dc2517919c615435a11", {}},
                  {"https://huggingface.co/datasets/ggml-org/ci/resolve/main/wikitext-2-raw-v1.zip"});
}

Dataset WikiText103Raw() {
  return WikiText(
      "wikitext-103-raw", {"", 191984949, "", "91c00ae287f0d699e18605c84afc9e45c192bc6b7797ff8837e5474655a33794", {}},
      {"https://huggingface.co/datasets/mattdangerw/wikitext-103-raw/resolve/main/wikitext-103-raw-v1.zip"});
}

// Size and SHA-256 as the Hugging Face data set card has them; 8,013,769 documents in 20,610 inner archives. The same
// inner archives are also published in 21 tars of their own, which are other files.
Dataset OpenWebText() {
  return {"openwebtext",
          "CC0 for the packaging (A. Gokaslan, V. Cohen 2019); the texts belong to their authors",
          {{"openwebtext.tar.xz",
            12880027468,
            "",
            "9fe39d154c5bc67da8c359415372b79510eb1e2edb0d035fe4f7fc3a732b9336",
            {"https://zenodo.org/record/3834942/files/openwebtext.tar.xz"}}}};
}

// `dataset` with every file's name after `mirror`.
Dataset FromMirror(const std::string& mirror, Dataset dataset) {
  for (DatasetFile& file : dataset.files) {
    file.urls = {absl::StrCat(mirror, file.path.substr(file.path.rfind('/') + 1))};
  }
  return dataset;
}

// Sizes and SHA-256 on which TensorFlow Datasets and the Hugging Face data set card agree.
Dataset HellaSwag() {
  Dataset result{"hellaswag",
                 "MIT (R. Zellers and others 2019)",
                 {{"hellaswag/hellaswag_train.jsonl",
                   47496131,
                   "",
                   "dae5e69249868cb9fe4e23ff925c60b66169564cfb7072d793cd7356a2b69f8d",
                   {}},
                  {"hellaswag/hellaswag_val.jsonl",
                   12246618,
                   "",
                   "0aa3b88843990f3f10a97b9575c94d7b71fb2205240ba04ae4884d9e9c992588",
                   {}},
                  {"hellaswag/hellaswag_test.jsonl",
                   11752147,
                   "",
                   "da082b00543e422b8d25394614d102944586986def4de5cd1bd36d86bcb76261",
                   {}}}};
  return FromMirror("https://raw.githubusercontent.com/rowanz/hellaswag/master/data/", std::move(result));
}

// Easy and Challenge are in the one archive. Size and SHA-256 on which TensorFlow Datasets and the Hugging Face data
// set card agree.
Dataset Arc() {
  return {"arc",
          "CC BY-SA 4.0 (Allen Institute for AI 2018)",
          {{"ARC-V1-Feb2018.zip",
            680841265,
            "",
            "6d2d5ab50b2ceec6ba5f79c921be77cf2de712ea25a2b3f4fff3acc101cecfa0",
            {"https://s3-us-west-2.amazonaws.com/ai2-website/data/ARC-V1-Feb2018.zip"}}}};
}

// The file was replaced under its name: older checksums (2797793 bytes, d5699402...) are of the one before.
Dataset WinoGrande() {
  return {"winogrande",
          "CC BY (Allen Institute for AI 2019)",
          {{"winogrande_1.1.zip",
            3395492,
            "",
            "3619ab104d8be2977b25c90ff420cb42d491707dcc75362a1e5d22bc082b7318",
            {"https://storage.googleapis.com/ai2-mosaic/public/winogrande/winogrande_1.1.zip"}}}};
}

Dataset TinyShakespeare() {
  return {"tinyshakespeare",
          "public domain (W. Shakespeare; selected by A. Karpathy 2015)",
          {{"tinyshakespeare/input.txt",
            1115394,
            "",
            "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
            {"https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"}}}};
}

// No data but GPT-2's vocabulary, without which texts are not its tokens. SHA-256 as tiktoken has them.
Dataset Gpt2Bpe() {
  Dataset result{
      "gpt2-bpe",
      "MIT, modified (OpenAI 2019)",
      {{"gpt2-bpe/vocab.bpe", 456318, "", "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5", {}},
       {"gpt2-bpe/encoder.json", 1042301, "", "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783", {}}}};
  return FromMirror("https://openaipublic.blob.core.windows.net/gpt-2/encodings/main/", std::move(result));
}

}  // namespace

const std::vector<Dataset>& PublishedDatasets() {
  static const auto* const datasets =
      new std::vector<Dataset>{Mnist(),     FashionMnist(), Cifar10(),     Cifar100(),        TinyImageNet(),
                               WikiText2(), WikiText2Raw(), WikiText103(), WikiText103Raw(),  OpenWebText(),
                               HellaSwag(), Arc(),          WinoGrande(),  TinyShakespeare(), Gpt2Bpe()};
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
                   "\nDownload it from\n  ", absl::StrJoin(file.urls, "\n  "), "\n(", file.bytes, " bytes");
  if (!file.sha256.empty()) absl::StrAppend(&message, ", SHA-256 ", file.sha256);
  if (!file.md5.empty()) absl::StrAppend(&message, ", MD5 ", file.md5);
  absl::StrAppend(&message, "; licence: ", dataset.licence,
                  ") and put it where it was looked for, or name its folder with --data_dir.");
  return message;
}

}  // namespace moebench
