#include "language/data/corpora/wikitext_files.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "language/data/corpora/corpus_files.h"
#include "language/data/corpora/line_reader.h"
#include "language/data/corpora/open_byte_stream.h"
#include "language/data/corpora/zip_file.h"

namespace moebench::language {
namespace {

constexpr absl::string_view kSplits[] = {"train", "valid", "test"};
constexpr int64_t kMaxLineBytes = int64_t{1} << 30;

std::string BaseName(absl::string_view path) { return std::string(path.substr(path.rfind('/') + 1)); }

absl::Status CheckSplit(absl::string_view split) {
  for (const absl::string_view known : kSplits) {
    if (split == known) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("unknown split \"", split, "\" of WikiText; expected train, valid or test"));
}

absl::Status Missing(const std::string& path, const std::string& wanted, const std::vector<std::string>& there) {
  return absl::NotFoundError(absl::StrCat(path, " holds no ", wanted, "; it holds ",
                                          there.empty() ? "no files" : absl::StrJoin(there, ", "),
                                          ". Name another split, or get the whole data set"));
}

absl::StatusOr<WikiTextSplit> OpenFile(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const int64_t bytes, FileBytes(path));
  MOE_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenByteStream(path));
  return WikiTextSplit{std::move(stream), bytes};
}

absl::StatusOr<WikiTextSplit> OpenInZip(const std::string& path, const std::string& wanted) {
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> entries, ZipEntries(path));
  std::string found;
  for (const std::string& entry : entries) {
    if (BaseName(entry) != wanted) continue;
    if (!found.empty()) return absl::DataLossError(absl::StrCat(path, " holds both ", found, " and ", entry));
    found = entry;
  }
  if (found.empty()) return Missing(path, wanted, entries);
  MOE_ASSIGN_OR_RETURN(ZipEntry entry, OpenZipEntry(path, found));
  return WikiTextSplit{std::move(entry.stream), entry.bytes};
}

absl::StatusOr<WikiTextSplit> OpenInFolder(const std::string& path, const std::string& wanted) {
  const std::string file = absl::StrCat(path, absl::EndsWith(path, "/") ? "" : "/", wanted);
  std::error_code error;
  if (std::filesystem::exists(file, error)) return OpenFile(file);
  std::vector<std::string> there;
  for (const auto& entry : std::filesystem::directory_iterator(path, error))
    there.push_back(BaseName(entry.path().string()));
  return Missing(path, wanted, there);
}

// A file that is named as another split's, or the other kind's, was not meant.
absl::Status CheckFileName(const std::string& path, WikiTextKind kind, absl::string_view split) {
  const std::string name = BaseName(path);
  for (const WikiTextKind other_kind : {WikiTextKind::kTokens, WikiTextKind::kRaw}) {
    for (const absl::string_view other : kSplits) {
      if (name != WikiTextFileName(other_kind, other)) continue;
      if (other_kind == kind && (split.empty() || other == split)) return absl::OkStatus();
      return absl::InvalidArgumentError(absl::StrCat(path, " was given where ",
                                                     WikiTextFileName(kind, split.empty() ? other : split),
                                                     " was asked for; name that file, its folder or its zip"));
    }
  }
  return absl::OkStatus();
}

struct OfficialCounts {
  absl::string_view data_set;
  absl::string_view split;
  int64_t lines;
  int64_t words;  // <eos> of each line included
};

constexpr OfficialCounts kOfficial[] = {
    {"wikitext-2", "train", 36718, 2088628}, {"wikitext-2", "valid", 3760, 217646},
    {"wikitext-2", "test", 4358, 245569},    {"wikitext-103", "train", 1801350, 103227021},
    {"wikitext-103", "valid", 3760, 217646}, {"wikitext-103", "test", 4358, 245569},
};

absl::StatusOr<OfficialCounts> FindOfficial(absl::string_view data_set, absl::string_view split) {
  for (const OfficialCounts& counts : kOfficial) {
    if (counts.data_set == data_set && counts.split == split) return counts;
  }
  return absl::InvalidArgumentError(absl::StrCat("no published counts of \"", data_set, "\", split \"", split,
                                                 "\"; expected wikitext-2 or wikitext-103, and train, valid or test"));
}

int64_t CountSpacedWords(absl::string_view line) {
  int64_t words = 0;
  for (size_t i = 0; i < line.size(); ++i) words += line[i] != ' ' && (i == 0 || line[i - 1] == ' ');
  return words;
}

}  // namespace

std::string WikiTextFileName(WikiTextKind kind, absl::string_view split) {
  return absl::StrCat("wiki.", split, kind == WikiTextKind::kTokens ? ".tokens" : ".raw");
}

absl::StatusOr<WikiTextSplit> OpenWikiTextSplit(const std::string& path, WikiTextKind kind, absl::string_view split) {
  if (!split.empty()) MOE_RETURN_IF_ERROR(CheckSplit(split));
  const std::string wanted = WikiTextFileName(kind, split.empty() ? "train" : split);
  if (IsFolder(path)) return OpenInFolder(path, wanted);
  if (absl::EndsWith(path, ".zip")) return OpenInZip(path, wanted);
  MOE_RETURN_IF_ERROR(CheckFileName(path, kind, split));
  return OpenFile(path);
}

absl::Status VerifyWikiText(const std::string& path, WikiTextKind kind, absl::string_view data_set,
                            absl::string_view split) {
  MOE_ASSIGN_OR_RETURN(const OfficialCounts official, FindOfficial(data_set, split));
  MOE_ASSIGN_OR_RETURN(WikiTextSplit opened, OpenWikiTextSplit(path, kind, split));
  LineReader lines(std::move(opened.stream), kMaxLineBytes);
  int64_t words = 0;
  absl::string_view line;
  while (true) {
    MOE_ASSIGN_OR_RETURN(const bool more, lines.Next(&line));
    if (!more) break;
    words += CountSpacedWords(line) + 1;
  }
  const bool same_words = kind == WikiTextKind::kRaw || words == official.words;
  if (lines.number() == official.lines && same_words) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(
      lines.stream().name(), " has ", lines.number(), " lines and ", words, " words with line ends; ", data_set, "'s ",
      split, " split has ", official.lines, " and ", official.words, " (tokens kind). It is not the published file"));
}

}  // namespace moebench::language
