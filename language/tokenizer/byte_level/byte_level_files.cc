#include "language/tokenizer/byte_level/byte_level_files.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/atomic_file.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "language/tokenizer/byte_level/byte_alphabet.h"
#include "language/tokenizer/byte_level/encoder_json.h"

namespace moebench::language {
namespace {

constexpr size_t kMaxFileBytes = size_t{256} << 20;
constexpr char kVersionLine[] = "#version: 0.2";

std::string PathIn(const std::string& folder, const char* file) {
  return (std::filesystem::path(folder) / file).string();
}

// Puts the merges of vocab.bpe and the ids of encoder.json together, line by line.
class VocabularyBuilder {
 public:
  VocabularyBuilder(std::string merges_path, std::string ids_path, std::vector<std::string> spellings)
      : merges_path_(std::move(merges_path)), ids_path_(std::move(ids_path)), spellings_(std::move(spellings)) {
    for (size_t id = 0; id < spellings_.size(); ++id) ids_[spellings_[id]] = static_cast<int32_t>(id);
    made_.resize(spellings_.size(), false);
    line_of_token_.resize(spellings_.size());
    vocabulary_.tokens.resize(spellings_.size());
  }

  absl::Status AddBytes();
  absl::Status AddMerges(absl::string_view contents);
  // Every id must have got its meaning by now.
  absl::StatusOr<ByteLevelVocabulary> Finish() &&;

 private:
  absl::Status AddMerge(absl::string_view line, int line_number);
  absl::StatusOr<int32_t> Part(absl::string_view part, absl::string_view line, int line_number) const;
  absl::Status BadLine(absl::string_view line, int line_number, absl::string_view why) const;

  const std::string merges_path_;
  const std::string ids_path_;
  const std::vector<std::string> spellings_;
  absl::flat_hash_map<absl::string_view, int32_t> ids_;
  std::vector<bool> made_;          // by id: a byte, or the result of a merge so far
  std::vector<int> line_of_token_;  // of the merge that makes it
  ByteLevelVocabulary vocabulary_;
};

absl::Status VocabularyBuilder::BadLine(absl::string_view line, int line_number, absl::string_view why) const {
  return absl::FailedPreconditionError(
      absl::StrCat(merges_path_, ":", line_number, ": ", QuotedToken(line), ": ", why));
}

absl::Status VocabularyBuilder::AddBytes() {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string spelling = PrintableOfBytes(std::string(1, static_cast<char>(byte)));
    const auto found = ids_.find(spelling);
    if (found == ids_.end()) {
      return absl::FailedPreconditionError(absl::StrCat(ids_path_, ": no entry \"", spelling, "\" for the byte ", byte,
                                                        "; a byte-level vocabulary has all 256 bytes"));
    }
    vocabulary_.byte_ids[byte] = found->second;
    vocabulary_.tokens[found->second] = std::string(1, static_cast<char>(byte));
    made_[found->second] = true;
  }
  return absl::OkStatus();
}

absl::StatusOr<int32_t> VocabularyBuilder::Part(absl::string_view part, absl::string_view line, int line_number) const {
  const auto found = ids_.find(part);
  if (found != ids_.end() && made_[found->second]) return found->second;
  return BadLine(line, line_number, absl::StrCat("no byte or merge above makes ", QuotedToken(part)));
}

absl::Status VocabularyBuilder::AddMerge(absl::string_view line, int line_number) {
  const std::vector<absl::string_view> parts = absl::StrSplit(line, ' ');
  if (parts.size() != 2) return BadLine(line, line_number, "expected a merge, two tokens with one space between");
  MOE_ASSIGN_OR_RETURN(const int32_t left, Part(parts[0], line, line_number));
  MOE_ASSIGN_OR_RETURN(const int32_t right, Part(parts[1], line, line_number));
  const std::string spelling = absl::StrCat(parts[0], parts[1]);
  const auto result = ids_.find(spelling);
  if (result == ids_.end()) {
    return BadLine(
        line, line_number,
        absl::StrCat(ids_path_, " has no entry ", QuotedToken(spelling), "; the two files must belong together"));
  }
  if (spelling == kEndOfText) return BadLine(line, line_number, "makes <|endoftext|>, which is no ordinary token");
  if (made_[result->second]) {
    return BadLine(
        line, line_number,
        absl::StrCat("line ", line_of_token_[result->second], " makes the same token; a token has one merge"));
  }
  vocabulary_.merges.push_back({left, right, result->second});
  made_[result->second] = true;
  line_of_token_[result->second] = line_number;
  vocabulary_.tokens[result->second] = vocabulary_.tokens[left] + vocabulary_.tokens[right];
  return absl::OkStatus();
}

absl::Status VocabularyBuilder::AddMerges(absl::string_view contents) {
  std::vector<absl::string_view> lines = absl::StrSplit(contents, '\n');
  if (!absl::StartsWith(lines[0], "#version")) {
    return BadLine(lines[0], 1, absl::StrCat("expected \"", kVersionLine, "\", the first line of GPT-2's vocab.bpe"));
  }
  // tiktoken would drop an unfinished last line without a word.
  if (!lines.back().empty() || lines.size() < 2) {
    return BadLine(lines.back(), static_cast<int>(lines.size()), "the last line has no line feed: is the file whole?");
  }
  lines.pop_back();
  for (size_t i = 1; i < lines.size(); ++i) MOE_RETURN_IF_ERROR(AddMerge(lines[i], static_cast<int>(i + 1)));
  return absl::OkStatus();
}

absl::StatusOr<ByteLevelVocabulary> VocabularyBuilder::Finish() && {
  for (size_t id = 0; id < spellings_.size(); ++id) {
    if (made_[id]) continue;
    if (spellings_[id] != kEndOfText) {
      return absl::FailedPreconditionError(absl::StrCat(
          ids_path_, ": the entry ", QuotedToken(spellings_[id]), ": ", id, " is no byte, no result of a merge in ",
          merges_path_, ", and not <|endoftext|>; do the two files belong together, and are they whole?"));
    }
    vocabulary_.end_of_text = static_cast<int32_t>(id);
    vocabulary_.tokens[id] = kEndOfText;
  }
  return std::move(vocabulary_);
}

absl::StatusOr<std::string> ReadPart(const std::string& folder, const char* file) {
  absl::StatusOr<std::string> contents = ReadFile(PathIn(folder, file), kMaxFileBytes);
  if (contents.ok()) return contents;
  return absl::Status(contents.status().code(),
                      absl::StrCat(contents.status().message(), "; a byte-level vocabulary is a folder with ",
                                   kMergesFile, " and ", kIdsFile, ", as GPT-2 publishes them"));
}

}  // namespace

