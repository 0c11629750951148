#include "language/data/corpora/corpus_format.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "language/data/corpora/byte_stream.h"
#include "language/data/corpora/corpus_files.h"
#include "language/data/corpora/open_byte_stream.h"
#include "language/data/corpora/utf8_character.h"
#include "language/data/corpora/zip_file.h"

namespace moebench::language {
namespace {

constexpr size_t kSniffedBytes = size_t{1} << 16;
constexpr size_t kTarMagic = 257;  // where "ustar" stands in a tar's first header

absl::string_view BaseName(absl::string_view path) { return path.substr(path.rfind('/') + 1); }

// "" where the name does not tell.
std::string FormatByName(absl::string_view path) {
  absl::string_view name = BaseName(path);
  for (const absl::string_view ending : {".gz", ".zst", ".zstd", ".xz"}) {
    if (absl::ConsumeSuffix(&name, ending)) break;
  }
  const auto ends = [&](absl::string_view ending) { return absl::EndsWithIgnoreCase(name, ending); };
  if (ends(".jsonl") || ends(".ndjson")) return "jsonl";
  if (ends(".txt") || ends(".text")) return "text";
  if (ends(".tar")) return "openwebtext";
  for (const absl::string_view split : {"train", "valid", "test"}) {
    if (name == absl::StrCat("wiki.", split, ".tokens")) return "wikitext";
    if (name == absl::StrCat("wiki.", split, ".raw")) return "wikitext_raw";
  }
  return "";
}

absl::StatusOr<std::string> Front(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(std::unique_ptr<ByteStream> stream, OpenByteStream(path));
  stream = WithoutByteOrderMark(std::move(stream));
  std::string front;
  while (front.size() < kSniffedBytes) {
    MOE_ASSIGN_OR_RETURN(const absl::string_view block, stream->NextBlock());
    if (block.empty()) break;
    front.append(block.data(), block.size());
  }
  front.resize(std::min(front.size(), kSniffedBytes));
  return front;
}

bool IsText(absl::string_view front) {
  const bool whole = front.size() < kSniffedBytes;
  while (!front.empty()) {
    const Utf8Character character = FirstCharacter(front);
    if (character.code == 0) return false;
    // The last character may have been cut by the sniffing itself.
    if (character.code == kIllFormed) return !whole && front.size() < 4;
    front.remove_prefix(character.bytes);
  }
  return true;
}

// An object opens the first line that is not blank; whether it is whole is the reader's to check.
bool IsJsonLines(absl::string_view front) {
  const size_t brace = front.find_first_not_of(" \t\r\n");
  if (brace == absl::string_view::npos || front[brace] != '{') return false;
  const size_t key = front.find_first_not_of(" \t", brace + 1);
  return key != absl::string_view::npos && (front[key] == '"' || front[key] == '}');
}

absl::StatusOr<std::string> FormatByContents(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::string front, Front(path));
  if (front.size() > kTarMagic + 5 && front.compare(kTarMagic, 5, "ustar") == 0) return "openwebtext";
  if (IsText(front)) return IsJsonLines(front) ? "jsonl" : "text";
  return absl::InvalidArgumentError(
      absl::StrCat("cannot tell the format of ", path,
                   ": its name has no ending that is known (.txt, .jsonl, .tokens, .tar, .zip) and its first ",
                   front.size(), " bytes are neither UTF-8 text nor a tar archive; name the format with --format"));
}

absl::StatusOr<std::string> FormatOfZip(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> entries, ZipEntries(path));
  for (const std::string& entry : entries) {
    const std::string format = FormatByName(entry);
    if (absl::StartsWith(format, "wikitext")) return format;
  }
  return absl::InvalidArgumentError(absl::StrCat(
      "cannot tell the format of ", path, ": looked for wiki.<split>.tokens and wiki.<split>.raw among its ",
      entries.size(), " entries; other zip files are not read: unpack them"));
}

absl::StatusOr<std::string> FormatOfFile(const std::string& path) {
  if (absl::EndsWithIgnoreCase(path, ".zip")) return FormatOfZip(path);
  const std::string format = FormatByName(path);
  if (!format.empty()) return format;
  return FormatByContents(path);
}

absl::Status Disagree(const std::string& folder, const std::string& a, const std::string& format_a,
                      const std::string& b, const std::string& format_b) {
  return absl::InvalidArgumentError(absl::StrCat("cannot tell the format of ", folder, ": ", a, " is ", format_a, ", ",
                                                 b, " is ", format_b,
                                                 "; name the format with --format, or a single file"));
}

// Files that only a published data set has say what the folder is, whatever lies beside them.
absl::StatusOr<std::string> FormatOfDataSet(const std::string& folder, const std::vector<std::string>& files) {
  std::string found;
  std::string witness;
  for (const std::string& file : files) {
    std::string format = FormatByName(file);
    if (absl::StartsWith(BaseName(file), "urlsf_subset")) format = "openwebtext";
    if (format.empty() || format == "text" || format == "jsonl") continue;
    if (!found.empty() && format != found) return Disagree(folder, witness, found, file, format);
    found = format;
    witness = file;
  }
  return found;
}

}  // namespace

const std::vector<std::string>& CorpusFormats() {
  static const auto* const formats =
      new std::vector<std::string>{"text", "lines", "paragraphs", "jsonl", "wikitext", "wikitext_raw", "openwebtext"};
  return *formats;
}

absl::StatusOr<std::string> DetectFormat(const std::string& path) {
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> files, CorpusFiles(path));
  if (!IsFolder(path)) return FormatOfFile(path);
  MOE_ASSIGN_OR_RETURN(std::string format, FormatOfDataSet(path, files));
  if (!format.empty()) return format;
  for (const std::string& file : files) {
    MOE_ASSIGN_OR_RETURN(const std::string other, FormatOfFile(file));
    if (format.empty()) format = other;
    if (other != format) return Disagree(path, files[0], format, file, other);
  }
  return format;
}

}  // namespace moebench::language
