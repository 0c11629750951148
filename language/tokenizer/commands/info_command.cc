#include "language/tokenizer/commands/info_command.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <system_error>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/command_line.h"
#include "base/status_macros.h"
#include "language/data/shards/file_signature.h"
#include "language/data/shards/foreign_bins.h"
#include "language/data/shards/shard_manifest.h"
#include "language/data/shards/token_shard.h"
#include "language/tokenizer/commands/command_status.h"
#include "language/tokenizer/commands/named_tokenizer.h"
#include "language/tokenizer/commands/number_text.h"
#include "language/tokenizer/commands/shard_table.h"
#include "language/tokenizer/commands/token_input.h"
#include "language/tokenizer/open_tokenizer.h"
#include "moe_core/training/text_table.h"

namespace moebench::language {
namespace {

namespace fs = std::filesystem;

bool Exists(const std::string& path) {
  std::error_code error;
  return fs::exists(path, error);
}

bool IsFolder(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

std::string FirstBytes(const std::string& path) {
  char bytes[8] = {};
  std::ifstream file(path, std::ios::binary);
  file.read(bytes, sizeof(bytes));
  return std::string(bytes, static_cast<size_t>(file.gcount()));
}

absl::StatusOr<std::string> TokenizerInfo(const TokenizeFlags& flags) {
  TokenizeFlags named = flags;
  named.tokenizer = flags.input;
  MOE_ASSIGN_OR_RETURN(const std::shared_ptr<const Tokenizer> tokenizer, OpenNamedTokenizer(named));
  TextTable table(flags.input);
  table.AddRow({"kind", tokenizer->Kind()});
  table.AddRow({"ids", Grouped(tokenizer->VocabularySize())});
  table.AddRow(
      {"end of document", tokenizer->EndOfDocument() < 0 ? "none" : absl::StrCat("id ", tokenizer->EndOfDocument())});
  table.AddRow({"SHA-256", tokenizer->Checksum()});
  return table.Render();
}

// OpenTokenInput holds the files against the tokenizer and, with --verify, against their checksums.
absl::Status CheckTokens(TokenizeFlags flags, const char* split) {
  if (flags.tokenizer.empty() && !flags.verify) return absl::OkStatus();
  flags.split = split;
  return OpenTokenInput(flags).status();
}

std::string Verified(const TokenizeFlags& flags) { return flags.verify ? "every token was read: no fault\n" : ""; }

absl::StatusOr<std::string> FolderInfo(const TokenizeFlags& flags) {
  const absl::StatusOr<ShardManifest> manifest = ReadManifest(CallerPath(flags.input));
  if (!manifest.ok()) return AboutInput(manifest.status());
  for (const Split split : kSplits) {
    if (manifest->split(split).tokens > 0) MOE_RETURN_IF_ERROR(CheckTokens(flags, SplitName(split)));
  }
  return absl::StrCat(ShardTable(flags.input, *manifest, absl::nullopt), Verified(flags));
}

absl::StatusOr<std::string> ShardInfo(const TokenizeFlags& flags) {
  const absl::StatusOr<ShardHeader> header = ReadShardHeader(CallerPath(flags.input));
  if (!header.ok()) return AboutInput(header.status());
  MOE_RETURN_IF_ERROR(CheckTokens(flags, ""));
  TextTable table(flags.input);
  table.AddRow({"documents", Grouped(header->documents)});
  table.AddRow({"tokens", absl::StrCat(Grouped(header->tokens), ", of ", header->bytes_per_token, " bytes")});
  table.AddRow({"ids", Grouped(header->vocabulary_size)});
  table.AddRow(
      {"end of document", header->end_of_document < 0 ? "none" : absl::StrCat("id ", header->end_of_document)});
  table.AddRow({"tokenizer", absl::StrCat("SHA-256 ", header->tokenizer_checksum)});
  return absl::StrCat(table.Render(), Verified(flags));
}

absl::StatusOr<std::string> BinInfo(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(RequireFlag("tokenizer", flags.tokenizer,
                                  "the one that made the .bin file, which does not say how many ids it may hold"));
  MOE_ASSIGN_OR_RETURN(const std::shared_ptr<const TokenStream> tokens, OpenTokenInput(flags));
  TextTable table(flags.input);
  table.AddRow(
      {"tokens", absl::StrCat(Grouped(tokens->size()), ", of ", tokens->arrays()[0].bytes_per_token(), " bytes")});
  return absl::StrCat(table.Render(), Verified(flags));
}

// The one kind of file that cannot be told by its contents.
absl::StatusOr<std::string> WithHintOfNanoGpt(absl::StatusOr<std::string> info) {
  if (info.ok() || !absl::IsFailedPrecondition(info.status())) return info;
  return absl::FailedPreconditionError(
      absl::StrCat(info.status().message(), "; for nanoGPT's .bin, which has no header, add --input_layout=nanogpt"));
}

bool IsBin(const TokenizeFlags& flags, const std::string& head) {
  return !flags.input_layout.empty() || HasMagicOf(BinFormat::kLlmcGpt2, head) ||
         HasMagicOf(BinFormat::kLlmcLlama3, head);
}

}  // namespace

absl::StatusOr<std::string> RunInfo(const TokenizeFlags& flags) {
  MOE_RETURN_IF_ERROR(
      RequireFlag("input", flags.input, "a tokenizer as of --tokenizer, a folder of shards, a shard or a .bin file"));
  const std::string path = CallerPath(flags.input);
  if (flags.input == kGpt2 || !Exists(path)) return TokenizerInfo(flags);
  if (IsFolder(path)) return Exists(path + "/vocab.bpe") ? TokenizerInfo(flags) : FolderInfo(flags);
  const std::string head = FirstBytes(path);
  if (absl::StartsWith(head, kShardMagic)) return ShardInfo(flags);
  return IsBin(flags, head) ? BinInfo(flags) : WithHintOfNanoGpt(TokenizerInfo(flags));
}

}  // namespace moebench::language
