// From a path to a stream of tokens: a folder of shards, one shard, a file of nanoGPT's or llm.c's, or all files that a
// pattern matches, in the order of their names ("fineweb_train_*.bin", as llm.c takes it).
//
//   TokensOptions options;
//   options.path = "shards", options.split = Split::kTrain, options.tokenizer_checksum = tokenizer->Checksum();
//   MOE_ASSIGN_OR_RETURN(std::shared_ptr<const TokenStream> tokens, OpenTokens(options));
//
// A folder's shards are held against its manifest: one that is missing, of another run, truncated, damaged, of another
// version or made with another tokenizer is refused by name.
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_OPEN_TOKENS_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_OPEN_TOKENS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/types/optional.h"
#include "language/data/shards/foreign_bins.h"
#include "language/data/shards/shard_settings.h"
#include "language/data/shards/token_stream.h"

namespace moebench::language {

struct TokensOptions {
  std::string path;             // a pattern has *, ? or [
  Split split = Split::kTrain;  // of a folder
  // Shards made with another tokenizer are refused; empty accepts any.
  std::string tokenizer_checksum;
  // Compares contents with their checksums, reading everything once.
  bool verify = false;
  // Of a file. Unset: by its first bytes, which nanoGPT's files do not have.
  absl::optional<BinFormat> bin_format;
  int64_t vocabulary_size = 0;  // of a file of nanoGPT's or llm.c's, which does not say it
};

// Besides the errors of token_shard.h, shard_manifest.h and foreign_bins.h: FailedPrecondition for a split without
// tokens, InvalidArgument for a file of no known kind, NotFound for a pattern that matches nothing.
absl::StatusOr<std::shared_ptr<const TokenStream>> OpenTokens(const TokensOptions& options);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_OPEN_TOKENS_H_
