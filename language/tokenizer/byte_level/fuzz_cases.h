// What byte-level BPE is fuzzed with: strings of every kind and model files that are nearly right. A case is a pure
// function of (seed, index), so a failure is found again from the two numbers that are printed with it.
//
//   FuzzedBytes(seed, i)            any bytes; pieces of characters, of white space, of long runs
//   FuzzedText(seed, i, tokens)     well-formed UTF-8 of all planes
//   MutatedFile(contents, &random)  cut off, overwritten, with parts doubled, moved or taken from elsewhere
#ifndef MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_FUZZ_CASES_H_
#define MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_FUZZ_CASES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "base/counter_random.h"
#include "language/tokenizer/byte_level/byte_level_bpe.h"

namespace moebench::language {

std::string FuzzedBytes(uint64_t seed, uint64_t index);

// `tokens` are bytes that may go into the text, those of a vocabulary; the ones that are not UTF-8 are passed over.
std::string FuzzedText(uint64_t seed, uint64_t index, const std::vector<std::string>& tokens);

std::string MutatedFile(absl::string_view contents, CounterRandom* random);

// Encodes and decodes. Internal, with the bytes in hex, unless the text comes back, every id is in the vocabulary, and
// `encoder`, which has encoded other texts before, gives the ids that merging every piece anew gives.
absl::StatusOr<std::vector<int32_t>> CheckedEncode(const ByteLevelBpe& tokenizer, Encoder* encoder,
                                                   absl::string_view text);

struct MutationCounts {
  int64_t refused = 0;
  int64_t valid = 0;
};

// Parses `count` mutations of the two files, the first or the second or both changed. A refusal must name one of the
// two; what is accepted must encode and decode. Internal, naming the seed and the mutation, otherwise.
absl::StatusOr<MutationCounts> CheckMutatedFiles(const std::string& merges_file, const std::string& ids_file,
                                                 uint64_t seed, int64_t count);

}  // namespace moebench::language

#endif  // MOEBENCH_LANGUAGE_TOKENIZER_BYTE_LEVEL_FUZZ_CASES_H_