absl::StatusOr<ByteLevelVocabulary> ParseByteLevelFiles(const std::string& folder, const std::string& merges_file,
                                                        const std::string& ids_file) {
  const std::string ids_path = PathIn(folder, kIdsFile);
  MOE_ASSIGN_OR_RETURN(std::vector<std::string> spellings, ParseEncoderJson(ids_path, ids_file));
  VocabularyBuilder builder(PathIn(folder, kMergesFile), ids_path, std::move(spellings));
  MOE_RETURN_IF_ERROR(builder.AddBytes());
  MOE_RETURN_IF_ERROR(builder.AddMerges(merges_file));
  MOE_ASSIGN_OR_RETURN(ByteLevelVocabulary vocabulary, std::move(builder).Finish());
  vocabulary.checksum = Sha256Hex(Sha256Hex(merges_file) + Sha256Hex(ids_file));
  return vocabulary;
}

absl::StatusOr<ByteLevelVocabulary> ReadByteLevelFiles(const std::string& folder) {
  MOE_ASSIGN_OR_RETURN(const std::string merges_file, ReadPart(folder, kMergesFile));
  MOE_ASSIGN_OR_RETURN(const std::string ids_file, ReadPart(folder, kIdsFile));
  return ParseByteLevelFiles(folder, merges_file, ids_file);
}

absl::Status WriteByteLevelFiles(const std::string& folder, const std::vector<ByteMerge>& merges,
                                 bool with_end_of_text) {
  std::vector<std::string> spellings;
  for (const uint8_t byte : BytesInIdOrder()) {
    spellings.push_back(PrintableOfBytes(std::string(1, static_cast<char>(byte))));
  }
  absl::flat_hash_set<std::string> made(spellings.begin(), spellings.end());
  std::string merges_file = absl::StrCat(kVersionLine, "\n");
  for (const ByteMerge& merge : merges) {
    const std::string left = PrintableOfBytes(merge.left), right = PrintableOfBytes(merge.right);
    absl::StrAppend(&merges_file, left, " ", right, "\n");
    // Of a token made twice the reader is to name the second merge, so its id is given once.
    if (made.insert(left + right).second) spellings.push_back(left + right);
  }
  if (with_end_of_text) spellings.push_back(kEndOfText);
  const std::string ids_file = EncoderJson(spellings);
  // What the reader would refuse is not written.
  MOE_RETURN_IF_ERROR(ParseByteLevelFiles(folder, merges_file, ids_file).status());
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat(folder, ": cannot make the folder: ", error.message()));
  MOE_RETURN_IF_ERROR(WriteFileAtomically(PathIn(folder, kMergesFile), merges_file));
  return WriteFileAtomically(PathIn(folder, kIdsFile), ids_file);
}

}  // namespace moebench::language
