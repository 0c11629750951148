#include "language/data/shards/open_tokens.h"

#include <glob.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "language/data/shards/file_signature.h"
#include "language/data/shards/mapped_file.h"
#include "language/data/shards/shard_manifest.h"
#include "language/data/shards/token_shard.h"

namespace moebench::language {
namespace {

namespace fs = std::filesystem;

constexpr size_t kSignatureBytes = 512;

absl::StatusOr<TokenArray> OpenShard(const std::string& path, const TokensOptions& options) {
  MOE_ASSIGN_OR_RETURN(const auto shard, ShardReader::Open(path, options.tokenizer_checksum));
  if (options.verify) MOE_RETURN_IF_ERROR(shard->Verify());
  return shard->tokens();
}

absl::Status CheckEntry(const std::string& path, const ShardEntry& entry) {
  MOE_ASSIGN_OR_RETURN(const ShardHeader header, ReadShardHeader(path));
  if (header.tokens == entry.tokens && header.documents == entry.documents &&
      header.contents_crc32c == entry.contents_crc32c) {
    return absl::OkStatus();
  }
  return absl::DataLossError(absl::StrCat(path, " is not the shard that ", kManifestFile, " lists: it has ",
                                          header.tokens, " tokens, ", header.documents, " documents and checksum ",
                                          header.contents_crc32c, ", expected ", entry.tokens, ", ", entry.documents,
                                          " and ", entry.contents_crc32c, "; shard the corpus again"));
}

absl::Status NoTokens(const TokensOptions& options, const ShardManifest& manifest) {
  return absl::FailedPreconditionError(absl::StrCat(
      options.path, " has no tokens in its split \"", SplitName(options.split),
      "\": ", manifest.counts.documents - manifest.counts.dropped, " documents were split with validation_fraction ",
      manifest.settings.validation_fraction, "; shard with another fraction or split_seed"));
}

absl::StatusOr<std::shared_ptr<const TokenStream>> OpenFolder(const TokensOptions& options) {
  MOE_ASSIGN_OR_RETURN(const ShardManifest manifest, ReadManifest(options.path));
  const std::string manifest_path = absl::StrCat(options.path, "/", kManifestFile);
  MOE_RETURN_IF_ERROR(
      CheckShardTokenizer(manifest_path, manifest.settings.tokenizer_checksum, options.tokenizer_checksum));
  if (manifest.split(options.split).tokens == 0) return NoTokens(options, manifest);
  std::vector<TokenArray> arrays;
  for (const ShardEntry& entry : manifest.split(options.split).shards) {
    const std::string path = absl::StrCat(options.path, "/", entry.file);
    MOE_RETURN_IF_ERROR(CheckEntry(path, entry));
    MOE_ASSIGN_OR_RETURN(TokenArray array, OpenShard(path, options));
    arrays.push_back(std::move(array));
  }
  return std::make_shared<const TokenStream>(absl::StrCat(options.path, ", split ", SplitName(options.split)),
                                             std::move(arrays));
}

absl::StatusOr<TokenArray> OpenFile(const std::string& path, const TokensOptions& options) {
  if (options.bin_format.has_value()) return OpenForeignBin(path, *options.bin_format, options.vocabulary_size);
  MOE_ASSIGN_OR_RETURN(const auto file, MappedFile::Open(path));
  const absl::string_view head = file->bytes().substr(0, kSignatureBytes);
  if (absl::StartsWith(head, kShardMagic)) return OpenShard(path, options);
  for (const BinFormat format : {BinFormat::kLlmcGpt2, BinFormat::kLlmcLlama3}) {
    if (HasMagicOf(format, head)) return OpenForeignBin(path, format, options.vocabulary_size);
  }
  return absl::InvalidArgumentError(
      absl::StrCat(path, " is neither a folder of shards nor a file of a known kind: it looks like ",
                   LooksLike(head, file->size()), "; a file of nanoGPT's bears no mark: name its format, \"nanogpt\""));
}

// The path itself, unless it is a pattern and no file of that name is there.
absl::StatusOr<std::vector<std::string>> MatchingFiles(const std::string& path) {
  std::error_code error;
  if (path.find_first_of("*?[") == std::string::npos || fs::exists(path, error)) return std::vector<std::string>{path};
  glob_t matches = {};
  const int code = glob(path.c_str(), GLOB_ERR, nullptr, &matches);
  const std::vector<std::string> files(matches.gl_pathv, matches.gl_pathv + matches.gl_pathc);
  globfree(&matches);
  if (code == 0) return files;
  if (code == GLOB_NOMATCH) return absl::NotFoundError(absl::StrCat("no file matches ", path));
  return absl::UnavailableError(absl::StrCat("cannot list the files that match ", path));
}

}  // namespace

absl::StatusOr<std::shared_ptr<const TokenStream>> OpenTokens(const TokensOptions& options) {
  std::error_code error;
  if (fs::is_directory(options.path, error)) return OpenFolder(options);
  MOE_ASSIGN_OR_RETURN(const std::vector<std::string> files, MatchingFiles(options.path));
  std::vector<TokenArray> arrays;
  for (const std::string& file : files) {
    MOE_ASSIGN_OR_RETURN(TokenArray array, OpenFile(file, options));
    arrays.push_back(std::move(array));
  }
  return std::make_shared<const TokenStream>(options.path, std::move(arrays));
}

}  // namespace moebench::language
