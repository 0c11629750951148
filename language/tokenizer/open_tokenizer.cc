#include "language/tokenizer/open_tokenizer.h"

#include <filesystem>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/nearest_name.h"
#include "language/tokenizer/byte_level/byte_level_files.h"
#include "language/tokenizer/byte_level/open_byte_level.h"
#include "language/tokenizer/sentencepiece/open_sentencepiece.h"

namespace moebench::language {
namespace {

namespace fs = std::filesystem;

constexpr char kGpt2Folder[] = "gpt2-bpe";
// OpenAI's files, by the checksums that tiktoken's openai_public.py demands of them.
constexpr char kGpt2Source[] =
    "https://openaipublic.blob.core.windows.net/gpt-2/encodings/main/ has them: vocab.bpe (456,318 bytes, SHA-256 "
    "1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5) and encoder.json (1,042,301 bytes, SHA-256 "
    "196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783)";

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenGpt2(const std::vector<std::string>& data_folders) {
  std::vector<std::string> looked_in;
  for (const std::string& data : data_folders) {
    const std::string folder = absl::StrCat(data, "/", kGpt2Folder);
    // One of the two is a slip to be told of, not a reason to look further.
    if (Exists(absl::StrCat(folder, "/", kMergesFile)) || Exists(absl::StrCat(folder, "/", kIdsFile))) {
      return OpenByteLevel(folder);
    }
    looked_in.push_back(folder);
  }
  return absl::NotFoundError(absl::StrCat(
      "the tokenizer gpt2 is two files, ", kGpt2Folder, "/", kMergesFile, " and ", kGpt2Folder, "/", kIdsFile,
      ", below the data folder; looked in ", absl::StrJoin(looked_in, " and "), ". ", kGpt2Source,
      ". Put them there, or name the folder that holds ", kGpt2Folder, "/ by --data_dir or $MOEBENCH_DATA"));
}

absl::Status NothingThere(const std::string& name) {
  return absl::NotFoundError(
      absl::StrCat("no tokenizer \"", name, "\"", DidYouMean(fs::path(name).filename().string(), {std::string(kGpt2)}),
                   ": it is no file and no folder; expected gpt2, a SentencePiece .model file, or a folder with ",
                   kMergesFile, " and ", kIdsFile));
}

absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenPath(const std::string& path) {
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return NothingThere(path);
  if (status.type() == fs::file_type::directory) return OpenByteLevel(path);
  return OpenSentencePiece(path);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Tokenizer>> OpenTokenizer(const std::string& name_or_path,
                                                               const std::vector<std::string>& data_folders) {
  absl::StatusOr<std::shared_ptr<const Tokenizer>> tokenizer =
      name_or_path == kGpt2 ? OpenGpt2(data_folders) : OpenPath(name_or_path);
  if (!tokenizer.ok() && absl::IsInvalidArgument(tokenizer.status())) {
    return absl::FailedPreconditionError(tokenizer.status().message());
  }
  return tokenizer;
}

}  // namespace moebench::language
