#include "language/data/corpora/test_corpus_fuzz.h"

#include <algorithm>
#include <cstdio>
#include <functional>
#include <random>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/data/corpora/open_corpus.h"
#include "language/data/corpora/test_corpora.h"

namespace moebench::language {
namespace {

constexpr size_t kMaxText = size_t{64} << 20;

using Draw = std::mt19937_64;
using Wrap = std::function<std::string(const std::string&)>;

// Bytes that are damaged, then wrapped into layers that are themselves whole.
struct Seed {
  std::string file;
  std::string format;
  std::string bytes;
  Wrap wrap;
};

std::string Plain(const std::string& bytes) { return bytes; }

std::vector<Seed> TextSeeds() {
  const std::string text = "\xEF\xBB\xBFOne line.\r\n\n \t\nTwo: caf\xC3\xA9 \xF0\x9F\x98\x80\nend";
  const std::string jsonl =
      "{\"text\": \"caf\\u00e9 \\ud83d\\ude00\", \"id\": -1.5e3}\n\n{\"meta\": {\"a\": [1, null, \"x\"]}, \"text\": "
      "\"two\\nlines\"}\n{\"text\": \"\"}\n";
  const std::string wiki =
      " \n = One = \n \n Text of <unk> 1 @.@ 5 ( \" x \" ) . \n \n = = Part = = \n \n = Two = \n \n y \n";
  std::vector<Seed> seeds;
  for (const char* format : {"text", "lines", "paragraphs"}) {
    seeds.push_back({"a.txt", format, text, Plain});
    seeds.push_back({"a.txt.zst", format, Zstd(text), Plain});
  }
  seeds.push_back({"a.jsonl", "jsonl", jsonl, Plain});
  seeds.push_back({"a.jsonl.gz", "jsonl", Gzip(jsonl), Plain});
  seeds.push_back({"a.jsonl.gz", "jsonl", jsonl, [](const std::string& bytes) { return Gzip(bytes); }});
  seeds.push_back({"a.jsonl.zst", "jsonl", Zstd(jsonl), Plain});
  seeds.push_back({"a.jsonl.xz", "jsonl", Xz(jsonl), Plain});
  seeds.push_back({"wiki.train.tokens", "wikitext", wiki, Plain});
  seeds.push_back({"a.zip", "wikitext", Zip({{"w/wiki.train.tokens", wiki}, {"w/wiki.test.tokens", wiki}}), Plain});
  seeds.push_back({"a.zip", "wikitext_raw", wiki, [](const std::string& bytes) {
                     return Zip({{"w/", ""}, {"w/wiki.train.raw", bytes}});
                   }});
  return seeds;
}

std::vector<Seed> OpenWebTextSeeds() {
  const std::vector<TestMember> documents = {{"folder/", ""}, {"folder/a.txt", "one"}, {"caf\u00e9.txt", ""}};
  const std::string gnu = Tar(documents);
  const std::string pax = Tar(documents, TarForm::kPax);
  const std::string outer = Tar({{"owt/", ""}, {"owt/urlsf_subset00-1_data.xz", Xz(gnu)}, {"owt/b.xz", Xz(pax)}});
  const Wrap as_inner = [](const std::string& bytes) { return OpenWebText({{"a.xz", Xz(bytes)}}); };
  const Wrap as_entry = [](const std::string& bytes) { return OpenWebText({{"a.xz", bytes}}); };
  const Wrap as_outer = [](const std::string& bytes) { return Xz(bytes); };
  return {{"a.tar.xz", "openwebtext", gnu, as_inner},     {"a.tar.xz", "openwebtext", pax, as_inner},
          {"a.tar.xz", "openwebtext", Xz(gnu), as_entry}, {"a.tar.xz", "openwebtext", outer, as_outer},
          {"a.tar.xz", "openwebtext", Xz(outer), Plain},  {"a.tar", "openwebtext", outer, Plain}};
}

void Damage(std::string* bytes, Draw* draw) {
  static constexpr char kTelling[] = "\0\xFF\x7F\x80\"\\{}[]=\n\r '(@u0/7";
  if (bytes->empty()) bytes->push_back('x');
  const size_t at = (*draw)() % bytes->size();
  const size_t length = 1 + (*draw)() % (1 + bytes->size() / 4);
  switch ((*draw)() % 8) {
    case 0:
      (*bytes)[at] ^= static_cast<char>(1 << (*draw)() % 8);
      break;
    case 1:
      (*bytes)[at] = kTelling[(*draw)() % (sizeof(kTelling) - 1)];
      break;
    case 2:
      bytes->erase(at, length);
      break;
    case 3:
      bytes->insert(at, bytes->substr((*draw)() % bytes->size(), length));
      break;
    case 4:
      bytes->resize(at);
      break;
    case 5:  // a number field, as archives have them
      for (size_t i = at; i < std::min(bytes->size(), at + 1 + (*draw)() % 12); ++i)
        (*bytes)[i] = (*draw)() % 2 ? '\xFF' : '7';
      break;
    case 6:
      bytes->insert(at, (*draw)() % 600, static_cast<char>((*draw)()));
      break;
    default:
      (*bytes)[at] = static_cast<char>((*draw)());
  }
}

CorpusOptions DrawOptions(const Seed& seed, const std::string& path, Draw* draw) {
  CorpusOptions options;
  options.path = path;
  options.format = (*draw)() % 4 == 0 ? "auto" : seed.format;
  if (options.format == "auto" || !absl::StartsWith(seed.format, "wikitext")) return options;
  options.detokenize = (*draw)() % 2 == 0;
  static constexpr const char* kDocuments[] = {"articles", "pages", "split"};
  options.wikitext_documents = kDocuments[(*draw)() % 3];
  return options;
}

absl::Status CheckRefusal(const absl::Status& status, const std::string& path) {
  const bool expected = absl::IsDataLoss(status) || absl::IsNotFound(status) || absl::IsInvalidArgument(status);
  if (expected && absl::StrContains(status.message(), path)) return absl::OkStatus();
  return absl::InternalError(absl::StrCat("unexpected error: ", status.ToString()));
}

absl::Status FuzzOne(const CorpusOptions& options, CorpusFuzzCounts* counts) {
  const absl::StatusOr<std::unique_ptr<DocumentSource>> source = OpenCorpus(options);
  const absl::StatusOr<std::vector<std::string>> documents =
      source.ok() ? ReadDocuments(source->get()) : absl::StatusOr<std::vector<std::string>>(source.status());
  if (!documents.ok()) {
    ++counts->refused;
    return CheckRefusal(documents.status(), options.path);
  }
  ++counts->read;
  counts->documents += documents->size();
  size_t bytes = 0;
  for (const std::string& document : *documents) bytes += document.size();
  return bytes <= kMaxText ? absl::OkStatus() : absl::InternalError(absl::StrCat(bytes, " bytes of text"));
}

absl::Status WriteSmallFile(const std::string& path, const std::string& bytes) {
  FILE* const file = fopen(path.c_str(), "wb");
  if (file == nullptr) return absl::UnavailableError(absl::StrCat("cannot write ", path));
  const bool written = fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return fclose(file) == 0 && written ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("cannot write ", path));
}

}  // namespace

absl::StatusOr<CorpusFuzzCounts> FuzzCorpora(const std::string& folder, int64_t count, uint64_t seed) {
  std::vector<Seed> seeds = TextSeeds();
  for (Seed& archive : OpenWebTextSeeds()) seeds.push_back(std::move(archive));
  Draw draw(seed);
  CorpusFuzzCounts counts;
  for (int64_t i = 0; i < count; ++i) {
    const Seed& chosen = seeds[i % seeds.size()];
    std::string bytes = chosen.bytes;
    for (int damages = draw() % 4; damages >= 0; --damages) Damage(&bytes, &draw);
    const std::string path = absl::StrCat(folder, "/", chosen.file);
    MOE_RETURN_IF_ERROR(WriteSmallFile(path, chosen.wrap(bytes)));
    const absl::Status status = FuzzOne(DrawOptions(chosen, path, &draw), &counts);
    if (!status.ok()) {
      return absl::InternalError(
          absl::StrCat("case ", i, ", ", chosen.format, ", left in ", path, ": ", status.message()));
    }
  }
  return counts;
}

}  // namespace moebench::language
