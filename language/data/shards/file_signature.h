// What a file looks like by its first bytes, for messages about a file that is not what was expected:
//
//   corpus.tokens is no token shard: it looks like a gzip file
#ifndef MOEBENCH_LANGUAGE_DATA_SHARDS_FILE_SIGNATURE_H_
#define MOEBENCH_LANGUAGE_DATA_SHARDS_FILE_SIGNATURE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace moebench::language {

// The first eight bytes of a token shard (token_shard.h) and the int32 that opens llm.c's files (foreign_bins.h).
inline constexpr absl::string_view kShardMagic = "MOETOKEN";
inline constexpr int kLlmcGpt2Magic = 20240520;
inline constexpr int kLlmcEvaluationMagic = 20240522;
inline constexpr int kLlmcLlama3Magic = 20240801;

// "a gzip file", "llm.c's .bin (GPT-2)", ...; for an even number of unknown bytes "nothing known, perhaps nanoGPT's
// .bin (bare uint16 ids)"; never empty. `head` is the first 512 bytes of the file or all of it, `size` the file's size.
std::string LooksLike(absl::string_view head, int64_t size);

// The same without guesses: "" where no signature is recognised.
std::string KnownSignature(absl::string_view head);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_DATA_SHARDS_FILE_SIGNATURE_H_
